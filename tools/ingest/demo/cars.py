"""Cars: who owns one, what drives it, what it cost, how it is insured, and who wants the next one."""

import numpy as np

from tools.ingest.demo.calendar import AS_OF, to_dates
from tools.ingest.demo.column import Column
from tools.ingest.demo.leaning import Leanings, choose, happens
from tools.ingest.demo.traits import Traits

_ENERGY: Leanings = {
    "petrol": {"base": 2.0, "age": 0.1},
    "bev": {"base": 0.2, "tech": 0.7, "urbanity": 0.6, "affluence": 0.2},
    "phev": {"base": -0.3, "tech": 0.4, "urbanity": 0.3, "family": 0.3},
    "erev": {"base": -1.2, "tech": 0.5, "urbanity": 0.3, "affluence": 0.6, "family": 0.4},
    "hybrid": {"base": -0.8, "thrift": 0.3},
    "diesel": {"base": -2.6, "urbanity": -0.7, "outdoors": 0.3},
}
_BRAND: Leanings = {
    "domestic_brand": {"base": 0.7, "affluence": -0.3, "thrift": 0.3},
    "joint_venture_brand": {"base": 0.7, "age": 0.3, "tech": -0.3},
    "luxury_brand": {"base": -0.8, "affluence": 1.3},
    "ev_startup_brand": {"base": -0.4, "tech": 0.6, "affluence": 0.5, "age": -0.4},
}
_BODY: Leanings = {
    "sedan": {"base": 0.8, "thrift": 0.2},
    "suv": {"base": 0.9, "family": 0.3, "outdoors": 0.4},
    "mpv": {"base": -1.5, "family": 0.9, "affluence": 0.3},
    "hatchback": {"base": -0.6, "affluence": -0.5, "female": 0.5},
    "pickup": {"base": -2.5, "outdoors": 0.5, "urbanity": -0.6, "female": -0.8},
    "sports_car": {"base": -3.0, "affluence": 0.9, "age": -0.6},
}
_PRICE: Leanings = {
    "budget_car": {"base": 0.3, "affluence": -1.2},
    "mid_market_car": {"base": 1.0},
    "upper_mid_car": {"base": 0.2, "affluence": 0.9},
    "premium_car": {"base": -1.4, "affluence": 1.8},
}
_INTENT: Leanings = {
    "no_car_plans": {"base": 1.4, "motoring": -0.7},
    "considering_car": {"base": 0.2, "motoring": 0.2},
    "wants_car": {"base": -1.0, "motoring": 0.9, "affluence": 0.3},
}


def cars(rng: np.random.Generator, traits: Traits) -> dict[str, Column]:
    n = len(traits)
    owner = happens(rng, traits, {"base": 0.0, "affluence": 0.8, "motoring": 0.7, "family": 0.5, "age": 0.2})
    energy = choose(rng, traits, _ENERGY)
    new_energy = energy.is_("bev", "phev", "erev")
    brand = choose(rng, traits, _BRAND)
    # The newcomers sell nothing but new energy cars.
    brand.data[brand.is_("ev_startup_brand") & ~new_energy] = brand.values.index("joint_venture_brand")
    owned_days = np.where(new_energy, rng.exponential(700, n), rng.exponential(1600, n)).astype(np.int32) + 3
    owned_days = np.minimum(owned_days, 5400)
    insured = owner & (rng.random(n) < 0.86)
    # A policy runs from one anniversary of the purchase to the next; the uninsured let theirs lapse.
    days_left = np.where(insured, 365 - owned_days % 365, -(1 + owned_days % 200)).astype(np.int32)
    charger = happens(rng, traits, {"base": -1.8, "affluence": 0.5, "urbanity": -0.2, "age": 0.1}) | (
        new_energy & (rng.random(n) < 0.4)
    )
    return {
        "car_owner": Column(owner),
        "energy_type": energy.where(owner),
        "car_brand": brand.where(owner),
        "car_body": choose(rng, traits, _BODY).where(owner),
        "car_price": choose(rng, traits, _PRICE).where(owner),
        "car_bought_on": Column(to_dates(AS_OF - owned_days), applies=owner),
        "car_age": Column((owned_days / 365.2425).astype(np.int8), applies=owner),
        "insured": Column(insured, applies=owner),
        "insurance_expires_on": Column(to_dates(AS_OF + days_left), applies=owner & (insured | (owned_days > 365))),
        "home_charger": Column(charger & new_energy, applies=owner),
        "car_intent": choose(rng, traits, _INTENT),
    }
