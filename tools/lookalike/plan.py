"""What a lookalike model is given, and what it is not given and why."""

from dataclasses import dataclass

from tools.catalog.model import Catalog, Event
from tools.engine.protocol import Engine
from tools.language import Text
from tools.lookalike.commonest import commonest
from tools.lookalike.event_features import event_features
from tools.lookalike.feature import Feature
from tools.lookalike.tag_features import tag_features
from tools.lookalike.wording import listed
from tools.segment.uses import Uses

# Values that are told apart; rarer ones are "other" (of a choice) or not looked at.
MOST_VALUES = {"choice": 100, "set": 50, "property": 20}


@dataclass(frozen=True)
class Plan:
    """The features in a fixed order: those of tags, then those of each event."""

    catalog: Catalog
    tags: list[Feature]
    events: list[tuple[Event, list[Feature]]]

    @property
    def features(self) -> list[Feature]:
        return self.tags + [feature for _, features in self.events for feature in features]


@dataclass(frozen=True)
class Permitted:
    """Ids of the tags and events that may become features."""

    tags: tuple[str, ...]
    events: tuple[str, ...]
    left_out: list[Text]


def permitted(catalog: Catalog, used: Uses) -> Permitted:
    """What may be used for seeds whose definition speaks of `used`.

    What picked the seeds would give the answer away (the model would learn the rule and find nobody new), so it is set
    aside; so are sensitive tags. Identifiers are never features.
    """
    identifiers = {catalog.users.id} | {identifier.column for identifier in catalog.ids}
    sensitive = [tag for tag in catalog.tags if tag.id in catalog.sensitive_tags]
    set_aside = [tag for tag in catalog.tags if tag.id in used.tags and tag not in sensitive]
    events_aside = [event for event in catalog.events if event.id in used.events]
    tags = [
        tag.id
        for tag in catalog.tags
        if tag not in sensitive and tag not in set_aside and tag.stored_in not in identifiers
    ]
    left_out = []
    if sensitive:
        left_out.append(listed([tag.name for tag in sensitive], "sensitive, never used", "敏感标签，不参与建模"))
    if set_aside or events_aside:
        names = [tag.name for tag in set_aside] + [event.name for event in events_aside]
        reason = "decides who the seeds are, and would give the answer away"
        left_out.append(listed(names, reason, "种子人群正是由此圈出，会泄露答案，不参与建模"))
    events = [event.id for event in catalog.events if event not in events_aside]
    return Permitted(tuple(tags), tuple(events), left_out)


def plan_features(engine: Engine, catalog: Catalog, allowed: Permitted) -> Plan:
    """The features of everything that is permitted."""
    tags = [tag for tag in catalog.tags if tag.id in allowed.tags]
    events = [event for event in catalog.events if event.id in allowed.events]
    values = commonest(engine, catalog, tags, events, MOST_VALUES)
    return Plan(
        catalog=catalog,
        tags=[feature for tag in tags for feature in tag_features(tag, catalog, values.tags.get(tag.id, []))],
        events=[(event, event_features(event, catalog, values.properties.get(event.id, {}))) for event in events],
    )
