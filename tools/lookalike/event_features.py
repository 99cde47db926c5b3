"""Features from what users did lately: how often, how recently, how much, and of which kinds."""

from datetime import timedelta
from typing import assert_never

from sqlglot import exp

from tools.catalog.model import Catalog, Event, Property
from tools.compiler.event import DECIMALS
from tools.compiler.expressions import as_text, column, midnight, number, table, text
from tools.language import Text
from tools.lookalike.feature import Feature
from tools.lookalike.tag_features import days_before
from tools.lookalike.wording import part_of, value_of

# How far back to look, in days. Habits change: older events say less about who a user is today.
WINDOWS = (30, 90, 180)


def event_features(event: Event, catalog: Catalog, values: dict[str, list[str]]) -> list[Feature]:
    """Features over a user's events of one kind in the longest window; `values` are those of each choice property
    that are counted."""
    name = event.name.text
    time = column(event.time, event.table)
    last = days_before(catalog, exp.Max(this=time))
    features = [Feature(part_of(name, "days since the last one", "距最近一次的天数"), last)]
    for window in WINDOWS:
        times = exp.CountIf(this=within(event, catalog, window))
        label = part_of(name, f"times in the last {window} days", f"近{window}天次数")
        features.append(Feature(label, times, if_none=0))
    for prop in event.properties:
        features += _property_features(event, prop, catalog, values.get(prop.id, []))
    return features


def _property_features(event: Event, prop: Property, catalog: Catalog, values: list[str]) -> list[Feature]:
    name = event.name.text
    stored = column(prop.stored_in, event.table)
    longest = WINDOWS[-1]
    match prop.type:
        case "number":
            label = part_of(name, f"total {prop.name.to('en')}", f"{prop.name.to('zh')}合计")
            return [
                Feature(_lately(label, window), _total(stored, within(event, catalog, window)), if_none=0)
                for window in (WINDOWS[0], longest)
            ]
        case "choice":
            return [
                Feature(
                    _lately(_times(name, value_of(prop, value)), longest),
                    exp.CountIf(this=exp.EQ(this=stored.copy(), expression=text(value))),
                    if_none=0,
                )
                for value in values
            ]
        case "flag":
            return [Feature(_lately(_times(name, prop.name.text), longest), exp.CountIf(this=stored), if_none=0)]
        case "date" | "set":
            return []
        case _:
            assert_never(prop.type)


def event_rows(event: Event, catalog: Catalog) -> exp.Select:
    """The event's rows in the longest window, as a SELECT without columns yet."""
    rows = exp.Select().from_(table(event.table)).where(within(event, catalog, WINDOWS[-1]))
    return rows.where(is_event(event)) if event.match else rows


def is_event(event: Event) -> exp.Expr:
    """Which rows of the event's table are this event."""
    if event.match is None:
        return exp.true()
    return exp.EQ(this=column(event.match.column, event.table), expression=text(as_text(event.match.value)))


def within(event: Event, catalog: Catalog, window: int) -> exp.Expr:
    """In the `window` days that end on `as_of`. What lies after it is not known yet on that day."""
    time = column(event.time, event.table)
    start = catalog.today - timedelta(days=window - 1)
    end = catalog.today + timedelta(days=1)
    return exp.and_(
        exp.GTE(this=time, expression=midnight(start.isoformat())),
        exp.LT(this=time.copy(), expression=midnight(end.isoformat())),
    )


def _total(stored: exp.Expr, recent: exp.Expr) -> exp.Expr:
    """Rounded, so that the order in which threads add cannot change a feature, and with it the model."""
    value = exp.cast(stored.copy(), exp.DataType.Type.DOUBLE)
    return exp.Round(this=exp.Sum(this=exp.Case().when(recent, value)), decimals=number(DECIMALS))


def _times(name: Text, of: Text) -> Text:
    return part_of(name, f"times with {of.en}", f"{of.zh}的次数")


def _lately(label: Text, window: int) -> Text:
    return Text(en=f"{label.en}, last {window} days", zh=f"{label.zh}（近{window}天）")
