"""What is done with an audience: saved, exported, compared, expanded, profiled; and questions about what there is."""

from agent.planner.edit import joined, patched, with_size
from agent.planner.grounding import Grounding
from agent.planner.items import Amount
from agent.planner.past import Past
from agent.planner.plan import Call, Plan, ask, plain, preview
from agent.planner.reader import Request
from agent.planner.reading import Question
from agent.planner.understand import Understanding
from tools.language import Text, language_of
from tools.segment import Definition, InSegment, TagCondition

_DEFAULT_EXPANSION = 20_000
_QUOTES = "\"'“”‘’「」『』《》 \t。.!！:："


def start_over() -> Plan:
    return Plan((preview(Definition()),))


def undo(past: Past) -> Plan:
    if len(past.drafts) < 2:
        return Plan(reply=Text(en="There is nothing to undo.", zh="没有可以撤销的操作。"))
    return Plan((preview(past.drafts[-2]),))


def list_segments() -> Plan:
    return Plan((Call("list_segments", {}),))


def find_tags(request: Request) -> Plan:
    """ "which tags have to do with cars": the words that are left say about what."""
    words = [
        request.text[request.tokens[item.start].start : request.tokens[item.end - 1].end]
        for at in request.meaning() if (item := request.items[at])
    ]  # fmt: skip
    return Plan((Call("find_tags", {"query": " ".join(words), "limit": 10 if words else 100}),))


def search_playbooks(text: str) -> Plan:
    return Plan((Call("search_playbooks", {"query": text, "lang": language_of(text)}),))


def is_saving(request: Request) -> bool:
    """ "save as …" anywhere, "save …" only at the beginning: "saved a product" is something that users did."""
    item = request.items[request.acts()["save"]]
    words = [token.text for token in request.tokens[item.start : item.end]]
    first = next(iter(request.meaning()), len(request.items))
    return words[-1] in ("as", "为", "成") or (request.items.index(item) < first and "saved" not in words)


def save(request: Request, past: Past, grounding: Grounding) -> Plan:
    """The name is what stands behind "save as"."""
    at = request.acts()["save"]
    start = request.tokens[request.items[at].end - 1].end
    name = request.text[start:].strip(_QUOTES)
    before = _before(request, at)
    if not name:
        return ask([Question(Text(en="Under which name should I save it?", zh="要保存成什么名称？"), request.text)])
    calls, definition = _audience(before, past, grounding)
    if definition is None:
        return calls
    return Plan((*calls.calls, Call("save_segment", {"name": name, "definition": plain(definition)})))


def export(request: Request, past: Past, grounding: Grounding) -> Plan:
    lower = request.text.lower()
    channel = "csv" if "csv" in lower or "excel" in lower else "parquet" if "parquet" in lower else None
    calls, definition = _audience(
        _without_words(request, ("csv", "parquet", "excel", "file", "文件", "格式", "成")), past, grounding
    )
    if definition is None:
        return calls
    arguments = {"definition": plain(definition)} | ({"channel": channel} if channel else {})
    return Plan((*calls.calls, Call("offer_export", arguments)))


def profile(request: Request, past: Past, grounding: Grounding) -> Plan:
    calls, definition = _audience(request, past, grounding)
    if definition is None:
        return calls
    return Plan((*calls.calls, Call("profile_segment", {"definition": plain(definition)})))


def is_expansion(request: Request) -> bool:
    """ "extend the age to 25-35" widens a condition: an expansion is to a number of people."""
    amounts = [item for item in request.items if isinstance(item, Amount)]
    return all(item.quantity.unit_class in (None, "people") and item.quantity.high is None for item in amounts[-1:])


def expand(request: Request, past: Past, grounding: Grounding) -> Plan:
    """Seeds are the audience described, else the draft; a lookalike that is the draft already gets another size."""
    sizes = [
        at for at, item in enumerate(request.items)
        if isinstance(item, Amount) and item.quantity.unit_class in (None, "people") and item.quantity.high is None
    ]  # fmt: skip
    size, share = _DEFAULT_EXPANSION, None
    if sizes:
        item = request.items[sizes[-1]]
        assert isinstance(item, Amount)
        share = float(item.quantity.value) if item.quantity.share else None
        size = max(1, int(item.quantity.value))
    rest = request.without(*sizes[-1:])
    if not rest.meaning() and past.draft is not None:
        resized = patched(past.draft, with_size(None if share else size, share))
        if resized is not None:
            return Plan((preview(resized),))
    calls, definition = _audience(rest, past, grounding)
    if definition is None:
        return calls
    if share is not None:
        return ask([Question(Text(en="To how many users should I expand?", zh="要扩展到多少人？"), request.text)])
    return Plan((*calls.calls, Call("expand_lookalike", {"definition": plain(definition), "size": size})))


def compare(request: Request, past: Past, grounding: Grounding) -> Plan:
    """Two segments, two values of one tag, or what is described beside the draft."""
    understood = grounding.understand(request.described())
    if understood.questions:
        return ask(understood.questions)
    sides = _sides(understood)
    if sides is None:
        if understood.empty or past.draft is None:
            return ask([Question(Text(en="What should I compare with what?", zh="要拿什么和什么对比？"), request.text)])
        sides = (past.draft, understood.definition)
    first, second = sides
    return Plan(
        (Call("compare_segments", {"first": {"definition": plain(first)}, "second": {"definition": plain(second)}}),)
    )


def _sides(understood: Understanding) -> tuple[Definition, Definition] | None:
    where = understood.definition.where
    lines = where.of if where.kind == "all" else (where,)
    segments = [line for line in lines if isinstance(line, InSegment)]
    if len(segments) == 2:
        return Definition(where=segments[0]), Definition(where=segments[1])
    if where.kind == "any" and len(where.of) == 2:
        return Definition(where=where.of[0]), Definition(where=where.of[1])
    for i, line in enumerate(lines):
        if isinstance(line, TagCondition) and line.op == "in" and len(line.values or ()) == 2:
            one, other = (
                Definition(
                    where=joined([*lines[:i], TagCondition(tag=line.tag, op="is", value=value), *lines[i + 1 :]])
                )
                for value in line.values or ()
            )
            return one, other
    return None


def _audience(request: Request, past: Past, grounding: Grounding) -> tuple[Plan, Definition | None]:
    """The audience a turn is about: the one it describes (previewed first), else the draft, else a question."""
    described = request.described()
    understood = grounding.understand(described)
    if understood.questions:
        return ask(understood.questions), None
    if understood.empty:
        if past.draft is None:
            return ask(
                [Question(Text(en="Which audience? Describe it first.", zh="指的是哪个人群？请先描述。"), request.text)]
            ), None
        return Plan(), past.draft
    if objections := grounding.objections(understood.definition, request):
        return ask(objections), None
    return Plan((preview(understood.definition, understood.assumptions),)), understood.definition


def _before(request: Request, at: int) -> Request:
    """The request up to an item: a name behind it is no description."""
    return request.without(*range(at, len(request.items)))


def _without_words(request: Request, words: tuple[str, ...]) -> Request:
    texts = ["".join(token.text for token in request.tokens[item.start : item.end]) for item in request.items]
    return request.without(*(at for at, text in enumerate(texts) if text in words))
