"""What a turn asks for: a new audience, a change to the one there is, or something to be done with it."""

from collections.abc import Mapping

from agent.planner import operations
from agent.planner.grounding import Grounding
from agent.planner.past import Past, completed
from agent.planner.plan import Plan, ask, preview
from agent.planner.reader import Request
from agent.planner.revise import asks_which, is_fragment, is_revision, names_everyone, revise
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


def plan_turn(text: str, past: Past, grounding: Grounding) -> Plan:
    """The calls that answer `text`, after all that was said before."""
    request = grounding.read(text)
    acts = request.acts()
    alone = not request.meaning()
    if "restart" in acts and alone:
        return operations.start_over()
    if "undo" in acts and alone:
        return operations.undo(past)
    if "help" in acts and alone:
        return Plan(reply=_HELP)
    if "ignore" in acts and past.pending:
        words = past.pending.words
        return plan_turn(completed("", past.pending) if words else text, Past(past.drafts), grounding)
    if "list" in acts:
        return operations.list_segments()
    if "tags" in acts or ("tag_noun" in acts and asks_which(request)):
        return operations.find_tags(request)
    if "save" in acts and operations.is_saving(request):
        return operations.save(request, past, grounding)
    if ("playbook" in acts and not {"export", "expand", "replace"} & acts.keys()) or _asks_how(acts):
        return operations.search_playbooks(text)
    if "export" in acts:
        return operations.export(request, past, grounding)
    if "compare" in acts:
        return operations.compare(request, past, grounding)
    if "expand" in acts and operations.is_expansion(request):
        return operations.expand(request, past, grounding)
    if "profile" in acts:
        return operations.profile(request, past, grounding)
    return _describe(text, request.unread("save").unread("expand"), past, grounding)


def _asks_how(acts: Mapping[Act, int]) -> bool:
    """A question that begins with how or why is one for the playbooks, whatever it goes on to name."""
    return min(acts, key=lambda act: acts[act], default=None) == "playbook"


def _describe(text: str, request: Request, past: Past, grounding: Grounding) -> Plan:
    if past.pending is not None and not is_revision(request):
        whole = completed(text, past.pending)
        answered = grounding.read(whole)
        if len(grounding.understand(answered).questions) < max(1, len(past.pending.words)):
            return plan_turn(whole, Past(past.drafts), grounding)
    if past.draft is not None and is_revision(request):
        return revise(request, past.draft, grounding)
    return _new(request, past, grounding)


def _new(request: Request, past: Past, grounding: Grounding) -> Plan:
    """A new audience; a fragment that speaks of something else than the draft narrows the draft."""
    understood = grounding.understand(request.described())
    if understood.questions:
        return ask(understood.questions)
    if understood.empty:
        return Plan((preview(understood.definition),)) if names_everyone(request) else Plan(reply=_HELP)
    if past.draft is not None and is_fragment(request, past.draft, understood.definition):
        return revise(request, past.draft, grounding)
    if objections := grounding.objections(understood.definition, request):
        return ask(objections)
    return Plan((preview(understood.definition, understood.assumptions),))
