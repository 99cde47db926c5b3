"""What users like and how they like to be reached: interests, content, categories, pets, payment, consent."""

import numpy as np

from tools.ingest.demo.column import Array, Column
from tools.ingest.demo.leaning import Leanings, chances, choose, collect, happens
from tools.ingest.demo.traits import Numbers, Traits

CATEGORIES: Leanings = {
    "apparel": {"base": 1.0, "female": 0.6, "age": -0.3},
    "beauty": {"base": -0.2, "female": 1.7, "age": -0.3, "affluence": 0.2},
    "mother_baby": {"base": -1.2, "family": 0.9, "female": 0.6, "age": -0.5},
    "food": {"base": 1.0},
    "fresh_food": {"base": 0.4, "family": 0.5, "age": 0.3, "urbanity": 0.2},
    "electronics": {"base": 0.2, "tech": 0.8, "female": -0.6},
    "appliances": {"base": -0.6, "family": 0.4, "affluence": 0.3},
    "homeware": {"base": 0.0, "family": 0.4, "female": 0.3},
    "sports_gear": {"base": -0.4, "outdoors": 1.0},
    "books": {"base": -0.7, "urbanity": 0.3, "family": 0.2},
    "toys": {"base": -1.2, "family": 0.7},
    "pet_supplies": {"base": -1.1, "age": -0.3, "urbanity": 0.3},
    "car_supplies": {"base": -1.3, "motoring": 1.0},
    "health_products": {"base": -1.0, "age": 0.8, "affluence": 0.2},
    "jewellery": {"base": -1.9, "affluence": 0.8, "female": 0.5},
}
_INTERESTS: Leanings = {
    "camping": {"base": -0.7, "outdoors": 1.2, "family": 0.2, "motoring": 0.4},
    "hiking": {"base": -0.6, "outdoors": 1.3},
    "running": {"base": -0.6, "outdoors": 0.9, "urbanity": 0.3},
    "cycling": {"base": -1.0, "outdoors": 1.0, "female": -0.4},
    "fitness": {"base": -0.4, "outdoors": 0.5, "urbanity": 0.4, "age": -0.4},
    "yoga": {"base": -1.6, "female": 1.4, "affluence": 0.4, "urbanity": 0.3},
    "skiing": {"base": -2.0, "outdoors": 0.9, "affluence": 0.8, "age": -0.4},
    "golf": {"base": -2.8, "affluence": 1.3, "age": 0.3, "female": -0.4},
    "fishing": {"base": -1.5, "age": 0.6, "outdoors": 0.6, "female": -1.2},
    "basketball": {"base": -0.6, "age": -0.9, "female": -1.1},
    "football": {"base": -0.7, "age": -0.3, "female": -1.1},
    "badminton": {"base": -0.9, "outdoors": 0.3},
    "gaming": {"base": -0.1, "tech": 0.7, "age": -0.8, "female": -0.5},
    "anime": {"base": -0.7, "age": -1.2, "tech": 0.3},
    "films": {"base": 0.5, "urbanity": 0.3},
    "music": {"base": 0.4, "age": -0.3},
    "reading": {"base": -0.1, "urbanity": 0.3},
    "photography": {"base": -0.8, "outdoors": 0.4, "affluence": 0.4},
    "travel": {"base": 0.5, "affluence": 0.5, "outdoors": 0.4},
    "dining_out": {"base": 0.5, "urbanity": 0.5},
    "baking": {"base": -1.3, "female": 1.1, "family": 0.3},
    "coffee": {"base": -0.2, "urbanity": 0.8, "age": -0.3},
    "tea": {"base": -0.6, "age": 0.8},
    "wine": {"base": -1.4, "affluence": 0.8, "age": 0.2},
    "gardening": {"base": -1.3, "age": 0.8, "family": 0.2},
    "gadgets": {"base": -0.1, "tech": 1.2, "female": -0.4},
    "motoring": {"base": -0.3, "motoring": 1.4, "female": -0.3},
    "fashion": {"base": -0.3, "female": 1.0, "affluence": 0.3, "age": -0.3},
    "child_raising": {"base": -0.9, "family": 1.3, "female": 0.4},
    "square_dancing": {"base": -2.7, "age": 1.5, "female": 1.0},
}
_CONTENT: Leanings = {
    "short_video": {"base": 1.6, "urbanity": -0.2},
    "live_watching": {"base": 0.3, "thrift": 0.5, "female": 0.3},
    "news": {"base": 0.3, "age": 0.6},
    "long_reads": {"base": -0.5, "urbanity": 0.4, "affluence": 0.2},
    "podcasts": {"base": -0.8, "urbanity": 0.7, "age": -0.4},
    "variety_shows": {"base": -0.2, "female": 0.6, "age": -0.3},
    "dramas": {"base": 0.2, "female": 0.7},
    "product_reviews": {"base": -0.2, "tech": 0.7},
    "tutorials": {"base": -0.5, "tech": 0.4},
    "novels": {"base": -0.5, "urbanity": -0.3, "age": -0.2},
}
_TRAVEL: Leanings = {
    "road_trips": {"base": 0.0, "motoring": 0.7, "outdoors": 0.3},
    "weekend_trips": {"base": 0.8, "urbanity": 0.3},
    "family_trips": {"base": -0.3, "family": 1.1},
    "beach_holidays": {"base": -0.3, "affluence": 0.4, "female": 0.3},
    "trips_abroad": {"base": -1.1, "affluence": 1.1, "urbanity": 0.4},
    "culture_trips": {"base": -0.2, "age": 0.4},
    "theme_parks": {"base": -0.4, "family": 0.4, "age": -0.5},
    "package_tours": {"base": -0.9, "age": 1.0, "thrift": 0.3},
}
_PETS: Leanings = {
    "cat": {"base": -1.6, "age": -0.5, "urbanity": 0.4, "female": 0.3},
    "dog": {"base": -1.7, "outdoors": 0.4, "family": 0.2},
    "aquarium_fish": {"base": -3.0, "age": 0.4, "female": -0.4},
    "bird": {"base": -3.6, "age": 0.6},
    "rabbit": {"base": -3.9, "age": -0.5, "female": 0.5},
    "hamster": {"base": -3.7, "age": -0.6},
}
_PAYMENT: Leanings = {
    "mobile_wallet": {"base": 1.8},
    "bank_card": {"base": 0.0, "age": 0.5},
    "credit_card": {"base": 0.0, "affluence": 0.4, "urbanity": 0.3},
    "instalments": {"base": -0.9, "affluence": -0.5, "age": -0.5},
    "cash_on_delivery": {"base": -2.0, "age": 0.6, "tech": -0.5},
}
_COUPONS: Leanings = {
    "coupon_low": {"base": 0.0, "thrift": -1.1},
    "coupon_medium": {"base": 0.5},
    "coupon_high": {"base": 0.0, "thrift": 1.1},
}
_ACTIVE_TIME: Leanings = {
    "active_mornings": {"base": 0.0, "age": 0.6},
    "active_middays": {"base": 0.1},
    "active_evenings": {"base": 0.9},
    "active_late_nights": {"base": -0.4, "age": -0.8},
}
_REGISTRATION: Leanings = {
    "app_store_sign_up": {"base": 0.6, "tech": 0.3},
    "mini_program_sign_up": {"base": 0.8},
    "ad_sign_up": {"base": 0.3},
    "referral_sign_up": {"base": 0.0, "thrift": 0.4},
    "store_sign_up": {"base": -0.4, "age": 0.4, "urbanity": 0.2},
    "live_stream_sign_up": {"base": -0.8, "thrift": 0.3, "female": 0.3},
}
_CONDITION: Leanings = {
    "none": {"base": 2.6},
    "hypertension": {"base": -0.2, "age": 1.1},
    "diabetes": {"base": -0.9, "age": 0.9},
    "asthma": {"base": -1.0},
    "allergy": {"base": 0.3, "age": -0.3},
}
_CREDIT: Leanings = {
    "excellent_credit": {"base": 0.2, "affluence": 0.8, "age": 0.3},
    "good_credit": {"base": 0.7},
    "fair_credit": {"base": 0.1, "affluence": -0.5},
    "poor_credit": {"base": -1.5, "affluence": -0.9},
}


def tastes(rng: np.random.Generator, traits: Traits, taste: Numbers) -> dict[str, Column]:
    """`taste` holds each user's chance of shopping in each of `CATEGORIES` (see `category_chances`)."""
    opted_out = happens(rng, traits, {"base": -3.0, "engagement": -0.4})
    return {
        "interests": collect(rng, traits, _INTERESTS),
        "favourite_categories": Column(_favourites(taste), tuple(CATEGORIES)),
        "content_preferences": collect(rng, traits, _CONTENT),
        "travel_styles": collect(rng, traits, _TRAVEL),
        "pets": collect(rng, traits, _PETS),
        "payment_preference": choose(rng, traits, _PAYMENT),
        "coupon_sensitivity": choose(rng, traits, _COUPONS),
        "active_time": choose(rng, traits, _ACTIVE_TIME),
        "registration_channel": choose(rng, traits, _REGISTRATION),
        "marketing_consent": Column(~opted_out & happens(rng, traits, {"base": 1.7, "engagement": 0.3})),
        "opted_out": Column(opted_out),
        "push_enabled": Column(happens(rng, traits, {"base": 0.2, "engagement": 0.4})),
        "wecom_friend": Column(happens(rng, traits, {"base": -1.8, "engagement": 0.6, "affluence": 0.2})),
        "chronic_condition": _without_none(choose(rng, traits, _CONDITION)),
        "credit_band": choose(rng, traits, _CREDIT),
    }


def category_chances(rng: np.random.Generator, traits: Traits) -> Numbers:
    """Each user's chance of shopping in each of `CATEGORIES`: what the traits suggest, and a taste of one's own."""
    own: Numbers = np.exp(0.8 * rng.standard_normal((len(traits), len(CATEGORIES)), dtype=np.float32))
    weights: Numbers = chances(traits, CATEGORIES) * own
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def _favourites(taste: Numbers) -> Array:
    """The categories a user shops in at least half as often again as if all were alike, and always the first."""
    first: Array = taste == taste.max(axis=1, keepdims=True)
    often: Array = taste > 1.5 / taste.shape[1]
    return first | often


def _without_none(conditions: Column) -> Column:
    """A user without a condition has no value, rather than a value that says so."""
    ill = conditions.where(~conditions.is_("none"))
    return Column((ill.data - 1).clip(0), ill.values[1:], ill.applies)
