"""The cities that synthetic users live in: real places, public coordinates, everything else about them made up."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.ingest.demo.leaning import Leanings, chances, pick
from tools.ingest.demo.traits import Numbers, Traits


class City(NamedTuple):
    """`tier` as Chinese marketers count: 1 一线, 2 新一线, 3 二线, 4 三线及以下. Degrees WGS84, residents in millions.

    `code` is the city's GB/T 2260 code; `province` is ISO 3166-2.
    """

    id: str
    code: str
    province: str
    tier: int
    lat: float
    lon: float
    residents: float


CITIES = (
    City("beijing", "110100", "CN-BJ", 1, 39.904, 116.407, 21.9),
    City("shanghai", "310100", "CN-SH", 1, 31.230, 121.474, 24.9),
    City("guangzhou", "440100", "CN-GD", 1, 23.129, 113.264, 18.8),
    City("shenzhen", "440300", "CN-GD", 1, 22.543, 114.058, 17.8),
    City("chengdu", "510100", "CN-SC", 2, 30.573, 104.066, 21.3),
    City("hangzhou", "330100", "CN-ZJ", 2, 30.274, 120.155, 12.4),
    City("chongqing", "500100", "CN-CQ", 2, 29.563, 106.551, 17.0),
    City("wuhan", "420100", "CN-HB", 2, 30.593, 114.305, 13.7),
    City("suzhou", "320500", "CN-JS", 2, 31.299, 120.585, 12.9),
    City("xian", "610100", "CN-SN", 2, 34.342, 108.940, 13.0),
    City("nanjing", "320100", "CN-JS", 2, 32.060, 118.797, 9.5),
    City("changsha", "430100", "CN-HN", 2, 28.228, 112.939, 10.4),
    City("tianjin", "120100", "CN-TJ", 2, 39.084, 117.201, 13.6),
    City("zhengzhou", "410100", "CN-HA", 2, 34.747, 113.625, 12.8),
    City("dongguan", "441900", "CN-GD", 2, 23.021, 113.752, 10.4),
    City("qingdao", "370200", "CN-SD", 2, 36.067, 120.383, 10.3),
    City("ningbo", "330200", "CN-ZJ", 2, 29.868, 121.544, 9.6),
    City("hefei", "340100", "CN-AH", 2, 31.821, 117.227, 9.6),
    City("wuxi", "320200", "CN-JS", 2, 31.491, 120.312, 7.5),
    City("foshan", "440600", "CN-GD", 3, 23.022, 113.121, 9.6),
    City("shenyang", "210100", "CN-LN", 3, 41.805, 123.432, 9.1),
    City("dalian", "210200", "CN-LN", 3, 38.914, 121.615, 7.5),
    City("jinan", "370100", "CN-SD", 3, 36.651, 117.120, 9.4),
    City("xiamen", "350200", "CN-FJ", 3, 24.480, 118.089, 5.3),
    City("fuzhou", "350100", "CN-FJ", 3, 26.075, 119.297, 8.4),
    City("quanzhou", "350500", "CN-FJ", 3, 24.874, 118.676, 8.8),
    City("kunming", "530100", "CN-YN", 3, 24.880, 102.833, 8.6),
    City("harbin", "230100", "CN-HL", 3, 45.803, 126.535, 9.9),
    City("changchun", "220100", "CN-JL", 3, 43.817, 125.324, 9.1),
    City("shijiazhuang", "130100", "CN-HE", 3, 38.043, 114.514, 11.2),
    City("baoding", "130600", "CN-HE", 3, 38.874, 115.465, 9.2),
    City("nanning", "450100", "CN-GX", 3, 22.817, 108.366, 8.9),
    City("guiyang", "520100", "CN-GZ", 3, 26.647, 106.630, 6.2),
    City("nanchang", "360100", "CN-JX", 3, 28.683, 115.858, 6.5),
    City("taiyuan", "140100", "CN-SX", 3, 37.870, 112.549, 5.4),
    City("zhuhai", "440400", "CN-GD", 3, 22.271, 113.577, 2.5),
    City("huizhou", "441300", "CN-GD", 3, 23.112, 114.416, 6.0),
    City("wenzhou", "330300", "CN-ZJ", 3, 27.994, 120.699, 9.6),
    City("nantong", "320600", "CN-JS", 3, 31.980, 120.894, 7.7),
    City("shantou", "440500", "CN-GD", 4, 23.354, 116.682, 5.6),
    City("zhanjiang", "440800", "CN-GD", 4, 21.271, 110.359, 7.0),
    City("lanzhou", "620100", "CN-GS", 4, 36.061, 103.834, 4.4),
    City("haikou", "460100", "CN-HI", 4, 20.044, 110.199, 2.9),
    City("urumqi", "650100", "CN-XJ", 4, 43.825, 87.617, 4.1),
    City("hohhot", "150100", "CN-NM", 4, 40.842, 111.749, 3.5),
    City("yinchuan", "640100", "CN-NX", 4, 38.487, 106.231, 2.9),
    City("xining", "630100", "CN-QH", 4, 36.617, 101.778, 2.5),
    City("lhasa", "540100", "CN-XZ", 4, 29.650, 91.141, 0.9),
    City("luoyang", "410300", "CN-HA", 4, 34.619, 112.454, 7.1),
    City("yichang", "420500", "CN-HB", 4, 30.692, 111.287, 3.9),
    City("mianyang", "510700", "CN-SC", 4, 31.468, 104.679, 4.9),
    City("ganzhou", "360700", "CN-JX", 4, 25.831, 114.933, 9.0),
    City("zunyi", "520300", "CN-GZ", 4, 27.726, 106.927, 6.6),
)

CITY_IDS = tuple(city.id for city in CITIES)
CITY_CODES = tuple(city.code for city in CITIES)
PROVINCES = tuple(sorted({city.province for city in CITIES}))
LATITUDE = np.array([city.lat for city in CITIES])
LONGITUDE = np.array([city.lon for city in CITIES])
TIER = np.array([city.tier for city in CITIES])
PROVINCE_OF = np.array([PROVINCES.index(city.province) for city in CITIES], np.int8)
RESIDENTS = np.array([city.residents for city in CITIES])

_TIERS: Leanings = {
    "first": {"base": -0.3, "urbanity": 1.0},
    "new first": {"base": 0.4, "urbanity": 0.4},
    "second": {"base": 0.2, "urbanity": -0.2},
    "lower": {"base": -0.8, "urbanity": -1.0},
}


def draw_cities(rng: np.random.Generator, traits: Traits) -> NDArray[np.int8]:
    """The number in `CITIES` of each user's city: a tier that suits the user's urbanity, then a city by residents."""
    tiers = pick(rng, chances(traits, _TIERS)) + 1
    return draw_weighted(rng, np.stack([np.where(tier == TIER, RESIDENTS, 0) for tier in range(1, 5)])[tiers - 1])


def draw_weighted(rng: np.random.Generator, weights: NDArray[np.float64]) -> NDArray[np.int8]:
    """One column number a row, by the row's `weights`, which need not add up to 1."""
    shares: Numbers = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return pick(rng, shares)
