"""Which differences are more than chance, and which of those say most."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """Numbers of users: in the audience, in the base it is held against, in both."""

    audience: int
    base: int
    both: int

    @property
    def either(self) -> int:
        return self.audience + self.base - self.both


def z_score(holders: Tally, known: Tally) -> float:
    """Two-proportion z of "share of holders" between audience and base, which may overlap.

    The users of both groups count in both shares, which takes 2·both/(n₁·n₂) off the usual variance; for an audience
    within the population this is the test of the audience against everyone else.
    """
    if not known.audience or not known.base:
        return 0.0
    pooled = holders.either / known.either
    overlap = 2 * known.both / (known.audience * known.base)
    variance = pooled * (1 - pooled) * (1 / known.audience + 1 / known.base - overlap)
    if variance <= 0:
        return 0.0
    return (holders.audience / known.audience - holders.base / known.base) / math.sqrt(variance)


def p_value(z: float) -> float:
    """Two-sided, under the normal distribution."""
    return math.erfc(abs(z) / math.sqrt(2))


def discoveries(p_values: list[float], rate: float) -> list[bool]:
    """Which of many tests hold when at most `rate` of those may be chance (Benjamini and Hochberg 1995)."""
    ordered = sorted(p_values)
    limits = [p for rank, p in enumerate(ordered, start=1) if p <= rate * rank / len(ordered)]
    limit = max(limits, default=-1.0)
    return [p <= limit for p in p_values]


def information(share: float, base_share: float) -> float:
    """What one value adds to the information value (Jeffreys divergence): (p - q)·ln(p / q).

    It weighs how strong a difference is with how many it concerns, over- and under-representation alike.
    """
    return (share - base_share) * math.log(share / base_share)
