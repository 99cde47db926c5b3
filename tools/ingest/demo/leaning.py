"""Draws that lean on traits: each option has a base score and a pull for each trait that matters to it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tools.ingest.demo.column import Column
from tools.ingest.demo.traits import Numbers, Traits

# What makes a thing likely: `base` is its log-odds for an average user, every other key names a trait.
Leaning = Mapping[str, float]
Leanings = Mapping[str, Leaning]


def score(traits: Traits, leaning: Leaning) -> Numbers:
    """The log-odds of one thing for every user."""
    total = np.full(len(traits), leaning.get("base", 0.0), np.float32)
    for trait, pull in leaning.items():
        if trait != "base":
            total += np.float32(pull) * getattr(traits, trait)
    return total


def scores(traits: Traits, leanings: Leanings) -> Numbers:
    """One column of scores an option, in the order of `leanings`."""
    return np.column_stack([score(traits, leaning) for leaning in leanings.values()])


def chances(traits: Traits, leanings: Leanings) -> Numbers:
    """Probabilities of the options, one row a user, each row adding up to 1 (a softmax of the scores)."""
    weights: Numbers = np.exp(scores(traits, leanings))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def pick(rng: np.random.Generator, probabilities: Numbers) -> NDArray[np.int8]:
    """The number of one option for each row of `probabilities`."""
    drawn = rng.random((len(probabilities), 1), dtype=np.float32)
    codes: NDArray[np.int8] = (drawn > probabilities.cumsum(axis=1)[:, :-1]).sum(axis=1).astype(np.int8)
    return codes


def share(log_odds: Numbers) -> Numbers:
    """Log-odds as probabilities."""
    return 1 / (1 + np.exp(-log_odds))


def choose(rng: np.random.Generator, traits: Traits, leanings: Leanings) -> Column:
    """One option a user."""
    return Column(pick(rng, chances(traits, leanings)), values=tuple(leanings))


def happens(rng: np.random.Generator, traits: Traits, leaning: Leaning) -> NDArray[np.bool_]:
    """Whether it holds, for each user on its own."""
    return rng.random(len(traits), dtype=np.float32) < share(score(traits, leaning))


def collect(rng: np.random.Generator, traits: Traits, leanings: Leanings) -> Column:
    """Any number of options a user, each drawn on its own."""
    drawn = rng.random((len(traits), len(leanings)), dtype=np.float32)
    return Column(drawn < share(scores(traits, leanings)), values=tuple(leanings))
