"""Places and distances become geofences."""

from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.resolve import Options
from agent.planner.text.items import Amount, Measure, Span
from tools.catalog.model import Place
from tools.language import Text
from tools.segment import Near


def near_leaves(reading: Reading, chosen: dict[int, Options]) -> list[Leaf]:
    """One geofence for each place named, with the nearest distance; asks for the distance or the tag it lacks."""
    leaves = []
    place_tags = [tag for tag in reading.catalog.tags if tag.type == "place"]
    named = [
        at for at, options in chosen.items() if any(option.tag in {tag.id for tag in place_tags} for option in options)
    ]
    if any(options[0].kind == "place" for options in chosen.values()):
        reading.taken.update(named)
    for at, options in chosen.items():
        if options[0].kind != "place":
            continue
        reading.taken.add(at)
        place = reading.catalog.place(options[0].id)
        assert place is not None
        spans: list[Span] = [reading.items[at]]
        distance = _distance(reading, at)
        for i in reading.neighbours(at, 3):
            item = reading.items[i]
            if isinstance(item, Measure) and item.aspect == "near":
                reading.taken.add(i)
        tag = chosen[named[0]][0].tag if named else place_tags[0].id if len(place_tags) == 1 else None
        if distance is None:
            _ask_distance(reading, at, place)
        elif tag is None:
            _ask_tag(reading, at, [tag.name.to(reading.lang) for tag in place_tags])
        else:
            item = reading.items[distance]
            assert isinstance(item, Amount)
            reading.taken.add(distance)
            spans += [item, *(reading.items[i] for i in named)]
            condition = Near(tag=tag, place=place.id, radius_m=item.quantity.metres)
            leaves.append(Leaf(min(at, distance), condition, spans, attribute=(tag, None, None), verb=True))
    return leaves


def _distance(reading: Reading, at: int) -> int | None:
    distances = [
        i for i, item in enumerate(reading.items)
        if isinstance(item, Amount) and item.quantity.unit_class == "metres" and i not in reading.taken
    ]  # fmt: skip
    return min(distances, key=lambda i: reading.gap(i, at), default=None)


def _ask_distance(reading: Reading, at: int, place: Place) -> None:
    reading.ask(
        Text(
            en=f"How near to {place.name.to('en')}? Give a distance, for example 3 km.",
            zh=f"距离{place.name.to('zh')}多远以内？请给出距离，例如3公里。",
        ),
        reading.words(reading.items[at]),
    )


def _ask_tag(reading: Reading, at: int, names: list[str]) -> None:
    words = reading.words(reading.items[at])
    reading.ask(
        Text(
            en=f'Which location should be near "{words}"? I know: {", ".join(names) or "none"}.',
            zh=f"以哪个位置计算到“{words}”的距离？目前有：{'、'.join(names) or '无'}。",
        ),
        words,
        tuple(names),
    )
