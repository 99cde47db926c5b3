"""Who the users are: demographics, household, money and places."""

import numpy as np

from tools.ingest.demo.calendar import AS_OF, year_of
from tools.ingest.demo.cities import (
    CITIES,
    CITY_CODES,
    CITY_IDS,
    LATITUDE,
    LONGITUDE,
    PROVINCE_OF,
    PROVINCES,
    RESIDENTS,
    TIER,
    draw_cities,
)
from tools.ingest.demo.column import Array, Column, bands
from tools.ingest.demo.leaning import Leanings, choose, happens
from tools.ingest.demo.traits import Traits

_GENERATIONS = (
    "before_1960", "1960s", "1970s", "1980_84", "1985_89", "1990_94", "1995_99", "2000_04", "from_2005"
)  # fmt: skip
_GENERATION_STARTS = (1960, 1970, 1980, 1985, 1990, 1995, 2000, 2005)
_CHILD_BANDS = ("baby", "preschool", "primary_school", "secondary_school", "grown_up")
_CHILD_BAND_STARTS = (3, 6, 12, 18)  # years
_INCOME_BANDS = ("low_income", "lower_middle_income", "middle_income", "upper_middle_income", "high_income")
_INCOME_BAND_STARTS = (5_000, 10_000, 20_000, 40_000)  # CNY a month, before tax

_MARITAL_STATUS: Leanings = {
    "single": {"base": 0.2, "family": -1.6, "age": -0.6},
    "in_relationship": {"base": 0.0, "family": -0.8, "age": -0.5},
    "married": {"base": 1.0, "family": 1.0},
    "divorced": {"base": -1.4, "age": 0.4},
}
_EDUCATION: Leanings = {
    "secondary_or_below": {"base": 0.2, "affluence": -0.9, "urbanity": -0.4, "age": 0.6},
    "college": {"base": 0.4, "affluence": -0.2},
    "bachelor": {"base": 0.5, "affluence": 0.5, "urbanity": 0.3, "tech": 0.2, "age": -0.2},
    "postgraduate": {"base": -1.0, "affluence": 0.8, "urbanity": 0.6, "tech": 0.3},
}
_OCCUPATION: Leanings = {
    "student": {"base": -3.2, "age": -3.4},
    "office_worker": {"base": 1.0, "urbanity": 0.4, "age": -0.4},
    "engineer": {"base": -0.4, "tech": 0.9, "urbanity": 0.3, "female": -0.9},
    "manager": {"base": -0.6, "affluence": 0.9, "age": 0.3},
    "civil_servant": {"base": -0.4, "urbanity": -0.2, "affluence": 0.1},
    "teacher": {"base": -0.9, "female": 0.7},
    "medical_worker": {"base": -1.1, "female": 0.5},
    "factory_worker": {"base": 0.0, "affluence": -0.8, "urbanity": -0.4, "female": -0.4},
    "service_worker": {"base": 0.0, "affluence": -0.6, "female": 0.3},
    "self_employed": {"base": -0.2, "urbanity": -0.3, "age": 0.2},
    "business_owner": {"base": -1.5, "affluence": 1.2, "age": 0.2},
    "freelancer": {"base": -1.0, "tech": 0.3, "age": -0.3},
    "homemaker": {"base": -2.3, "female": 1.6, "family": 0.7},
    "farmer": {"base": -1.8, "urbanity": -1.2, "affluence": -0.6, "age": 0.3},
    "retired": {"base": -4.5, "age": 4.0},
}
_INCOME_FACTOR = {
    "student": 0.25, "retired": 0.6, "homemaker": 0.5, "farmer": 0.6, "manager": 1.4, "business_owner": 1.7
}  # fmt: skip
_HOUSING: Leanings = {
    "owns_home": {"base": 0.8, "age": 0.7, "affluence": 0.5, "family": 0.4, "urbanity": -0.3},
    "rents_home": {"base": 0.2, "age": -0.5, "urbanity": 0.5},
    "with_parents": {"base": -0.4, "age": -0.9, "family": -0.6},
    "dormitory": {"base": -1.6, "age": -1.4, "affluence": -0.4},
}
_COMMUTE: Leanings = {
    "drives_to_work": {"base": -0.1, "motoring": 0.9, "affluence": 0.4},
    "takes_metro": {"base": 0.2, "urbanity": 0.9, "age": -0.3},
    "takes_bus": {"base": -0.4, "affluence": -0.4, "age": 0.3},
    "rides_e_bike": {"base": 0.0, "urbanity": -0.5, "thrift": 0.4},
    "walks_to_work": {"base": -0.7, "outdoors": 0.2},
}


def people(rng: np.random.Generator, traits: Traits) -> dict[str, Column]:
    n = len(traits)
    age = traits.age_years.astype(np.int16)
    birth_year = year_of(AS_OF - (traits.age_years * 365.2425).astype(np.int32))
    marital_status = choose(rng, traits, _MARITAL_STATUS)
    has_children = happens(rng, traits, {"base": 0.2, "family": 1.2, "age": 0.4}) & (
        marital_status.is_("married", "divorced")
    )
    child_age = np.clip(0.9 * (traits.age_years - 30) + 4 * rng.standard_normal(n), 0, None)
    married, second_child, grandparent = marital_status.is_("married"), rng.random(n) < 0.35, rng.random(n) < 0.25
    occupation = choose(rng, traits, _OCCUPATION)
    # A straight pull of age leaves a few students of fifty and pensioners of thirty: give them a job.
    out_of_place = (occupation.is_("student") & (age > 28)) | (occupation.is_("retired") & (age < 50))
    occupation.data[out_of_place] = occupation.values.index("office_worker")
    income = _income(rng, traits, occupation)
    return {
        "gender": Column(traits.female.astype(np.int8), ("male", "female")),
        "age": Column(age),
        "generation": bands(birth_year, _GENERATION_STARTS, _GENERATIONS),
        "marital_status": marital_status,
        "has_children": Column(has_children),
        "youngest_child": bands(child_age, _CHILD_BAND_STARTS, _CHILD_BANDS, has_children),
        "household_size": Column((1 + married + has_children * (1 + second_child) + grandparent).astype(np.int8)),
        "education": choose(rng, traits, _EDUCATION),
        "occupation": occupation,
        "monthly_income": Column(income),
        "income_band": bands(income, _INCOME_BAND_STARTS, _INCOME_BANDS),
        "housing": choose(rng, traits, _HOUSING),
        "commute": choose(rng, traits, _COMMUTE),
        "frequent_flyer": Column(happens(rng, traits, {"base": -2.2, "affluence": 0.9, "urbanity": 0.5})),
        **_places(rng, traits, occupation),
    }


def _income(rng: np.random.Generator, traits: Traits, occupation: Column) -> Array:
    """CNY a month before tax, in hundreds."""
    typical = np.exp(9.1 + 0.55 * traits.affluence + 0.2 * traits.urbanity + 0.2 * rng.standard_normal(len(traits)))
    factor = np.array([_INCOME_FACTOR.get(value, 1.0) for value in occupation.values])
    income: Array = np.round(typical * factor[occupation.data] / 100) * 100
    return income.astype(np.int32)


def _places(rng: np.random.Generator, traits: Traits, occupation: Column) -> dict[str, Column]:
    n = len(traits)
    city = draw_cities(rng, traits)
    # People come to the big cities from everywhere, and stay put in the small ones.
    newcomer = rng.random(n) < np.array([0.6, 0.4, 0.2, 0.1])[TIER[city] - 1]
    elsewhere = rng.choice(len(CITIES), size=n, p=RESIDENTS / RESIDENTS.sum())
    works_elsewhere = rng.random(n) < 0.06
    works = ~occupation.is_("student", "retired", "homemaker")
    # Homes thin out from the centre, in a bigger city more slowly; three decimals are about 100 m.
    spread = np.array([0.11, 0.09, 0.07, 0.05])[TIER[city] - 1]
    return {
        "city": Column(city, CITY_IDS),
        "home_province": Column(PROVINCE_OF[np.where(newcomer, elsewhere, city)], PROVINCES),
        "work_city": Column(np.where(works_elsewhere, elsewhere, city).astype(np.int8), CITY_CODES, works),
        "home_lat": Column(np.round(LATITUDE[city] + spread * rng.standard_normal(n), 3)),
        "home_lon": Column(np.round(LONGITUDE[city] + 1.15 * spread * rng.standard_normal(n), 3)),
    }
