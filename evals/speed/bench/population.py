"""The benchmark's customers: tags that lean on a few traits, as real ones do, drawn a chunk at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tools.catalog.model import Catalog, Tag

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]

UNKNOWN = 0.03  # the share of users whose value of a tag is not known
_TIERS = np.repeat([0, 1, 2, 3], [4, 11, 15, 10])  # of the cities, in the catalog's order
_MOST_IN_A_SET = 6
_SCATTER_DEGREES = 0.1  # of homes around the middle of their city: about 10 km


@dataclass(frozen=True)
class Choice:
    """One of the catalog's values, or of `made` invented ones; the k-th most frequent has weight 1 / k^skew. With the
    probability `lean` a user's place among the values is the place in the trait."""

    trait: str = "none"
    lean: float = 0.0
    skew: float = 0.6
    made: int = 0
    unknown: float = UNKNOWN


@dataclass(frozen=True)
class Flag:
    share: float
    trait: str = "none"
    lean: float = 0.4


@dataclass(frozen=True)
class Number:
    """A log-logistic number: half of those above 0 are above `middle`, a larger `shape` has a longer tail."""

    middle: float
    shape: float
    most: float
    least: float = 0.0
    zero: float = 0.0
    decimals: int = 0
    trait: str = "wealth"
    lean: float = 0.5


@dataclass(frozen=True)
class Day:
    """A day so long before `as_of`, uniform up to `most`, or of a log-logistic age if it has a `middle`."""

    most: int
    middle: float = 0.0
    least: int = 0
    trait: str = "activity"
    lean: float = 0.5


@dataclass(frozen=True)
class Several:
    """Up to six of the catalog's values, or of `made` invented ones."""

    share: float
    made: int = 0


DRAWS: dict[str, Choice | Flag | Number | Day | Several] = {
    "gender": Choice(skew=0.2),
    "city": Choice("place", 1.0, skew=0.7),
    "education": Choice("wealth", 0.6, skew=0.2),
    "marital_status": Choice("age", 0.5),
    "life_stage": Choice("age", 0.6),
    "occupation": Choice("wealth", 0.2),
    "income": Choice("wealth", 0.8, skew=0.3),
    "housing": Choice("age", 0.4),
    "member_level": Choice("activity", 0.6, skew=1.2, unknown=0.0),
    "device_brand": Choice("wealth", 0.3),
    "device_model": Choice("wealth", 0.3, made=200),
    "app_version": Choice("activity", 0.4, skew=1.3, made=100),
    "network": Choice(),
    "acquired_by": Choice(),
    "payment_method": Choice("age", 0.3),
    "favourite_category": Choice("age", 0.3),
    "store": Choice("place", 0.8, skew=0.0, made=300),
    "car_brand": Choice("wealth", 0.4, unknown=0.45),
    "energy_type": Choice("place", 0.2, unknown=0.45),
    "churn_risk": Choice("activity", 0.7),
    "has_children": Flag(0.45, "age"),
    "car_owner": Flag(0.5, "wealth"),
    "pet_owner": Flag(0.2),
    "insured": Flag(0.35, "wealth"),
    "push_enabled": Flag(0.6, "activity"),
    "sms_opt_in": Flag(0.7),
    "paid_member": Flag(0.15, "activity"),
    "verified": Flag(0.8, "activity"),
    "age": Number(34, 0.25, 90, least=16, trait="age", lean=0.9),
    "household_size": Number(3, 0.25, 8, least=1, trait="age"),
    "children": Number(1, 0.5, 4, zero=0.5, trait="age"),
    "points": Number(800, 0.9, 500_000, zero=0.1, trait="activity"),
    "coupons": Number(3, 0.5, 60, zero=0.4, trait="activity"),
    "visits_30d": Number(5, 0.7, 300, zero=0.35, trait="activity"),
    "active_days_30d": Number(5, 0.6, 30, zero=0.35, trait="activity"),
    "orders_365d": Number(6, 0.6, 400, zero=0.3, trait="activity"),
    "spend_30d": Number(260, 0.7, 50_000, zero=0.6, decimals=2),
    "spend_365d": Number(1_500, 0.8, 300_000, zero=0.3, decimals=2),
    "order_value": Number(180, 0.5, 20_000, decimals=2),
    "rating": Number(4, 0.1, 5, least=1, decimals=1, trait="activity", lean=0.2),
    "store_distance": Number(4, 0.8, 200, decimals=1, trait="place", lean=0.2),
    "registered_on": Day(2_200),
    "last_active": Day(900, middle=25),
    "birthday": Day(29_000, least=5_900, trait="age"),
    "interests": Several(0.45),
    "products": Several(0.3, made=60),
}


def values_of(tag: Tag) -> list[str]:
    """The stored values of a choice or set, the most frequent first."""
    match DRAWS.get(tag.id):
        case Choice(made=made) | Several(made=made) if made:
            return [f"{tag.id}_{number:03}" for number in range(made)]
        case _:
            return _listed(tag)


def city_middles() -> Floats:
    """Latitude and longitude of each city, which is where it is on no map but for the first two."""
    rng = np.random.default_rng(len(_TIERS))
    middles = np.column_stack((rng.uniform(22, 45, len(_TIERS)), rng.uniform(101, 125, len(_TIERS))))
    middles[:2] = [[31.2304, 121.4737], [39.9087, 116.4605]]  # Shanghai and Beijing, where the catalog's places are
    return middles.round(4)


def draw_users(rng: np.random.Generator, catalog: Catalog, first: int, count: int) -> pa.Table:
    """Users number `first` to `first + count - 1`, with the catalog's columns."""
    traits = {name: rng.random(count, np.float32) for name in ("place", "wealth", "age", "activity")}
    columns: dict[str, pa.Array] = {
        "user_id": user_ids(np.arange(first, first + count)),
        "phone": _digits(b"1740", np.arange(first, first + count) % 10_000_000, 7),
    }
    city = _position(_cumulative(len(values_of(_tag(catalog, "city"))), _skew("city")), traits["place"])
    for tag in catalog.tags:
        match tag.id:
            case "city_tier":
                columns[tag.id] = _choice(_TIERS[city], _listed(tag), _unknown(rng, count))
            case "home":
                columns |= _homes(rng, city)
            case _:
                columns[tag.id] = _column(rng, tag, traits, count, catalog.today)
    return pa.table(columns)


def user_ids(numbers: Ints) -> pa.Array:
    """What a customer's own system calls these users: 123 is u00000123."""
    return _digits(b"u", numbers, 8)


def _listed(tag: Tag) -> list[str]:
    return [str(value.value) for value in tag.values]


def _column(rng: np.random.Generator, tag: Tag, traits: dict[str, Floats], count: int, as_of: date) -> pa.Array:
    match DRAWS[tag.id]:
        case Choice(trait, lean, skew, _, unknown):
            values = values_of(tag)
            places = _leaning(rng, traits, trait, lean, count)
            return _choice(_position(_cumulative(len(values), skew), places), values, _unknown(rng, count, unknown))
        case Flag(share, trait, lean):
            return pa.array(_leaning(rng, traits, trait, lean, count) > 1 - share, mask=_unknown(rng, count))
        case Number() as number:
            return _number(number, _leaning(rng, traits, number.trait, number.lean, count), _unknown(rng, count))
        case Day(most, middle, least, trait, lean):
            places = _leaning(rng, traits, trait, lean, count)
            ages = middle * (1 - places) / (places + 1e-6) if middle else least + (1 - places) * (most - least)
            days = np.datetime64(as_of) - np.minimum(ages, most).astype(np.int32)
            return pa.array(days, mask=_unknown(rng, count))
        case Several(share, _):
            return _several(rng, values_of(tag), share, count)


def _leaning(rng: np.random.Generator, traits: dict[str, Floats], trait: str, lean: float, count: int) -> Floats:
    own = rng.random(count, np.float32)
    if trait == "none":
        return own
    leaned: Floats = np.where(rng.random(count, np.float32) < lean, traits[trait], own)
    return leaned


def _number(number: Number, places: Floats, unknown: npt.NDArray[np.bool_]) -> pa.Array:
    above = np.clip((places - number.zero) / (1 - number.zero), 0, 1 - 1e-6).astype(np.float64)
    drawn = number.middle * (above / (1 - above)) ** number.shape
    drawn = np.where(places < number.zero, 0.0, np.clip(drawn, number.least, number.most)).round(number.decimals)
    return pa.array(drawn if number.decimals else drawn.astype(np.int32), mask=unknown)


def _several(rng: np.random.Generator, values: Sequence[str], share: float, count: int) -> pa.Array:
    drawn = _position(_cumulative(len(values), 0.6), rng.random((count, _MOST_IN_A_SET), np.float32))
    drawn.sort(axis=1)
    kept = rng.random(drawn.shape, np.float32) < share
    kept[:, 1:] &= drawn[:, 1:] != drawn[:, :-1]
    ends = np.concatenate(([0], np.cumsum(kept.sum(axis=1)))).astype(np.int32)
    held = pa.DictionaryArray.from_arrays(pa.array(drawn[kept]), pa.array(values))
    return pa.ListArray.from_arrays(pa.array(ends), held.cast(pa.string()), mask=pa.array(_unknown(rng, count)))


def _homes(rng: np.random.Generator, city: Ints) -> dict[str, pa.Array]:
    unknown = _unknown(rng, len(city), 0.1)
    homes = city_middles()[city] + rng.normal(0, _SCATTER_DEGREES, (len(city), 2))
    lat, lon = homes.round(6).T
    return {"home_lat": pa.array(lat, mask=unknown), "home_lon": pa.array(lon, mask=unknown)}


def _choice(positions: Ints, values: Sequence[str], unknown: npt.NDArray[np.bool_]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(positions.astype(np.int16), mask=unknown), pa.array(values))


def _unknown(rng: np.random.Generator, count: int, share: float = UNKNOWN) -> npt.NDArray[np.bool_]:
    return rng.random(count, np.float32) < share


def _cumulative(values: int, skew: float) -> Floats:
    weights = 1 / np.arange(1, values + 1) ** skew
    shares: Floats = np.cumsum(weights)[:-1] / weights.sum()
    return shares


def _position(cumulative: Floats, places: Floats) -> npt.NDArray[np.int16]:
    return np.searchsorted(cumulative.astype(np.float32), places, side="right").astype(np.int16)


def _digits(prefix: bytes, numbers: Ints, width: int) -> pa.Array:
    """Text of one length for each number, made without a step in Python each."""
    text = np.empty((len(numbers), len(prefix) + width), np.uint8)
    text[:, : len(prefix)] = np.frombuffer(prefix, np.uint8)
    for place in range(width):
        text[:, -1 - place] = ord("0") + numbers // 10**place % 10
    ends = np.arange(0, text.size + 1, text.shape[1], dtype=np.int32)
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(ends), pa.py_buffer(text))


def _tag(catalog: Catalog, tag_id: str) -> Tag:
    tag = catalog.tag(tag_id)
    assert tag is not None
    return tag


def _skew(tag_id: str) -> float:
    draw = DRAWS[tag_id]
    assert isinstance(draw, Choice)
    return draw.skew
