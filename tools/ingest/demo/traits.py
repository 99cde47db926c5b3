"""The latent traits that everything else about a synthetic user is drawn from.

No trait is stored. Tags and events lean on them, and through them on each other, so that profiles and lookalikes of
the demo find what a marketer would expect: new energy car owners live in bigger cities, earn more and like gadgets;
young parents buy for their children; thrifty people redeem coupons; engaged people have more of everything.

    trait        stands for                              follows from
    female       0 or 1                                  -
    age          years, standardised around 38           a young, a middle and an older bulge
    affluence    what a user can spend                   highest in the forties
    urbanity     how big a city the user lives in        affluence, youth
    tech         ease with technology                    urbanity, affluence, youth
    family       life revolves around a family           rises steeply around 30
    thrift       looks at the price                      low affluence, a little family
    engagement   how much the user does with us          thrift (offers), tech, being a woman
    motoring     interest in cars                        affluence, family, being a man
    outdoors     spends free time outside                youth, affluence
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

_MEAN_AGE, _AGE_SPREAD = 38, 13
_YOUNGEST, _OLDEST = 18, 79


@dataclass(frozen=True)
class Traits:
    """One value a user in every array; apart from `female`, each is roughly standard normal."""

    female: Numbers
    age: Numbers
    affluence: Numbers
    urbanity: Numbers
    tech: Numbers
    family: Numbers
    thrift: Numbers
    engagement: Numbers
    motoring: Numbers
    outdoors: Numbers

    def __len__(self) -> int:
        return len(self.female)

    @property
    def age_years(self) -> Numbers:
        """Age in years, with a fraction."""
        return self.age * np.float32(_AGE_SPREAD) + np.float32(_MEAN_AGE)


def draw_traits(rng: np.random.Generator, n: int) -> Traits:
    """The traits of `n` users."""

    def noise(spread: float) -> Numbers:
        return np.float32(spread) * rng.standard_normal(n, dtype=np.float32)

    female = (rng.random(n, dtype=np.float32) < 0.52).astype(np.float32)
    man = 0.5 - female
    bulge = rng.choice(3, size=n, p=[0.36, 0.42, 0.22])
    years = np.array([26, 38, 55], np.float32)[bulge] + noise(1) * np.array([4.5, 7.5, 9], np.float32)[bulge]
    age = (np.clip(years, _YOUNGEST, _OLDEST + 0.99) - _MEAN_AGE) / np.float32(_AGE_SPREAD)
    prime_of_life = np.clip(1 - ((years - 43) / 17) ** 2, -1.5, 1)

    affluence = 0.4 * prime_of_life + noise(0.85)
    urbanity = 0.5 * affluence - 0.25 * age + noise(0.8)
    tech = 0.35 * urbanity + 0.2 * affluence - 0.5 * age + 0.25 * man + noise(0.65)
    family = 1.2 * np.tanh((years - 29) / 6) + noise(0.6)
    thrift = 0.1 * family - 0.55 * affluence + noise(0.75)
    engagement = 0.25 * tech + 0.2 * thrift - 0.2 * man + noise(0.9)
    outdoors = 0.2 * affluence - 0.2 * age + noise(0.95)
    motoring = 0.3 * affluence + 0.25 * family + 0.4 * man + 0.15 * outdoors + noise(0.8)
    return Traits(female, age, affluence, urbanity, tech, family, thrift, engagement, motoring, outdoors)
