"""Two audiences set side by side: segments, values of one tag, what is described on both sides of "with"."""

from agent.planner.conditions.reading import Question
from agent.planner.conditions.understand import Understanding
from agent.planner.dialogue.operations import beside_everyone, profile
from agent.planner.dialogue.past import Past
from agent.planner.dialogue.plan import Call, Plan, ask, plain
from agent.planner.edits.places import joined
from agent.planner.grounding import Grounding
from agent.planner.text.items import Command, Filler, Joint
from agent.planner.text.parts import part, tells, text_of
from agent.planner.text.request import Request
from tools.language import Text
from tools.segment import All, Definition, InSegment, TagCondition, lines_of

_BETWEEN = frozenset(("with", "to", "against", "from", "跟", "比"))
_BOTH = ("and", "list")


def compare(request: Request, past: Past, grounding: Grounding) -> Plan:
    """What the turn describes on both sides, or what it describes beside the draft; of "these", parts of the draft."""
    rest = beside_everyone(request)
    if past.draft is not None and rest.items != request.items and not rest.meaning():
        return profile(request, past, grounding)
    described = request.described()
    sides = _split(request, grounding, by_joint=False)
    if sides is None:
        understood = grounding.understand(described)
        sides = _sides(understood) if not understood.questions else None
        sides = sides or _split(request, grounding, by_joint=True)
        if sides is None and understood.questions:
            return ask(understood.questions)
        if sides is not None and past.draft is not None and _within(request):
            lines = list(lines_of(past.draft.where))
            sides = tuple(Definition(where=joined([*lines, *lines_of(side.where)])) for side in sides)  # type: ignore[assignment]
        if sides is None:
            if understood.empty or past.draft is None:
                return ask([Question(Text(en="What should I compare with what?", zh="要拿什么和什么对比？"), "")])
            sides = (past.draft, understood.definition)
    assert sides is not None
    for side in sides:
        if objections := grounding.objections(side, request):
            return ask(objections)
    first, second = ({"definition": plain(side)} for side in sides)
    return Plan((Call("compare_segments", {"first": first, "second": second}),))


def _within(request: Request) -> bool:
    return "these" in request.acts()


def _split(request: Request, grounding: Grounding, by_joint: bool) -> tuple[Definition, Definition] | None:
    """What is described before and behind a word that sets against each other, where both sides are understood."""
    for at in range(len(request.items)):
        if not _separates(request, at, by_joint):
            continue
        halves = [part(request, request.items[:at]), part(request, request.items[at + 1 :])]
        if not all(any(tells(item) for item in half.items) for half in halves):
            continue
        one, other = (grounding.understand(half.described()) for half in halves)
        if not (one.questions or other.questions or one.empty or other.empty):
            return one.definition, other.definition
    return None


def _separates(request: Request, at: int, by_joint: bool) -> bool:
    match request.items[at]:
        case Command(act="compare"):
            return True
        case Filler() as item if text_of(request, item) in _BETWEEN:
            return True
        case Joint(glue=glue):
            return by_joint and glue in _BOTH
        case _:
            return False


def _sides(understood: Understanding) -> tuple[Definition, Definition] | None:
    """Two segments, two alternatives, or two values of one tag with all that is said besides."""
    lines = lines_of(understood.definition.where)
    segments = [line for line in lines if isinstance(line, InSegment)]
    if len(segments) == 2 == len(lines):
        return Definition(where=segments[0]), Definition(where=segments[1])
    where = understood.definition.where
    if where.kind == "any" and len(where.of) == 2:
        return Definition(where=where.of[0]), Definition(where=where.of[1])
    for i, line in enumerate(lines):
        if isinstance(line, TagCondition) and line.op == "in" and len(line.values or ()) == 2:
            one, other = (
                Definition(
                    where=All(of=(*lines[:i], TagCondition(tag=line.tag, op="is", value=value), *lines[i + 1 :]))
                )
                for value in line.values or ()
            )
            return _flat(one), _flat(other)
    return None


def _flat(definition: Definition) -> Definition:
    return Definition(where=joined(list(lines_of(definition.where))))
