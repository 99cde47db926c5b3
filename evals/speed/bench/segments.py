"""The segments that contestants have saved: each about a tenth of the users, a million of ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.segment import Definition

# The tag of each segment, and from where on users are in it.
SEGMENTS: dict[str, tuple[str, float]] = {
    "rich in points": ("points", 5_195),
    "frequent visitors": ("visits_30d", 16),
    "active of late": ("active_days_30d", 14),
    "frequent buyers": ("orders_365d", 18),
    "spent a lot in a month": ("spend_30d", 560),
    "spent a lot in a year": ("spend_365d", 6_300),
    "large baskets": ("order_value", 540),
    "hoarders of coupons": ("coupons", 7),
}


def definition_of(segment: str) -> Definition:
    from tools.segment import Definition, TagCondition

    tag, least = SEGMENTS[segment]
    return Definition(where=TagCondition(tag=tag, op="at_least", value=least))


def where_of(segment: str) -> str:
    """The rule as an SQL condition on a user."""
    tag, least = SEGMENTS[segment]
    return f"{tag} >= {least}"


def table_of(segment: str) -> str:
    """The table in which databases that are written to by hand keep a segment's users."""
    return f"segment_{list(SEGMENTS).index(segment)}"
