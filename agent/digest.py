"""The part of a catalog that a request needs, in lines for a model: the same for sixty tags and for a thousand."""

from collections.abc import Iterable, Iterator, Sequence

from agent.coverage.uses import uses_in, uses_of
from agent.planner.grounding import Grounding
from agent.planner.text.items import Mention, Unknown
from tools.catalog.lexicon import Entry
from tools.catalog.model import Attribute, Catalog, Event, Name, Place, Term
from tools.segment import Definition, Scalar

_NEAREST = 12  # entries that are near to a text, besides those it names
_NEAR_UNKNOWN = 4  # entries that are near to words of it that nothing is called
_MOST_VALUES = 12
_MOST_LINES = 60

# What an entry belongs to: a tag, event, place, term or segment, with its id.
_Owner = tuple[str, str]


def digest(grounding: Grounding, texts: Sequence[str], draft: Definition | None) -> str:
    """What `texts` name, what is nearest to them, and what the draft uses. Sensitive tags are left out."""
    catalog = grounding.catalog
    entries = [entry for text in reversed(texts) for entry in _found(grounding, text)]
    owners: dict[_Owner, set[Scalar]] = {}
    for owner in _drafted(draft):
        owners.setdefault(owner, set())
    for entry in entries:
        owners.setdefault(_owner(entry), set()).update(entry.values)
        for owner in _in_term(entry, catalog):
            owners.setdefault(owner, set())
    sensitive = {("tag", tag) for tag in catalog.sensitive_tags}
    shown = [(owner, values) for owner, values in owners.items() if owner not in sensitive][:_MOST_LINES]
    lines = [line for owner, values in shown for line in _lines(owner, values, catalog)]
    return "\n".join([_size(catalog, len(grounding.segment_names)), *lines])


def _found(grounding: Grounding, text: str) -> Iterator[Entry]:
    """Exact names first, then what is near to the words that are none, then what is near to the whole."""
    items = grounding.read(text)
    yield from (entry for item in items.items if isinstance(item, Mention) for entry in item.entries)
    for item in items.items:
        if isinstance(item, Unknown):
            words = text[items.tokens[item.start].start : items.tokens[item.end - 1].end]
            yield from grounding.nearest(words, _NEAR_UNKNOWN)
    yield from grounding.nearest(text, _NEAREST)


def _drafted(draft: Definition | None) -> Iterator[_Owner]:
    for use in uses_of(draft) if draft else []:
        yield from ((kind, name) for kind, name in sorted(use.names) if kind != "property")


def _in_term(entry: Entry, catalog: Catalog) -> Iterator[_Owner]:
    """What a term's rule speaks of: the person may vary it."""
    if entry.kind == "term":
        for use in uses_in(catalog.terms[int(entry.id)].definition):
            yield from ((kind, name) for kind, name in sorted(use.names) if kind != "property")


def _owner(entry: Entry) -> _Owner:
    if entry.tag:
        return "tag", entry.tag
    if entry.event:
        return "event", entry.event
    return entry.kind, entry.id


def _size(catalog: Catalog, segments: int) -> str:
    counts = ((len(catalog.tags), "tags"), (len(catalog.events), "events"), (len(catalog.places), "places"))
    known = ", ".join(f"{kind} {count}" for count, kind in (*counts, (segments, "saved segments")))
    return f"In all: {known}; `find_tags` knows them. Nearest to this conversation:"


def _lines(owner: _Owner, values: set[Scalar], catalog: Catalog) -> Iterable[str]:
    kind, name = owner
    if kind == "tag" and (tag := catalog.tag(name)):
        return [f"tag {_attribute(tag, tag.type, values)}"]
    if kind == "event" and (event := catalog.event(name)):
        return _event(event, values)
    if kind == "place" and (place := catalog.place(name)):
        return [_place(place)]
    if kind == "term":
        return [_term(catalog.terms[int(name)])]
    return [f"saved segment `{name}`"] if kind == "segment" else []


def _event(event: Event, values: set[Scalar]) -> list[str]:
    properties = [f"  property {_attribute(each, each.type, values)}" for each in event.properties]
    return [f"event `{event.id}` {_names(event.name, event.aliases)}", *properties]


def _place(place: Place) -> str:
    return f"place `{place.id}` {_names(place.name, place.aliases)}"


def _term(term: Term) -> str:
    rule = term.definition.model_dump_json(exclude_defaults=True)
    return f"term {_names(term.name, term.aliases)} = {rule}"


def _attribute(attribute: Attribute, kind: str, values: set[Scalar]) -> str:
    """One line; of many values those that were meant come first."""
    line = f"`{attribute.id}` ({kind}) {_names(attribute.name)}"
    if attribute.unit:
        line += f", in {attribute.unit.to('en')}"
    if attribute.values:
        ordered = sorted(attribute.values, key=lambda each: each.value not in values)
        shown = [f"{each.value}={each.label.to('zh')}" for each in ordered[:_MOST_VALUES]]
        more = len(attribute.values) - len(shown)
        line += f": {', '.join(shown)}" + (f", {more} more" if more else "")
    return line


def _names(name: Name, aliases: tuple[str, ...] = ()) -> str:
    return " / ".join((*name.all, *aliases[:3]))
