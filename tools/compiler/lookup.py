"""What a definition's ids mean in a catalog; unknown ones come back as errors that name the nearest known ones."""

from tools.catalog.model import Catalog, Event, Place, Property, Tag
from tools.compiler.suggestions import closest, words_of
from tools.errors import fail


def find_tag(catalog: Catalog, tag_id: str, where: str = "") -> Tag:
    """Raises MusterError (`unknown_tag`)."""
    tag = catalog.tag(tag_id)
    if tag is None:
        raise fail(
            "unknown_tag",
            f"The catalog has no tag “{tag_id}”.",
            f"标签目录中没有“{tag_id}”这个标签。",
            where=where,
            got=tag_id,
            suggestions=closest(tag_id, words_of(_usable_tags(catalog))),
        )
    return tag


def number_tags_like(tag: Tag, catalog: Catalog) -> tuple[str, ...]:
    """Ids of number tags with a name like that of `tag`, best first."""
    numbers = words_of(each for each in _usable_tags(catalog) if each.type == "number")
    return closest(tag.name.to("en"), numbers)


def find_event(catalog: Catalog, event_id: str, where: str = "") -> Event:
    """Raises MusterError (`unknown_event`)."""
    event = catalog.event(event_id)
    if event is None:
        raise fail(
            "unknown_event",
            f"The catalog has no event “{event_id}”.",
            f"标签目录中没有“{event_id}”这个行为。",
            where=where,
            got=event_id,
            suggestions=closest(event_id, words_of(catalog.events)),
        )
    return event


def find_property(catalog: Catalog, event: Event, property_id: str, where: str = "") -> Property:
    """Raises MusterError (`unknown_property`)."""
    found = catalog.event_property(event.id, property_id)
    if found is None:
        raise fail(
            "unknown_property",
            f"The event “{event.name.to('en')}” has no property “{property_id}”.",
            f"行为“{event.name.to('zh')}”没有“{property_id}”这个属性。",
            where=where,
            got=property_id,
            suggestions=closest(property_id, words_of(event.properties)),
        )
    return found


def find_place(catalog: Catalog, place_id: str, where: str = "") -> Place:
    """Raises MusterError (`unknown_place`)."""
    place = catalog.place(place_id)
    if place is None:
        raise fail(
            "unknown_place",
            f"The catalog has no place “{place_id}”.",
            f"标签目录中没有“{place_id}”这个地点。",
            where=where,
            got=place_id,
            suggestions=closest(place_id, words_of(catalog.places)),
        )
    return place


def _usable_tags(catalog: Catalog) -> list[Tag]:
    """Tags that may be suggested: not the sensitive ones."""
    return [tag for tag in catalog.tags if tag.id not in catalog.sensitive_tags]
