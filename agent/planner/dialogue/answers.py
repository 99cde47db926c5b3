"""What a reply to a question comes to: the request that was left open, with the answer in its place."""

from dataclasses import dataclass

from agent.planner.dialogue.steps import corrects, is_revision
from agent.planner.edits.places import subjects
from agent.planner.grounding import Grounding
from agent.planner.text.items import Amount, Filler, Mention
from agent.planner.text.parts import tells, text_of, typed, without_lead, without_trail
from agent.planner.text.request import Request
from agent.planner.words import Act
from tools.catalog.tokens import tokenise
from tools.language import language_of
from tools.segment import Definition, EventCondition, lines_of

# What a reply may hold and still be an answer.
_ANSWERS: frozenset[Act] = frozenset(("correct", "remark", "these", "tag_noun", "ignore"))
_ORDINALS = {
    "the first": 0, "first": 0, "first one": 0, "former": 0, "第一个": 0, "前者": 0, "第1个": 0, "1": 0,
    "the second": 1, "second": 1, "second one": 1, "第二个": 1, "第2个": 1, "2": 1,
    "the third": 2, "third": 2, "third one": 2, "第三个": 2, "第3个": 2, "3": 2,
    "the last": -1, "last one": -1, "latter": -1, "后者": -1, "最后一个": -1,
}  # fmt: skip
_MEANS = frozenset(
    ("是", "就", "指", "即", "意", "的", ":", "=", ",", "i", "mean", "means", "meaning", "is", "are", "as")
)
_ALIKE = 5
_YES = frozenset(
    ("yes", "yep", "yeah", "right", "correct", "exactly", "sure", "that one", "对", "是", "是的", "对的", "没错", "嗯")
)


@dataclass(frozen=True)
class Pending:
    """A request that was answered with a question about `words` of it; none where something was missing."""

    text: str
    words: tuple[str, ...]
    suggestions: tuple[str, ...] = ()


def meant(text: str, pending: Pending | None, grounding: Grounding) -> str:
    """A turn in full: a reply to a question together with the request that was asked about, else the turn itself."""
    if pending is None:
        return text
    request = grounding.read(text)
    swapped = _swapped(request, pending, grounding)
    if "ignore" in request.acts() and not swapped:
        rest = _filled(pending, "")
        says = any(tells(item) for item in grounding.read(rest).items)
        return without_lead(request) or (rest if says else text)
    if not request.acts().keys() <= _ANSWERS and not _is_short(request, pending) and not swapped:
        return text
    if chosen := _chosen(request, text, pending):
        return _best(pending, chosen, grounding) or text
    explained = _explained(text, pending, grounding)
    if is_revision(request) and not corrects(request) and pending.words and not explained and not swapped:
        return text
    reply = explained or swapped or without_lead(without_trail(request)) or text
    if not pending.words:
        return _joined(pending.text, reply)
    if _stands_alone(reply, pending, grounding) or _goes_elsewhere(request, pending, grounding):
        return text
    return _best(pending, reply, grounding) or text


def _explained(text: str, pending: Pending, grounding: Grounding) -> str:
    """What stands behind a word that was asked about and is said again: 活跃就是…, "by engaged I mean …"."""
    words = next((words for words in pending.words if words and words.lower() in text.lower()), None)
    if words is None or words.lower() == text.strip().lower():
        return ""
    behind = text[text.lower().index(words.lower()) + len(words) :]
    tokens = tokenise(behind)
    at = next((at for at, token in enumerate(tokens) if token.text not in _MEANS), 0)
    if not at:
        return ""
    request = grounding.read(behind[tokens[at].start :])
    return "" if grounding.understand(request.described()).questions else without_lead(request)


def _swapped(request: Request, pending: Pending, grounding: Grounding) -> str:
    """ "make it Moganshan", 算了，看莫干山: one value in the place of what a first request was asked about."""
    told = [item for item in request.items if tells(item)]
    changes = {"replace", "ignore"} & request.acts().keys()
    value = len(told) == 1 and isinstance(told[0], Mention) and all(entry.values for entry in told[0].entries)
    if not changes or not value or not pending.words or is_revision(grounding.read(pending.text)):
        return ""
    return typed(request, told)


def _is_short(request: Request, pending: Pending) -> bool:
    """Whether a name is asked for: whatever is said is the name."""
    return not pending.words and not any(act in request.acts() for act in ("undo", "restart", "help", "list"))


def _best(pending: Pending, reply: str, grounding: Grounding) -> str | None:
    """The open request with the reply in the place of its words, beside them, or behind it: what leaves fewest
    questions, and fewer than before."""
    texts = [_filled(pending, reply, words) for words in pending.words if words in pending.text] or [
        _filled(pending, reply)
    ]
    if any(_is_amount(words, grounding) for words in pending.words[:1]):
        texts.insert(0, _filled(pending, _with_its_number(pending.words[0], reply)))
        texts.append(_filled(pending, f"{reply} {pending.words[0]}"))
    texts.append(_joined(pending.text, reply))
    left = [len(grounding.understand(grounding.read(text).described()).questions) for text in texts]
    return texts[left.index(min(left))] if min(left) < max(1, len(pending.words)) else None


def _with_its_number(words: str, reply: str) -> str:
    """ "above 9000" with the reply "9000 points": what compares stays."""
    numbers = [token for token in tokenise(words) if token.kind == "number"]
    if len(numbers) != 1 or words[numbers[0].start : numbers[0].end] not in reply:
        return reply
    return f"{words[: numbers[0].start]}{reply}{words[numbers[0].end :]}"


def _filled(pending: Pending, reply: str, instead_of: str = "") -> str:
    known = [words for words in (instead_of, *pending.words) if words and words in pending.text]
    if not known:
        return _joined(pending.text, reply)
    return pending.text.replace(known[0], f" {reply} " if reply else " ", 1)


def _joined(text: str, reply: str) -> str:
    """The reply behind the request, with a pause, since it is a sentence of its own."""
    return f"{text.rstrip('。.!！?？ ')} {reply}".strip()


def _is_amount(words: str, grounding: Grounding) -> bool:
    return any(isinstance(item, Amount) for item in grounding.read(words).items)


def _chosen(request: Request, text: str, pending: Pending) -> str | None:
    """The suggestion that a reply points to: by its place, by yes where there is one, or by words that only it has."""
    said = " ".join(text_of(request, item) for item in request.items if not isinstance(item, Filler))
    plain = text.strip(" 。.!！,，").lower().removeprefix("the ").removesuffix("吧").removeprefix("选")
    at = _ORDINALS.get(plain)
    if at is not None and -1 <= at < len(pending.suggestions):
        return pending.suggestions[at]
    if plain in _YES and len(pending.suggestions) == 1:
        return pending.suggestions[0]
    core = typed(request, [item for item in request.items if tells(item)][:1]).lower()
    words = core or said
    holding = [one for one in pending.suggestions if words and words in one.lower()]
    holding = holding or [one for one in pending.suggestions if words and _begins_alike(words, one.lower())]
    exact = [one for one in pending.suggestions if words == one.lower()]
    labelled = len(holding) == 1 and holding[0].count("：" if language_of(holding[0]) == "zh" else ": ") == 1
    alone = sum(tells(item) for item in request.items) == 1
    return holding[0] if alone and labelled and not exact else None


def _begins_alike(words: str, label: str) -> bool:
    """ "how they enrolled" points to the one that has "enrolment" in it."""
    return any(
        one[:_ALIKE] == other[:_ALIKE] and len(one) >= _ALIKE and one.isascii()
        for one in words.split()
        for other in label.replace(":", " ").split()
    )


def _stands_alone(reply: str, pending: Pending, grounding: Grounding) -> bool:
    """Whether a reply says all anew: it needs no question, and speaks again of all that was understood before."""
    mine = grounding.understand(grounding.read(reply).described())
    if mine.questions or mine.empty:
        return False
    before = subjects(grounding.understand(grounding.read(pending.text).described()).definition.where)
    return bool(before) and before <= subjects(mine.definition.where) and _says_when(mine.definition)


def _goes_elsewhere(request: Request, pending: Pending, grounding: Grounding) -> bool:
    """Whether a turn leaves open how a number or time was to change, "no, 2018", and says something of its own."""
    change = grounding.read(pending.text)
    if not is_revision(change) or any(isinstance(item, Mention) for item in change.items):
        return False
    told = [item for item in request.items if tells(item)]
    valued = any(isinstance(item, Mention) and all(entry.values for entry in item.entries) for item in told)
    counted = any(isinstance(item, Mention) for item in told) and any(isinstance(item, Amount) for item in told)
    mine = grounding.understand(request.described())
    return (valued or counted) and not mine.questions and not mine.empty


def _says_when(definition: Definition) -> bool:
    """Events are said anew only with their time: without it, a reply may only say which of them."""
    events = [line for line in lines_of(definition.where) if isinstance(line, EventCondition)]
    return all(line.window is not None for line in events)
