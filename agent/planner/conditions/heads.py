"""How many users are wanted, said before who they are."""

from agent.planner.conditions.reading import Reading
from agent.planner.text.clause import PEOPLE
from agent.planner.text.items import Amount, Filler, Measure, Mention
from agent.planner.words import aspects


def is_number_of_people(reading: Reading, at: int) -> bool:
    """The 200 of "shortlist 200 gold members": between it and the people only what says of what kind they are."""
    item = reading.items[at]
    if not isinstance(item, Amount) or item.quantity.op is not None or item.quantity.unit is not None:
        return False
    if item.quantity.high is not None or item.quantity.share or (at and isinstance(reading.items[at - 1], Mention)):
        return False
    for behind, following in enumerate(reading.items[at + 1 :], at + 1):
        match following:
            case Measure(aspect="head"):
                return True
            case Filler():
                return behind > at + 1 and reading.tokens[following.start].text in PEOPLE
            case Mention(entries=entries):
                if not all(entry.kind in ("value", "group", "term") for entry in entries):
                    return False
                if aspects().get((reading.tokens[following.end - 1].key,)) == "head":
                    return True  # "annual members", where all of it is a name
            case _:
                return False
    return False
