"""What users were before: "used to be gold", 以前是金卡. A tag says what they are now, so that this is asked about."""

from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Joint, Measure, Span
from tools.language import Text
from tools.segment import TagCondition

_FORMERLY = (
    "used to", "formerly", "previously", "in the past",
    "曾", "以前", "从前", "先前", "此前", "之前", "原来", "原先", "原本", "早先", "过去",
)  # fmt: skip
_LASTING = ("choice", "set", "flag")


def ask_about_past_states(reading: Reading, leaves: list[Leaf]) -> None:
    """Ask about each value or flag of a user that is said of an earlier time. What users did is past by itself."""
    for leaf in leaves:
        condition = leaf.condition
        tag = reading.catalog.tag(condition.tag) if isinstance(condition, TagCondition) else None
        if tag is None or tag.type not in _LASTING or (start := _formerly(reading, leaf.at)) is None:
            continue
        words = reading.words(Span(reading.items[start].start, reading.items[leaf.at].end))
        reading.ask(
            Text(
                en=f'"{words}": "{tag.name.to("en")}" says what users are now, not what they were before. '
                "Do you mean as it is now?",
                zh=f"“{words}”：“{tag.name.to('zh')}”只有当前的值，没有以前的。要按当前的值圈选吗？",
            ),
            words,
        )


def _formerly(reading: Reading, at: int) -> int | None:
    """Where the words for an earlier time begin that stand right before an item."""
    start = at
    while start and _leads_on(reading, start - 1):
        start -= 1
        words = " ".join(reading.normalised(place) for place in range(start, at))
        if words.startswith(_FORMERLY) or words.replace(" ", "").startswith(_FORMERLY):
            return start
    return None


def _leads_on(reading: Reading, at: int) -> bool:
    match reading.items[at]:
        case Filler() | Measure(aspect="happened") | Joint(glue="after"):
            return True
        case _:
            return False
