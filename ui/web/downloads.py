"""Exported files, handed out one by one: only those of a finished export, only to the browser that asked for it."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from tools.actions.export_segment import Receipt
from tools.language import Lang
from tools.workspace import Workspace
from ui.web.words import words


@dataclass(frozen=True)
class Link:
    href: str
    name: str
    label: str


@dataclass(frozen=True)
class _Ticket:
    visitor: str
    export: str
    file: Path


class Downloads:
    """Tickets for files, kept for as long as the server runs; each names one file of one export of one browser."""

    def __init__(self, workspace: Workspace):
        self._workspace = workspace
        self._tickets: dict[str, _Ticket] = {}

    def add(self, receipt: Receipt, visitor: str, lang: Lang) -> tuple[Link, ...]:
        """Links to an export's file and its manifest, for this browser."""
        labels = ((receipt.file, words(lang).download), (receipt.manifest, words(lang).manifest))
        return tuple(self._link(receipt.id, file, label, visitor) for file, label in labels)

    def file(self, ticket: str, visitor: str) -> Path | None:
        """The file of a ticket; None unless this browser got it for a file of a finished export in this workspace."""
        held = self._tickets.get(ticket)
        if held is None or not visitor or not secrets.compare_digest(held.visitor.encode(), visitor.encode()):
            return None
        folder = (self._workspace.path / "exports" / held.export).resolve()
        file = held.file.resolve()
        finished = any(export.id == held.export for export in self._workspace.store.exports())
        return file if finished and file.parent == folder and file.is_file() else None

    def _link(self, export: str, file: Path, label: str, visitor: str) -> Link:
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = _Ticket(visitor, export, file)
        return Link(href=f"exports/{ticket}", name=file.name, label=label)
