"""What is done with an audience: exported, expanded, profiled; and questions about what there is."""

from agent.planner.conditions.reading import Question
from agent.planner.dialogue.audience import audience_of
from agent.planner.dialogue.past import Past
from agent.planner.dialogue.plan import Call, Plan, ask, plain, preview
from agent.planner.edits.places import rewritten
from agent.planner.grounding import Grounding
from agent.planner.text.items import Amount, Item
from agent.planner.text.parts import text_of, typed
from agent.planner.text.request import Request
from tools.language import Text, language_of
from tools.segment import Condition, Definition, InLookalike

_DEFAULT_EXPANSION = 20_000
_FILE_WORDS = frozenset(("csv", "parquet", "excel", "file", "文件", "格式", "成", "名单", "list", "表格", "xlsx"))
_EVERYONE_ELSE = frozenset(
    ("else", "apart", "others", "rest", "average", "everyone", "everybody", "all", "overall", "population",
     "比", "其他人", "其他", "其它", "别人", "大盘", "整体", "平均", "全体", "所有")
)  # fmt: skip
_MORE = frozenset(("more", "other", "another", "others", "new", "additional", "再", "另外", "更多"))


def start_over() -> Plan:
    return Plan((preview(Definition()),))


def back_to(past: Past) -> Plan:
    """The draft of a conversation as it was before."""
    return Plan((preview(past.draft or Definition()),))


def nothing_to_undo() -> Plan:
    return Plan(reply=Text(en="There is nothing to undo.", zh="没有可以撤销的操作。"))


def list_segments() -> Plan:
    return Plan((Call("list_segments", {}),))


def find_tags(request: Request) -> Plan:
    """ "which tags have to do with cars": the words that are left say about what."""
    words = [typed(request, [request.items[at]]) for at in request.meaning()]
    return Plan((Call("find_tags", {"query": " ".join(words), "limit": 10 if words else 100}),))


def search_playbooks(text: str) -> Plan:
    return Plan((Call("search_playbooks", {"query": text, "lang": language_of(text)}),))


def export(request: Request, past: Past, grounding: Grounding) -> Plan:
    lower = request.text.lower()
    channel = "csv" if "csv" in lower or "excel" in lower else "parquet" if "parquet" in lower else None
    of_files = (at for at, item in enumerate(request.items) if text_of(request, item) in _FILE_WORDS)
    calls, definition = audience_of(request.without(*of_files), past, grounding)
    if definition is None:
        return calls
    arguments = {"definition": plain(definition)} | ({"channel": channel} if channel else {})
    return Plan((*calls.calls, Call("offer_export", arguments)))


def profile(request: Request, past: Past, grounding: Grounding) -> Plan:
    """What is special about an audience; that they are held against everyone else goes without saying."""
    rest = beside_everyone(request)
    request = rest if past.draft is not None and not rest.meaning() else request
    calls, definition = audience_of(request, past, grounding)
    if definition is None:
        return calls
    return Plan((*calls.calls, Call("profile_segment", {"definition": plain(definition)})))


def beside_everyone(request: Request) -> Request:
    """The request without the words for all the others, "the average"."""
    return request.without(*(at for at, item in enumerate(request.items) if text_of(request, item) in _EVERYONE_ELSE))


def is_expansion(request: Request) -> bool:
    """ "extend the age to 25-35" widens a condition: an expansion is to a number of people."""
    amounts = [item for item in request.items if isinstance(item, Amount)]
    return all(_is_size(item) for item in amounts[-1:])


def expand(request: Request, past: Past, grounding: Grounding) -> Plan:
    """Seeds are the audience described, else the draft; a lookalike that is the draft already gets another size."""
    sizes = [at for at, item in enumerate(request.items) if _is_size(item)]
    size, share = _DEFAULT_EXPANSION, None
    if sizes:
        item = request.items[sizes[-1]]
        assert isinstance(item, Amount)
        share = float(item.quantity.value) if item.quantity.share else None
        size = max(1, int(item.quantity.value))
    more = (at for at, item in enumerate(request.items) if text_of(request, item) in _MORE)
    rest = request.without(*sizes[-1:], *more)
    if sizes and not rest.meaning() and past.draft is not None:
        resized = _resized(past.draft, None if share else size, share)
        if resized != past.draft:
            return Plan((preview(resized),))
    calls, definition = audience_of(rest, past, grounding)
    if definition is None:
        return calls
    if share is not None:
        return ask([Question(Text(en="To how many users should I expand?", zh="要扩展到多少人？"), "")])
    return Plan((*calls.calls, Call("expand_lookalike", {"definition": plain(definition), "size": size})))


def _is_size(item: Item) -> bool:
    if not isinstance(item, Amount):
        return False
    return item.quantity.unit_class in (None, "people") and item.quantity.high is None


def _resized(definition: Definition, size: int | None, share: float | None) -> Definition:
    """The definition with another size of its lookalike."""

    def change(line: Condition) -> Condition:
        return line.model_copy(update={"size": size, "share": share}) if isinstance(line, InLookalike) else line

    return definition.model_copy(update={"where": rewritten(definition.where, change)})
