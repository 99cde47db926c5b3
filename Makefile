# Everything on a bare machine with Python 3.11 and make. The environment is made in .venv from pinned, hashed
# requirements; `make lock` renews them from pyproject.toml.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
WORKSPACE ?= workspace
INSTALL := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python

.PHONY: help setup setup-dev demo serve test test-spark test-deep lint eval bench lock clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.runtime: requirements.txt pyproject.toml $(BIN)/uv
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml $(BIN)/uv
	$(INSTALL) --require-hashes -r requirements-dev.txt
	$(INSTALL) --no-deps --editable .
	@touch $@ $(VENV)/.runtime

$(VENV)/.bench: requirements-bench.txt pyproject.toml $(BIN)/uv
	$(INSTALL) --require-hashes -r requirements-bench.txt
	$(INSTALL) --no-deps --editable .
	@touch $@ $(VENV)/.dev $(VENV)/.runtime

setup: $(VENV)/.runtime  ## the environment to run Muster

setup-dev: $(VENV)/.dev  ## the environment to change Muster

demo: setup  ## synthetic customers, two questions, and how to open the page
	@test -f $(WORKSPACE)/current || $(BIN)/muster demo --workspace $(WORKSPACE)
	$(BIN)/muster ask --workspace $(WORKSPACE) "new energy car owners in Beijing"
	$(BIN)/muster ask --workspace $(WORKSPACE) "北京的新能源车主"
	@echo
	@echo "Now chat in a browser 在浏览器中使用:  $(BIN)/muster serve --workspace $(WORKSPACE)"

serve: setup  ## the page
	$(BIN)/muster serve --workspace $(WORKSPACE)

lint: setup-dev  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint  ## everything that must hold
	$(BIN)/python -m tests.install_browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/spark

test-spark: setup-dev  ## what must hold on a Spark cluster, which is started on this machine
	$(BIN)/python -m tests.install_java
	$(BIN)/python -m pytest tests/spark

test-deep: setup-dev  ## thousands of random definitions: index, database and reference must agree
	MUSTER_DEEP=1 $(BIN)/python -m pytest -n 2 --dist loadfile --timeout 3000 tests/test_index_properties.py tests/test_compiler_properties.py

eval: setup-dev  ## how well requests are understood: eval-report/report.html
	$(BIN)/muster eval all --model embedded --report eval-report

bench: $(VENV)/.bench  ## Muster beside DuckDB, ClickHouse and Polars at 1 and 10 million users: docs/benchmarks.md
	$(BIN)/python -m evals.speed.bench --users 1000000 --users 10000000

lock: $(BIN)/uv  ## pin and hash what pyproject.toml asks for
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header --quiet -o requirements-dev.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra bench -c requirements-dev.txt --generate-hashes --no-emit-index-url --no-header --quiet -o requirements-bench.txt
	$(BIN)/uv pip compile pyproject.toml -c requirements-dev.txt --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.txt

clean:  ## the environment and caches, not the workspace
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
