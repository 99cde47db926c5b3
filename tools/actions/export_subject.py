"""What an export is of, the same for the offer that a person sees and for the file that the click makes."""

from dataclasses import dataclass

from tools.actions.audience import Audience
from tools.catalog.explain import explain
from tools.compiler.check import check
from tools.language import Text
from tools.segment import Definition, InSegment
from tools.segment.canonical import fingerprint
from tools.store.references import pinned
from tools.workspace import Workspace


@dataclass(frozen=True)
class Subject:
    """A checked definition, its saved segments fixed to their versions; `segment` is its name when it is just one."""

    definition: Definition
    fingerprint: str
    segment: str | None
    text: Text


def subject_of(audience: Audience, workspace: Workspace) -> Subject:
    """Raises MusterError when there is no audience or it does not fit the catalog."""
    definition = pinned(check(audience.resolved(), workspace.context), workspace.store.newest_version)
    where = definition.where
    only = where if isinstance(where, InSegment) and definition == Definition(where=where) else None
    return Subject(
        definition=definition,
        fingerprint=fingerprint(definition),
        segment=only.segment if only else None,
        text=_in_words(definition, only, workspace),
    )


def _in_words(definition: Definition, only: InSegment | None, workspace: Workspace) -> Text:
    """In words, with those of the saved segment: its name alone would not say who leaves."""
    text = explain(definition, workspace.catalog)
    saved = workspace.store.definition(only.segment, only.version) if only else None
    if saved is None:
        return text
    rule = explain(saved, workspace.catalog)
    return Text(en=f"{text.en} ({rule.en})", zh=f"{text.zh}（{rule.zh}）")
