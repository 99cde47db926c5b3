"""The catalog: what a workspace's tables mean, in the words that people use. File format 1.

Everything that understands requests knows a business only through this model.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.language import Lang, Text
from tools.segment import Condition, Scalar

TagType = Literal["choice", "number", "flag", "date", "set", "place"]
PropertyType = Literal["choice", "number", "flag", "date", "set"]
IdType = Literal["phone", "email", "imei", "oaid", "idfa", "android_id", "external"]


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(Entry):
    """What something is called, in at least one language."""

    en: str | None = None
    zh: str | None = None

    @model_validator(mode="after")
    def _is_not_empty(self) -> "Name":
        if not (self.en or self.zh):
            raise ValueError("a name needs en, zh or both")
        return self

    def to(self, lang: Lang) -> str:
        """The name in `lang`, in the other language where it has none."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second or ""

    @property
    def text(self) -> Text:
        """The name as a text for people."""
        return Text(en=self.to("en"), zh=self.to("zh"))

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(name for name in (self.en, self.zh) if name)


class Value(Entry):
    """A stored value of a choice or set, with the words for it."""

    value: Scalar
    name: Name | None = None
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> Name:
        return self.name or Name(en=str(self.value))


class Group(Entry):
    """A word that stands for several values of one tag: 一线城市, "new energy car"."""

    name: Name
    aliases: tuple[str, ...] = ()
    values: tuple[Scalar, ...] = Field(min_length=1)


class Columns(Entry):
    lat: str
    lon: str


class Attribute(Entry):
    """What tags and event properties have in common."""

    id: str
    column: str | None = None  # left out: the id
    name: Name
    unit: Name | None = None
    aliases: tuple[str, ...] = ()
    description: Name | None = None
    values: tuple[Value, ...] = ()
    ordered: bool = False  # `values` go from the lowest to the highest: "gold or higher" can be asked for
    groups: tuple[Group, ...] = ()
    separator: str | None = None  # of a set that is stored as text

    @property
    def stored_in(self) -> str:
        return self.column or self.id


class Tag(Attribute):
    """An attribute of the user: one column, or two for a place."""

    type: TagType
    columns: Columns | None = None

    @model_validator(mode="after")
    def _place_has_two_columns(self) -> "Tag":
        if (self.type == "place") != (self.columns is not None):
            raise ValueError("a tag of type place needs `columns: {lat: ..., lon: ...}`, other types have none")
        return self


class Property(Attribute):
    """An attribute of an event."""

    type: PropertyType


class Match(Entry):
    """Which rows of a shared table are this event."""

    column: str
    value: Scalar


class Event(Entry):
    id: str
    table: str
    match: Match | None = None
    user: str | None = None  # left out: users.id
    time: str
    name: Name
    aliases: tuple[str, ...] = ()
    description: Name | None = None
    properties: tuple[Property, ...] = ()


class Place(Entry):
    id: str
    name: Name
    aliases: tuple[str, ...] = ()
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Term(Entry):
    """A business word with a signed-off definition."""

    name: Name
    aliases: tuple[str, ...] = ()
    definition: Condition


class Identifier(Entry):
    """Another identifier of the user, for exports and look-ups; a column of the users table."""

    type: IdType
    column: str


class Sensitive(Entry):
    tag: str
    category: str


class Users(Entry):
    table: str
    id: str


class Catalog(Entry):
    """One customer's data in words. `as_of` is always set in a catalog that a snapshot holds."""

    format: Literal[1] = 1
    as_of: date | None = None
    timezone: str = "UTC"
    users: Users
    tags: tuple[Tag, ...] = ()
    events: tuple[Event, ...] = ()
    places: tuple[Place, ...] = ()
    terms: tuple[Term, ...] = ()
    ids: tuple[Identifier, ...] = ()
    sensitive: tuple[Sensitive, ...] = ()

    def tag(self, tag_id: str) -> Tag | None:
        return next((tag for tag in self.tags if tag.id == tag_id), None)

    def event(self, event_id: str) -> Event | None:
        return next((event for event in self.events if event.id == event_id), None)

    def event_property(self, event_id: str, property_id: str) -> Property | None:
        event = self.event(event_id)
        return next((p for p in event.properties if p.id == property_id), None) if event else None

    def place(self, place_id: str) -> Place | None:
        return next((place for place in self.places if place.id == place_id), None)

    @property
    def today(self) -> date:
        """The day the data speaks of; a catalog without one has not been loaded yet."""
        if self.as_of is None:
            raise ValueError("the catalog has no as_of: load it into a snapshot first")
        return self.as_of

    @property
    def sensitive_tags(self) -> dict[str, str]:
        """Tag id → category, of tags that no segment, profile or lookalike may use."""
        return {entry.tag: entry.category for entry in self.sensitive}
