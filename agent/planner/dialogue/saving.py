"""An audience saved, and the name it gets."""

import re

from agent.planner.conditions.reading import Question
from agent.planner.dialogue.audience import audience_of
from agent.planner.dialogue.past import Past
from agent.planner.dialogue.plan import Call, Plan, ask, plain
from agent.planner.grounding import Grounding
from agent.planner.text.items import Command, Filler, Joint, Measure
from agent.planner.text.parts import part, typed
from agent.planner.text.request import Request
from tools.language import Text

_QUOTED = re.compile(r"[\"“「『《]([^\"”」』》]+)[\"”」』》]|(?:^|\s)['‘]([^'’]+)['’](?:\s|$)")
_NAMING = re.compile(
    r"\b(?:as|named|called|titled|(?:call|name) (?:it|them|this)|under(?: the name)?(?: of)?|with the name|named?:?)\s+"
    r"|(?:名字?(?:就)?(?:叫|为|是)做?|名称(?:为|是)?|就?叫做?|为|成)[:：]?\s*",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"[\s,，。.!！~]*(?:please|thanks|thank you|pls|for me|for later(?: use)?|and save(?: it| them)?"
    r"|吧|谢谢|谢啦|好吗|好了|，?并?保存(?:一下|下来)?|的?人群包)?[\s,，。.!！~]*$",
    re.IGNORECASE,
)
_MARKS = "\"'“”‘’「」『』《》 \t。.!！:：,，"


def is_saving(request: Request) -> bool:
    """ "save as …" anywhere, "save …" only at the beginning: "saved a product" is something that users did."""
    at = request.acts()["save"]
    item = request.items[at]
    words = [token.text for token in request.tokens[item.start : item.end]]
    first = next(iter(request.meaning()), len(request.items))
    names = words[-1] in ("as", "为", "成", "it", "this", "that", "them", "来") and words[0] not in ("saved",)
    return names or (at < first and "saved" not in words)


def save(request: Request, past: Past, grounding: Grounding) -> Plan:
    """Save what the turn describes, else the draft, under the name the turn gives; asks where it gives none."""
    end, name = _name(request)
    before = [
        Filler(item.start, item.end) if isinstance(item, Command) and item.act == "save" else item
        for item in request.items
        if request.tokens[item.end - 1].end <= end
    ]
    if not name:
        return ask([Question(Text(en="Under which name should I save it?", zh="要保存成什么名称？"), "")])
    calls, definition = audience_of(part(request, before), past, grounding)
    if definition is None:
        return calls
    return Plan((*calls.calls, Call("save_segment", {"name": name, "definition": plain(definition)})))


def _name(request: Request) -> tuple[int, str]:
    """Where in the text the description of the audience ends, and the name: in quotes, behind "as", or what stands
    behind "save"."""
    commands = [item for item in request.items if isinstance(item, Command) and item.act == "save"]
    behind = request.tokens[commands[0].end - 1].end
    rest = request.text[behind:]
    naming = [item for item in commands if _names(request, item)]
    match = _NAMING.search(rest)
    if quoted := _QUOTED.search(request.text):
        named = behind + match.start() if match else quoted.start()
        return min(named, quoted.start()), (quoted[1] or quoted[2]).strip()
    if naming:
        end = start = request.tokens[naming[-1].end - 1].end
    elif match:
        end, start = behind + match.start(), behind + match.end()
    else:
        # "save it please" has no name; 保存一下 春季召回 has one behind words that say nothing.
        told = [item for item in request.items if item.start >= commands[0].end and not _says_nothing(item)]
        end = start = request.tokens[told[0].start].start if told else len(request.text)
        if told and isinstance(told[0], Joint):
            start = request.tokens[told[0].end - 1].end
    return end, _POLITE.sub("", request.text[start:]).strip(_MARKS)


def _names(request: Request, item: Command) -> bool:
    words = typed(request, [item]).lower()
    return words.endswith((" as", "为", "成", "名")) or words in (
        "name it", "call it", "name this", "call this", "name them", "call them",
    )  # fmt: skip


def _says_nothing(item: object) -> bool:
    these = isinstance(item, Command) and item.act in ("these", "save")
    return isinstance(item, Filler) or these or (isinstance(item, Measure) and item.aspect == "head")
