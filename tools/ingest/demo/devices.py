"""The user's phone and home devices, and the identifiers that exports match on.

Identifiers are made so that none is a consumer's: phone numbers begin with 17400 to 17405, which China's number plan
gives to satellite terminals (valid, so that hashed lists can be tried); IMEIs with 00, the range kept for test devices;
advertising ids are random.
"""

import numpy as np
import pyarrow as pa

from tools.ingest.demo.calendar import AS_OF, to_dates
from tools.ingest.demo.column import Array, Column
from tools.ingest.demo.leaning import Leanings, choose, happens
from tools.ingest.demo.traits import Traits

_OS: Leanings = {
    "android": {"base": 1.3, "affluence": -0.2},
    "ios": {"base": 0.4, "affluence": 0.6, "urbanity": 0.4, "female": 0.3, "age": -0.3},
    "harmonyos": {"base": 0.0, "affluence": 0.3, "age": 0.2},
}
_TIER: Leanings = {
    "flagship_phone": {"base": -0.3, "affluence": 1.1, "tech": 0.4},
    "mid_range_phone": {"base": 0.7},
    "entry_phone": {"base": 0.0, "affluence": -0.9, "thrift": 0.3, "age": 0.2},
}

_NUMBERS = 6_000_000  # seven digits behind the prefix, the first 0 to 5; beyond as many users they repeat
_SCATTER = 48_271_337  # has no factor in common with _NUMBERS, so that no two users share a number


def devices(rng: np.random.Generator, traits: Traits) -> dict[str, Column]:
    n = len(traits)
    months = np.exp(rng.normal(2.7 - 0.25 * traits.tech - 0.15 * traits.affluence, 0.7)).astype(np.float32)
    return {
        "phone_os": choose(rng, traits, _OS),
        "phone_tier": choose(rng, traits, _TIER),
        "uses_5g": Column(happens(rng, traits, {"base": 0.5, "tech": 0.9, "affluence": 0.3})),
        "phone_since": Column(to_dates(AS_OF - np.minimum(months * 30.4, 2500).astype(np.int32))),
        "smart_devices": Column(rng.poisson(np.exp(0.6 * traits.tech + 0.3 * traits.affluence), n).astype(np.int16)),
    }


def identifiers(rng: np.random.Generator, ordinals: Array, phone_os: Column, membership: Column) -> dict[str, pa.Array]:
    """The id columns: user id, phone, OAID, IDFA, IMEI, member number; null where a user has none we know of."""
    n = len(ordinals)
    has_phone = rng.random(n) < 0.85
    ios = phone_os.is_("ios")
    device = rng.random(n)
    words = rng.integers(0, 2**32, (n, 4), dtype=np.uint64)
    return {
        "user_id": _text("u{:08d}", ordinals),
        "phone": _text("1740{:07d}", ordinals * _SCATTER % _NUMBERS, has_phone),
        "oaid": _text("{:016x}", words[:, 0] << np.uint64(32) | words[:, 1], ~ios & (device < 0.6)),
        "idfa": _idfa(words, ios & (device < 0.35)),
        "imei": _imei(words[:, 2] % np.uint64(10**12), ~ios & (device < 0.2)),
        "member_no": _text("M{:09d}", ordinals * 7 + 100_000_000, membership.applies),
    }


def _text(pattern: str, numbers: Array, exists: Array | None = None) -> pa.Array:
    return pa.array([pattern.format(number) for number in numbers.tolist()], pa.string(), mask=_missing(exists))


def _idfa(words: Array, exists: Array) -> pa.Array:
    """Random UUIDs of version 4 in upper case, as iOS writes them."""
    ids = [
        f"{a:08X}-{b >> 16:04X}-4{b & 0xFFF:03X}-{0x8000 | c >> 18:04X}-{c & 0xFFFF:04X}{d:08X}"
        for a, b, c, d in words.tolist()
    ]
    return pa.array(ids, pa.string(), mask=_missing(exists))


def _imei(numbers: Array, exists: Array) -> pa.Array:
    """Fifteen digits: 00, twelve at random, and the Luhn check digit (ISO/IEC 7812-1, annex B)."""
    digits = numbers[:, np.newaxis] // 10 ** np.arange(11, -1, -1, dtype=np.uint64) % 10
    doubled = digits.astype(np.int64)
    doubled[:, 1::2] *= 2  # every second digit from the right of the fourteen
    check = -(doubled // 10 + doubled % 10).sum(axis=1) % 10
    ids = [f"00{number:012d}{last}" for number, last in zip(numbers.tolist(), check.tolist(), strict=True)]
    return pa.array(ids, pa.string(), mask=_missing(exists))


def _missing(exists: Array | None) -> Array | None:
    return None if exists is None else ~exists
