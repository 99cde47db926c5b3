"""What a condition rests on: words of the conversation, for itself and for everything in it."""

from collections.abc import Sequence

from agent.coverage.links import attribute_of, is_near
from agent.coverage.quotes import quoted
from agent.coverage.spoken import Spoken, ends_of
from agent.coverage.uses import Use, uses_in
from tools.catalog.lexicon import Entry
from tools.catalog.model import Attribute
from tools.catalog.tokens import normalise
from tools.language import Text
from tools.segment import Scalar

# Once, and not at all, are said without a number.
_UNSAID = (0.0, 1.0)


def unsupported(use: Use, stated: Sequence[str], spoken: Spoken) -> Text | None:
    """Why a condition is not what was asked for; None when its words, values, numbers and times all are."""
    if use.condition is not None:
        if not use.because:
            return Text(en="it does not say which words of the request it comes from", zh="没有注明出自哪些原话")
        if not quoted(use.because, spoken.everything):
            return Text(en=f"“{use.because}” was never said", zh=f"对话中没有说过“{use.because}”")
        if any(quoted(use.because, normalise(text)[0]) for text in stated):
            return None  # an assumption says how these words were taken
    rules = [part for entry in spoken.entries for part in _rules(entry, spoken)]
    for name, value in sorted(use.values, key=str):
        if not any(value in part.values_of(name) for part in rules) and not _is_said(name, value, stated, spoken):
            return Text(en=f"nobody said “{value}”", zh=f"对话中没有提到“{value}”")
    named = {float(value) for entry in spoken.entries for value in entry.values if isinstance(value, int | float)}
    given = {*spoken.numbers, *_UNSAID, *named, *(number for part in rules for number in part.numbers)}
    for number in sorted(use.numbers):
        if not is_near(number, given) and not _is_in(f"{number:g}", stated):
            return Text(en=f"nobody said {number:g}", zh=f"对话中没有提到 {number:g}")
    for window in use.windows:
        ends = ends_of(window, spoken.grounding.catalog)
        known = {ends_of(each, spoken.grounding.catalog) for part in rules for each in part.windows}
        if ends not in spoken.windows | known:
            first, last = ends or (None, None)
            return Text(
                en=f"nobody named the days from {first or '…'} to {last or '…'}",
                zh=f"对话中没有提到 {first or '…'} 至 {last or '…'} 这段时间",
            )
    return None


def _rules(entry: Entry, spoken: Spoken) -> list[Use]:
    """What a term stands for."""
    if entry.kind != "term":
        return []
    return uses_in(spoken.grounding.catalog.terms[int(entry.id)].definition)


def _is_said(attribute: str, value: Scalar, stated: Sequence[str], spoken: Spoken) -> bool:
    """Whether some words mean this value: by the catalog, as a day, or as written; of a flag the name is enough."""
    if isinstance(value, bool):
        return True
    if any(value in entry.values and attribute_of(entry)[1] == attribute for entry in spoken.entries):
        return True
    if any(value == str(day) for ends in spoken.windows for day in ends):
        return True
    names = [str(value), *_labels(attribute, value, spoken)]
    return any(quoted(name, spoken.everything) for name in names) or any(_is_in(name, stated) for name in names)


def _labels(attribute: str, value: Scalar, spoken: Spoken) -> list[str]:
    catalog = spoken.grounding.catalog
    event, _, prop = attribute.partition(".")
    found: Attribute | None = catalog.tag(attribute) or catalog.event_property(event, prop)
    known = [each for each in found.values if each.value == value] if found else []
    return [words for each in known for words in (*each.label.all, *each.aliases)]


def _is_in(words: str, stated: Sequence[str]) -> bool:
    return any(quoted(words, normalise(text)[0]) for text in stated)
