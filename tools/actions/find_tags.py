"""Look up what the catalog knows."""

from pydantic import BaseModel, ConfigDict, Field

from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog, Name, Property, Tag
from tools.language import Text
from tools.workspace import Workspace

_VALUES_SHOWN = 20


class FindArguments(BaseModel):
    model_config = ConfigDict(extra="forbid")

    query: str = Field(default="", description="words to look for, in any language; empty lists all tags")
    limit: int = Field(default=10, ge=1, le=100)


class Found(BaseModel):
    """A tag, value, group, event, property, place, term or saved segment that matches; `id` is what a definition
    calls it, for a value or group the tag's (or `event.property`)."""

    kind: str
    id: str
    name: Text
    type: str | None = None
    unit: str | None = None
    values: list[str] = Field(
        default=[],
        description="stored values with names: of a value or group its own, else twenty",
    )
    score: float


class TagMatches(BaseModel):
    query: str
    matches: list[Found]


def find_tags(workspace: Workspace, arguments: FindArguments) -> TagMatches:
    """Find tags, values, events, places and business terms of the catalog by words in Chinese or English.

    Use it before proposing a definition: ids and stored values must be taken from here.
    """
    catalog = workspace.catalog
    if not arguments.query.strip():
        everything = [Entry("tag", tag.id, tag.name, tag=tag.id) for tag in catalog.tags]
        everything += [Entry("event", event.id, event.name, event=event.id) for event in catalog.events]
        matches = [_found(entry, 1.0, catalog) for entry in everything[: arguments.limit]]
        return TagMatches(query=arguments.query, matches=matches)
    found = workspace.lookup.search(arguments.query, arguments.limit)
    matches = [_found(entry, score, catalog) for entry, score in found]
    return TagMatches(query=arguments.query, matches=matches)


def _found(entry: Entry, score: float, catalog: Catalog) -> Found:
    attribute: Tag | Property | None = None
    if entry.tag:
        attribute = catalog.tag(entry.tag)
    elif entry.event and entry.prop:
        attribute = catalog.event_property(entry.event, entry.prop)
    # Of a value or a group, what it stands for; of a tag or property, what there is.
    shown = [v for v in attribute.values if not entry.values or v.value in entry.values] if attribute else []
    owner = entry.tag or (f"{entry.event}.{entry.prop}" if entry.prop else entry.event)
    return Found(
        kind=entry.kind,
        id=owner or entry.id,
        name=_text(entry.name),
        type=attribute.type if attribute else None,
        unit=attribute.unit.to("en") if attribute and attribute.unit else None,
        values=[f"{value.value} ({value.label.to('zh')})" for value in shown[:_VALUES_SHOWN]],
        score=round(score, 3),
    )


def _text(name: Name) -> Text:
    return Text(en=name.to("en"), zh=name.to("zh"))
