"""Definitions with their SQL, their words and their members, for people to read: `tests/golden/*.yaml`.

After a change that is meant to show there, write the files anew and read the difference:
`MUSTER_UPDATE_GOLDEN=1 pytest tests/test_golden.py`, then `git diff tests/golden`.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.reference import Reference
from tests.warehouse import SavedThings, make_engine, write_ranking
from tools.catalog.explain import explain
from tools.catalog.model import Catalog
from tools.compiler.check import check
from tools.compiler.context import Context
from tools.engine.duckdb_engine import DuckDBEngine
from tools.segment import Definition

GOLDEN = Path(__file__).parent / "golden"
DATA: dict[str, Any] = yaml.safe_load((GOLDEN / "data.yaml").read_text("utf-8"))
CATALOG = Catalog.model_validate(DATA["catalog"])
SEGMENTS = {name: Definition.model_validate(segment) for name, segment in DATA["segments"].items()}
FILES = sorted(path for path in GOLDEN.glob("*.yaml") if path.name != "data.yaml")
CASES = {path: yaml.safe_load(path.read_text("utf-8")) for path in FILES}


class Customer:
    def __init__(self, folder: Path):
        self.lookalikes = folder
        rankings = {name: write_ranking(folder / f"{name}.parquet", ids) for name, ids in DATA["lookalikes"].items()}
        saved = SavedThings(SEGMENTS, rankings)
        self.context = Context(CATALOG, saved)
        self.engine: DuckDBEngine = make_engine(
            CATALOG, DATA["users"], DATA["events"], folder, saved=saved, readable=[folder]
        )
        self.reference = Reference(CATALOG, DATA["users"], DATA["events"], SEGMENTS, DATA["lookalikes"])

    def answer(self, case: dict[str, Any]) -> dict[str, Any]:
        """What a case should hold: everything that follows from its definition."""
        definition = check(Definition.model_validate(case["definition"]), self.context)
        words = explain(definition, CATALOG)
        members = self.engine.ids(definition).column("user_id").to_pylist()
        assert members == self.reference.members(definition)
        return {
            "case": case["case"],
            "definition": case["definition"],
            "zh": words.zh,
            "en": words.en,
            "sql": self.engine.sql(definition).replace(str(self.lookalikes), "/lookalikes"),
            "members": members,
        }


@pytest.fixture(scope="module")
def customer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Customer]:
    customer = Customer(tmp_path_factory.mktemp("golden").resolve())
    if os.environ.get("MUSTER_UPDATE_GOLDEN"):
        for path, cases in CASES.items():
            write(path, [customer.answer(case) for case in cases])
    yield customer
    customer.engine.close()


@pytest.mark.parametrize(
    ("path", "number"),
    [
        pytest.param(path, number, id=f"{path.stem}: {case['case']}")
        for path, cases in CASES.items()
        for number, case in enumerate(cases)
    ],
)
def test_golden(customer: Customer, path: Path, number: int) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))[number]
    assert customer.answer(case) == case


class _Readable(yaml.SafeDumper):
    """Texts of several lines as blocks, short lists and mappings on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _block)


def write(path: Path, cases: list[dict[str, Any]]) -> None:
    style: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 1000, "default_flow_style": None}
    path.write_text("\n".join(yaml.dump([case], Dumper=_Readable, **style) for case in cases), "utf-8")
