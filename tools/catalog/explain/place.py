"""How near a user is to a place, in words."""

from tools.catalog.explain.comparison import Sentence
from tools.catalog.explain.words import name_of, number
from tools.catalog.model import Catalog
from tools.language import Lang
from tools.segment import Near


def near_sentence(condition: Near, catalog: Catalog, lang: Lang) -> Sentence:
    """居住地在朝阳店3公里以内; "Home is within 3 km of Chaoyang store"."""
    subject = name_of(condition.tag, catalog.tags, lang)
    centre = _centre(condition, catalog, lang)
    in_km = condition.radius_m >= 1000
    radius = number(condition.radius_m / 1000 if in_km else condition.radius_m)
    if lang == "zh":
        distance = f"{radius}{'公里' if in_km else '米'}以内"
        return Sentence(f"{subject}在{centre}{distance}", f"{subject}不在{centre}{distance}")
    distance = f"within {radius} {'km' if in_km else 'm'} of {centre}"
    return Sentence(f"{subject} is {distance}", f"{subject} is not {distance}")


def _centre(condition: Near, catalog: Catalog, lang: Lang) -> str:
    if condition.place is not None:
        return name_of(condition.place, catalog.places, lang)
    lat, lon = number(condition.lat or 0), number(condition.lon or 0)
    return f"坐标点（纬度{lat}、经度{lon}）" if lang == "zh" else f"the point at latitude {lat} and longitude {lon}"
