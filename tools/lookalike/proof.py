"""How well scores find seeds among other users, measured on users that the model did not see."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.floating]
Marks = npt.NDArray[np.bool_]


def auc(scores: Scores, is_seed: Marks) -> float:
    """Probability that a random seed scores above a random other user, ties counted half (Mann and Whitney 1947)."""
    _, position, counts = np.unique(scores, return_inverse=True, return_counts=True)
    middle_rank = np.cumsum(counts) - (counts - 1) / 2
    seeds = int(is_seed.sum())
    others = len(scores) - seeds
    above = middle_rank[position][is_seed].sum() - seeds * (seeds + 1) / 2
    return float(above / (seeds * others))


def lift(scores: Scores, is_seed: Marks, weight: npt.NDArray[np.floating], share: float) -> float:
    """How many times more seeds are in the top `share` of scores than in a random `share` of the users.

    `weight` says how many users of the population each one stands for, since others are drawn and seeds are not.
    Users with the same score are taken in equal parts.
    """
    values, position = np.unique(-scores, return_inverse=True)
    users = np.bincount(position, weight, len(values)).cumsum()
    seeds = np.bincount(position, weight * is_seed, len(values)).cumsum()
    found = np.interp(share * users[-1], np.append(0, users), np.append(0, seeds))
    return float(found / seeds[-1] / share)
