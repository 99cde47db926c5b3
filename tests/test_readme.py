"""What the README shows is what happens: its commands run, and its conversations come out as printed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tools.ingest.demo import build_demo

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `muster demo` was run."""
    path = tmp_path_factory.mktemp("readme")
    build_demo(path / "workspace")
    return path


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    settings = {"COLUMNS": "100", "LANG": "en_US.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    others = ("MUSTER_", "OPENAI_", "LC_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return subprocess.run(
        command, cwd=folder, env=environment | settings, capture_output=True, text=True, timeout=240, check=False
    )


def console_cases() -> list[tuple[str, str]]:
    """Each command of the console blocks with the output printed under it."""
    cases = []
    for block in BLOCKS:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            cases.append((command, output.strip()))
    return cases


@pytest.mark.parametrize(("command", "output"), console_cases(), ids=[command for command, _ in console_cases()])
def test_a_command_of_the_readme_gives_what_is_printed(command: str, output: str, folder: Path) -> None:
    words = shlex.split(command)
    assert words[0] == "muster"
    done = run([str(Path(sys.executable).parent / "muster"), *words[1:]], folder)
    assert done.returncode == 0, done.stderr
    if output:
        assert done.stdout.strip() == output


@pytest.mark.parametrize("code", PYTHON)
def test_the_python_of_the_readme_runs(code: str, folder: Path) -> None:
    done = run([sys.executable, "-c", code], folder)
    assert done.returncode == 0, done.stderr
    assert re.match(r"[\d,]+ ", done.stdout)


def test_commands_that_the_readme_names_exist(folder: Path) -> None:
    named = set(re.findall(r"\bmuster ([a-z]+)\b", README)) - {"turns"}
    shown = run([str(Path(sys.executable).parent / "muster"), "--help"], folder).stdout
    assert {name for name in named if name in shown} == named
