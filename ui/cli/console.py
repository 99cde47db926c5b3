"""How commands speak: results on stdout for people or as one JSON object, everything else on stderr."""

from __future__ import annotations

import getpass
import json
import logging
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from pydantic import BaseModel, ValidationError

from tools.errors import MusterError, fail
from tools.language import Lang
from tools.settings import Settings
from ui.cli.words import terminal_language

if TYPE_CHECKING:
    from tools.workspace import Workspace
    from ui.view import Viewable


class Console:
    """What a running command has: the settings, a way to the workspace, and where results go."""

    def __init__(self, as_json: bool):
        self.as_json = as_json
        self.lang: Lang = terminal_language()
        self.settings: Settings
        self._stdout = sys.stdout

    @property
    def folder(self) -> Path:
        return self.settings.workspace

    def open(self) -> Workspace:
        """The workspace. Raises MusterError (`no_workspace`)."""
        from tools.workspace import Workspace

        return Workspace(self.folder, self.settings)

    def result(self, result: Viewable) -> None:
        """What a command found out: as a card, or its fields as the JSON object."""
        if self.as_json and isinstance(result, BaseModel):
            self.data(result.model_dump(mode="json"))
        else:
            self.show(result)

    def show(self, result: Viewable, lang: Lang | None = None) -> None:
        from ui.cli.card import show

        show(result, lang or self.lang, self._stdout)

    def data(self, data: dict[str, Any]) -> None:
        """The one JSON object."""
        print(json.dumps(data, ensure_ascii=False), file=self._stdout, flush=True)

    def line(self, text: str) -> None:
        print(harmless(text), file=self._stdout, flush=True)

    def note(self, text: str) -> None:
        """Something to know beside the result."""
        print(harmless(text), file=sys.stderr, flush=True)

    def problem(self, error: MusterError) -> None:
        self.note(error.to(self.lang))
        if self.as_json:
            self.data({"problems": [problem.model_dump(mode="json") for problem in error.problems]})


@contextmanager
def command(workspace: Path | None, as_json: bool = False) -> Iterator[Console]:
    """Around every command: what goes wrong becomes words and exit code 1.

    With `as_json`, whatever else prints to stdout meanwhile goes to stderr, so that there is exactly one JSON object.
    """
    console = Console(as_json)
    try:
        console.settings = _settings(workspace)
        log = _log_to(console.folder)
        with redirect_stdout(sys.stderr if as_json else sys.stdout):
            yield console
    except MusterError as error:
        console.problem(error)
        raise typer.Exit(1) from error
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:
        logging.getLogger("muster").error("a command failed", exc_info=error)
        kind = type(error).__name__
        en, zh = f"Something went wrong inside Muster ({kind}); see {log}.", f"Muster 内部出错（{kind}），详见 {log}。"
        console.problem(fail("internal", en, zh))
        raise typer.Exit(1) from error


def harmless(text: str) -> str:
    """Foreign text without the control characters that would steer a terminal."""
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc")


def person() -> str:
    """Who sits at this terminal, for the record of exports."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        return "local"


def _settings(workspace: Path | None) -> Settings:
    """Raises MusterError (`bad_settings`) for what the environment or `muster.toml` set wrongly."""
    try:
        return Settings() if workspace is None else Settings(workspace=workspace)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        name = "_".join(str(part) for part in wrong["loc"])
        en, zh = f"The setting {name} is wrong: {wrong['msg']}.", f"设置项 {name} 有误：{wrong['msg']}。"
        raise fail("bad_settings", en, zh, where=f"MUSTER_{name.upper()}", got=wrong["input"]) from error
    except tomllib.TOMLDecodeError as error:
        en, zh = f"muster.toml cannot be read: {error}.", f"无法读取 muster.toml：{error}。"
        raise fail("bad_settings", en, zh, where="muster.toml") from error


def _log_to(folder: Path) -> str:
    """What is worth a developer's look goes to `muster.log` in the workspace; without one, to stderr."""
    file = folder / "muster.log"
    known = folder.is_dir()
    handler = logging.FileHandler(file, delay=True, encoding="utf-8") if known else logging.StreamHandler()
    shape = "%(asctime)s %(name)s %(levelname)s %(message)s"
    logging.basicConfig(handlers=[handler], level=logging.WARNING, format=shape, force=True)
    return str(file) if known else "stderr"
