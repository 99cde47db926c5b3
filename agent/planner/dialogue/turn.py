"""What a turn asks for: a new audience, a change to the one there is, or something to be done with it."""

from collections.abc import Mapping

from agent.planner.dialogue import operations, saving
from agent.planner.dialogue.answers import meant
from agent.planner.dialogue.both import either_or_both
from agent.planner.dialogue.comparing import compare
from agent.planner.dialogue.exchange import with_exchange
from agent.planner.dialogue.past import Past
from agent.planner.dialogue.plan import Plan, ask, preview
from agent.planner.dialogue.pointing import as_change, without_slots
from agent.planner.dialogue.revise import is_fragment, is_said_again, names_everyone, revise
from agent.planner.dialogue.steps import as_asked, goes_on_to_change, is_bare, is_revision
from agent.planner.dialogue.unbounded import without_unbounded
from agent.planner.grounding import Grounding
from agent.planner.text.items import Aside, Command, Filler, Item, Joint, Mention
from agent.planner.text.parts import part, tells, text_of
from agent.planner.text.request import Request
from agent.planner.words import Act
from tools.language import Text

_HELP = Text(
    en=(
        "Describe who you want to reach, for example by attributes, by what they did and when. Then say what to "
        'change ("also …", "only …", "exclude …", "change … to …", "undo", "start over"), ask what is special about '
        'them, expand them to similar users ("expand to 20000"), compare, save ("save as …") or export them. '
        '"Which tags are there?" lists what I know.'
    ),
    zh=(
        "请描述想触达的人群，例如他们的属性、做过什么、什么时间。"
        "之后可以继续调整（“再加上…”“只要…”“排除…”“换成…”“撤销”“重新开始”），"
        "查看画像特征，扩展相似人群（“扩到2万人”），对比、保存（“保存为…”）或导出。"
        "问“有哪些标签”可以查看我认识的标签。"
    ),
)
_UNCHANGED = Text(en="Fine, the audience stays as it is.", zh="好的，人群保持不变。")
_WHAT = frozenset(("what", "how", "how do", "how does"))
_WHICH = frozenset(("哪些", "什么", "which", "what", "any", "list", "show", "do"))
_HOW_MANY = ("多少", "多少人", "多少个", "几个人", "几人", "几位", "数一下", "数数", "人数", "how many")
_WHETHER = ("有没有", "有无", "是否有", "吗", "多少种")
# Words that ask for something only where they are the whole request, or begin it; else they are words like any other.
_ONLY_WHERE_ASKED: tuple[Act, ...] = ("save", "expand", "tag_noun")


def plan_turn(text: str, past: Past, grounding: Grounding) -> Plan:
    """The calls that answer `text`, after all that was said before."""
    request = as_asked(grounding.read(meant(text, past.pending, grounding)))
    acts = request.acts()
    if "restart" in acts:
        return _start_over(request, past, grounding)
    if "undo" in acts:
        return _undo(request, past, grounding)
    if "ignore" in acts and not request.meaning() and past.draft is not None:
        return Plan(reply=_UNCHANGED)
    if "help" in acts and not request.meaning():
        return Plan(reply=_HELP)
    lists = "list" in acts or ("save" in acts and _asks_which(request) and not request.meaning())
    if lists and not _names_segment(request):
        return operations.list_segments()
    if "tags" in acts or ("tag_noun" in acts and _asks_which(request)):
        return operations.find_tags(request)
    if "save" in acts and saving.is_saving(request):
        return saving.save(request, past, grounding)
    if (
        ("help" in acts and _asks_how_to(request))
        or ("playbook" in acts and not {"export", "expand", "replace"} & acts.keys())
        or _asks_how(acts)
    ):
        return operations.search_playbooks(request.text)
    if "export" in acts:
        return operations.export(request, past, grounding)
    if "compare" in acts:
        return compare(request, past, grounding)
    if "expand" in acts and _asks_what_like(request, acts["expand"]):
        return operations.profile(request.without(acts["expand"]), past, grounding)
    if "expand" in acts and operations.is_expansion(request):
        return operations.expand(request, past, grounding)
    if "profile" in acts:
        return operations.profile(request, past, grounding)
    return _describe(request, past, grounding)


def _start_over(request: Request, past: Past, grounding: Grounding) -> Plan:
    """Everyone again, or what the same turn goes on to describe."""
    rest, _ = without_slots(
        request.without(*(at for at, item in enumerate(request.items) if _asks(item, "restart"))), grounding
    )
    if not rest.meaning():
        return operations.start_over()
    return _describe(rest, Past(), grounding)


def _undo(request: Request, past: Past, grounding: Grounding) -> Plan:
    """The draft before, with what the turn goes on to change. "undo the city" takes a condition away."""
    at = request.acts()["undo"]
    end = next((i for i in range(at, len(request.items)) if _pauses(request.items[i])), len(request.items))
    named = any(isinstance(item, Mention) for item in request.items[at:end])
    if named and past.draft is not None:
        asked = [Command(item.start, item.end, "remove") if _asks(item, "undo") else item for item in request.items]
        return revise(part(request, asked), past, grounding)
    if len(past.drafts) < 2:
        return operations.nothing_to_undo()
    before = past.undone(request)
    rest = part(request, request.items[end:])
    if before.draft is not None and any(tells(item) for item in rest.items):
        return revise(rest, before, grounding)
    return operations.back_to(before)


def _asks(item: Item, act: Act) -> bool:
    return isinstance(item, Command) and item.act == act


def _pauses(item: Item) -> bool:
    return isinstance(item, Joint) and item.glue in ("comma", "stop", "and", "then", "but")


def _asks_how_to(request: Request) -> bool:
    """怎么用 with something behind it asks about that, and not about Muster."""
    return text_of(request, request.items[request.acts()["help"]]).startswith(("怎么", "how"))


def _asks_how(acts: Mapping[Act, int]) -> bool:
    """A question that begins with how or why is one for the playbooks, whatever it goes on to name."""
    return min(acts, key=lambda act: acts[act], default=None) == "playbook"


def _asks_which(request: Request) -> bool:
    """Whether a turn has a question word: which tags, 有哪些标签."""
    asked = any(isinstance(item, Filler) and text_of(request, item) in _WHICH for item in request.items)
    return asked or any(words in request.text for words in _WHETHER)


def _asks_what_like(request: Request, at: int) -> bool:
    """ "What do these people look like?" asks about them, and for nobody like them."""
    asked = any(isinstance(item, Filler) and text_of(request, item) in _WHAT for item in request.items[:at])
    return asked and not any(tells(item) for item in request.items[at:])


def _describe(request: Request, past: Past, grounding: Grounding) -> Plan:
    if past.draft is not None and "expand" in request.acts():
        items = request.items
        request = part(request, [Command(i.start, i.end, "widen") if _asks(i, "expand") else i for i in items])
    for act in _ONLY_WHERE_ASKED:
        request = request.unread(act)
    if past.draft is not None:
        request = with_exchange(as_change(request, grounding), past.draft)
    if past.draft is None:
        request = without_unbounded(request, grounding)
    if past.draft is None and goes_on_to_change(request):
        return revise(request, Past(), grounding)
    if past.draft is not None and (
        is_revision(request) or is_bare(request) or either_or_both(request, past.draft, grounding.catalog)
    ):
        return revise(request, past, grounding)
    return _new(request, past, grounding)


def _new(request: Request, past: Past, grounding: Grounding) -> Plan:
    """A new audience; a fragment that speaks of something else than the draft narrows the draft."""
    understood = grounding.understand(request.described())
    if understood.questions:
        return _fragment_or_question(request, past, grounding) or ask(understood.questions)
    if understood.empty and any(isinstance(item, Aside) for item in request.items):
        return operations.search_playbooks(request.text)  # only what an audience is wanted for was said
    names_all = names_everyone(request) and not without_slots(request, grounding)[1]
    if understood.empty and not names_all and (plan := _fragment_or_question(request, past, grounding)):
        return plan
    if understood.empty and past.draft is not None and _counts(request):
        return operations.back_to(past)
    if understood.empty:
        return Plan((preview(understood.definition),)) if names_everyone(request) else Plan(reply=_HELP)
    if past.draft is not None and is_fragment(request, past.draft, understood):
        return revise(request, past, grounding, again=is_said_again(understood.definition.where, past.draft))
    if objections := grounding.objections(understood.definition, request):
        return ask(objections)
    return Plan((preview(understood.definition, understood.assumptions),))


def _counts(request: Request) -> bool:
    """ "how many?", 一共多少人: the audience again, with its number."""
    return any(text_of(request, item).endswith(_HOW_MANY) for item in request.items)


def _fragment_or_question(request: Request, past: Past, grounding: Grounding) -> Plan | None:
    """What cannot be understood alone may be as a change: "25 to 35", 手机是安卓的."""
    if past.draft is None:
        return None
    plan = revise(request, past, grounding)
    return plan if all(call.tool == "preview_segment" for call in plan.calls) else None


def _names_segment(request: Request) -> bool:
    """ "of the saved segment Lapsed": one of them, not all."""
    mentions = (item for item in request.items if isinstance(item, Mention))
    return any(entry.kind == "segment" for item in mentions for entry in item.entries)
