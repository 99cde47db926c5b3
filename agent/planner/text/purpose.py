"""Why somebody asks: "we want to send a coupon to …", 想给…发张券, "since stock is high, …". It is set aside, and said
to be. What it takes with it is never only left out: each stretch that is set aside is stated as an assumption."""

from collections.abc import Iterable

from agent.planner.text.clause import Clause, Stretch, clauses, one_by_one, run_together
from agent.planner.text.courtesy import without_courtesies
from agent.planner.text.han_remarks import without_han_remarks
from agent.planner.text.items import (
    Amount,
    Aside,
    Filler,
    Item,
    Joint,
    Measure,
    Mention,
    Sign,
    Unknown,
    When,
    ends_clause,
)
from agent.planner.text.labels import without_labels
from agent.planner.text.outreach import asking_them, is_done, reaching
from agent.planner.text.remarks import without_remarks
from agent.planner.words import Purpose
from tools.catalog.tokens import Token

_TO = frozenset((("给",), ("想", "给"), ("to",), ("向",), ("对",), ("为",), ("for",)))
_SOME = (["a"], ["an"], ["some"], ["our"], ["the"])


def set_aside(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with those that say a purpose made one `Aside` each.

    A clause about the one who asks is set aside whole, whatever it names, when another clause describes users; what
    is sent to users is set aside from a description of them.
    """
    items = without_courtesies(tokens, one_by_one(tokens, items))
    items = without_han_remarks(tokens, without_remarks(tokens, without_labels(tokens, items)))
    split = [Clause(tokens, clause) for clause in clauses(tokens, items)]
    described = [clause.says_something(0) for clause in split]
    out: list[Item] = []
    for i, clause in enumerate(split):
        others = [other for other in split if other is not clause]
        pointed_at = described[i] and any(other.points() for other in others)
        elsewhere = any(described[:i] + described[i + 1 :]) and not pointed_at
        kept = _without_purpose(clause, elsewhere)
        kept = _with_its_time(clause, kept) if elsewhere else kept
        described[i] = Clause(tokens, kept).says_something(0)
        out += kept
    return run_together(tokens, out)


def _with_its_time(clause: Clause, kept: list[Item]) -> list[Item]:
    """中秋要送月饼券, 下个月要做活动: when it is for, where the clause says nothing else."""
    said = kept[: len(kept) - (1 if ends_clause(kept[-1]) else 0)]
    purpose = any(isinstance(item, Aside) for item in said) or clause.has("send") or clause.names_a_campaign()
    only = all(isinstance(item, When | Filler | Aside) for item in said)
    timed = any(isinstance(item, When) for item in said)
    if not (purpose and only and timed) or clause.names_people() or clause.text(clause.end - 1) == "的":
        return kept
    return [Aside(said[0].start, said[-1].end), *kept[len(said) :]]


def _without_purpose(clause: Clause, elsewhere: bool) -> list[Item]:
    """The clause's items; `elsewhere`: other clauses describe users."""
    for start, end in _stretches(clause, elsewhere):
        says = any(not isinstance(item, Filler) for item in clause.items[start:end])
        of_users = not (elsewhere and start == 0 and clause.is_aim()) and _is_of_users(clause, start, end)
        if start < end and says and not clause.commands(start, end) and not of_users:
            aside = Aside(clause.items[start].start, clause.items[end - 1].end)
            before = _without_purpose(clause.part(0, start), elsewhere) if start else []
            return [*before, aside, *_without_purpose(clause.part(end, len(clause.items)), elsewhere)]
    return clause.items


def _is_of_users(clause: Clause, start: int, end: int) -> bool:
    """Whether a stretch names what the catalog knows, and nothing in it speaks of the one who asks or of sending:
    "cancelled because of price" is said of users, and so is "given that they have 3,000 points"."""
    named = any(isinstance(item, Mention) for item in clause.items[start:end])
    named = named or (clause.says_something(start, end) and clause.speaks_of_them(start, end))
    ours: tuple[Purpose, ...] = ("us", "we", "business", "to_them")
    sent = any(clause.is_a(at, "send") and clause.keys(at - 1) != () for at in range(start, end))
    given = sent and any(clause.keys(at) in _TO for at in range(clause.end))
    return named and not given and not any(clause.is_a(at, kind) for at in range(start, end) for kind in ours)


def _stretches(clause: Clause, elsewhere: bool) -> Iterable[Stretch]:
    if elsewhere:
        yield _of_us(clause)
        yield _reason_for_it(clause)
        yield asking_them(clause)
    yield _reason(clause)
    yield _who_asks(clause)
    yield _wish(clause)
    yield _for_what(clause)
    yield _object(clause)
    yield reaching(clause, elsewhere)


def _of_us(clause: Clause) -> Stretch:
    """ "we are planning a baking workshop", 老板说要做一波…: about the one who asks, beside who is looked for."""
    if clause.has("seek") or clause.has("restrict") or clause.names_unknown_people(0):
        return 0, 0
    led = (at for at in clause if not clause.is_idle(at) or clause.is_a(at, "us") or _sends(clause, at))
    start = next(led, clause.end)
    subject = clause.is_a(start, "us") and start + clause.length_of(start, "us") < clause.end
    if subject and (clause.has("plan") or clause.has("content") or not clause.says_something(0)):
        return start, clause.end
    planned = next((at for at in clause if clause.is_a(at, "plan")), clause.end)
    sends = any(clause.is_a(at, "send") for at in range(planned, clause.end))
    # "and hold at least 12,000 points" is no party to hold.
    compared = any(isinstance(item, Amount) and item.quantity.op for item in clause.items)
    if sends and not compared and all(clause.is_idle(at) for at in range(planned)):
        return 0, clause.end
    sends = clause.is_a(start, "send") and not is_done(clause, start) and not clause.names_people()
    if clause.is_aim() or (sends and not clause.says_something(0)):
        return 0, clause.end
    named = any(isinstance(item, Mention) for item in clause.items)
    unknown = any(isinstance(item, Unknown) for item in clause.items)
    if clause.text(0) in ("our", "my") and unknown and not named:
        return 0, clause.end
    begins = next((at for at in clause if clause.is_a(at, "to_them")), None)
    return (begins, clause.end) if begins is not None else (0, 0)


def _sends(clause: Clause, at: int) -> bool:
    """The 推个 of 推个组合装, words that say nothing elsewhere; what ends with 的 describes users."""
    unknown = isinstance(clause.items[at + 1] if at + 1 < clause.end else None, Unknown | Filler)
    return clause.is_a(at, "send") and unknown and not clause.asks() and clause.text(clause.end - 1) != "的"


def _reason_for_it(clause: Clause) -> Stretch:
    """A clause that says why: "since we have too much litter", "to boost sales,", 库存积压."""
    if clause.has("restrict") or clause.asks():
        return 0, 0
    start = next((at for at in clause if not clause.is_idle(at) or clause.is_a(at, "because")), 0)
    begins = any(clause.is_a(at, "because") for at in range(min(start + 1, clause.end)))
    if begins or clause.begins_with_to() or (clause.has("business") and not clause.names_people()):
        return 0, clause.end
    if clause.has("coming") and not any(isinstance(item, Mention) for item in clause.items):
        return 0, clause.end
    return 0, 0


def _reason(clause: Clause) -> Stretch:
    """What begins with a reason and knows nothing of users, or speaks of a campaign of ours or of business."""
    begins = next((at for at in clause if clause.is_a(at, "because")), None)
    if begins is not None and not clause.names_unknown_people(begins):
        said_of_users = clause.says_something(0, begins)
        ours = clause.is_a(begins, "goal") or any(clause.is_a(at, "we") for at in range(begins, clause.end))
        # "who left because of the price" says why they left.
        if ours if said_of_users else not clause.says_something(begins):
            return begins, clause.end
    campaign = clause.has("content") or clause.has("send")
    of_us = clause.has("we") or clause.has("us")
    if (clause.has("business") or (campaign and of_us)) and not clause.says_something(0):
        return (0, 0) if clause.names_people() else (0, clause.end)
    return 0, 0


def _who_asks(clause: Clause) -> Stretch:
    """The 老板让我 of 老板让我看一下…, and "my manager wants a survey among" before who it is about."""
    start = next((at for at in clause if clause.is_a(at, "us")), clause.end)
    if not all(isinstance(item, Filler | Joint) for item in clause.items[:start]):
        return 0, 0
    said = next((at for at in clause.after(start) if clause.is_a(at, "tells_me") or clause.is_a(at, "plan")), None)
    subject = start + clause.length_of(start, "us")
    between = clause.items[subject:said] if said is not None else []
    if said is None or any(isinstance(item, Mention | Unknown) for item in between):
        return 0, 0
    first = next((at for at in clause.after(start) if clause.says_something(at, at + 1)), clause.end)
    contents = [at for at in clause.after(said) if at < first and clause.is_a(at, "content")]
    if contents and not clause.tells_of_users(start, contents[-1]):
        return start, contents[-1] + 1
    return (start, subject) if clause.is_a(said, "tells_me") else (0, 0)


def _wish(clause: Clause) -> Stretch:
    """The "we want to" of those who ask, where the catalog knows what users want to do by such words."""
    for at in clause.after(0):
        wished = isinstance(clause.items[at], Mention) and clause.is_a(at, "plan") and clause.is_a(at - 1, "we")
        if wished and not clause.says_something(at + 1, at + 2):
            return at - 1, at + 1
    return 0, 0


def _object(clause: Clause) -> Stretch:
    """What is sent: from the verb up to whom it is sent to, or to the end of the clause."""
    for at in clause:
        if not clause.is_a(at, "send") or is_done(clause, at):
            continue
        given = clause.text(at).endswith("给")
        to = at + 1 if given else next((i for i in clause.after(at) if clause.keys(i) in _TO), clause.end)
        if to == clause.end and (gift := _gift(clause, at)) is not None:
            return gift, clause.end
        if clause.tells_of_users(at, to):
            continue
        to_whom = to < clause.end or any(clause.keys(i) in _TO for i in range(at))
        content = max((i for i in range(at, to) if clause.is_a(i, "content")), default=None)
        if to == clause.end and _is_given(clause, at):
            return at, to
        named = any(isinstance(item, Mention) for item in clause.items[at:to])
        # What the catalog knows is what is sent only where somebody is said to get it, "a coffee coupon" to whom.
        if named and not (to_whom and content is not None and not clause.says_something(content + 1, to)):
            continue
        unknown = any(isinstance(item, Unknown) for item in clause.items[at + 1 : to])
        at_the_end = unknown and clause.says_something(0, at)
        # "who prefer email": a noun, and not the verb of sending.
        if content == at and clause.says_something(0, at):
            continue
        if content is not None or (unknown and to_whom) or at_the_end or given:
            return _with_what_is_taken(clause, at), to
    return 0, 0


def _is_given(clause: Clause, at: int) -> bool:
    """给日本的玩家发个礼包: to whom it goes stands before, so that what follows goes to them, whatever it is."""
    to = next((i for i in range(at) if clause.text(i) in ("给", "向", "为", "想给")), None)
    return to is not None and clause.says_something(to, at)


def _with_what_is_taken(clause: Clause, at: int) -> int:
    """Where 把新品寄给… begins: what is sent stands before the verb."""
    taken = next((i for i in range(at) if clause.text(i) in ("把", "将")), None)
    return at if taken is None or clause.says_something(taken, at) else taken


def _gift(clause: Clause, at: int) -> int | None:
    """Where the "a coupon" of "send women in Beijing a coupon" begins; None when nobody stands between."""
    start = next((i for i in range(clause.end - 1, at, -1) if clause.text(i).split()[:1] in _SOME), None)
    if start is None or not clause.says_something(at + 1, start) or clause.says_something(start):
        return None
    return start if any(clause.is_a(i, "content") for i in range(start, clause.end)) else None


def _for_what(clause: Clause) -> Stretch:
    """ "for our spring campaign", "with a coupon" behind whom to win back, 用于活动, the 本次推送 of 本次推送对象."""
    for at in clause:
        with_it = clause.text(at) == "with" and any(
            clause.is_a(i, "reach") or clause.is_a(i, "send") for i in range(at)
        )
        if clause.text(at).split(" ")[0] in ("for", "as", "为", "用于", "作为") or with_it:
            ends = [i for i in clause.after(at) if clause.is_a(i, "content")]
            if ends and not clause.tells_of_users(at, ends[-1]) and not clause.says_something(at, ends[-1] + 1):
                return at, ends[-1] + 1
    first = next((at for at in clause if not isinstance(clause.items[at], Filler | Joint)), clause.end)
    if first < clause.end and isinstance(clause.items[first], Unknown) and clause.is_a(first, "content"):
        aimed = any(clause.is_a(at, "seek") or clause.is_a(at, "restrict") for at in clause.after(first))
        measured = isinstance(clause.items[min(first + 1, clause.end - 1)], Amount | Measure | Sign)  # 优惠金额超过5000
        return (first, first + 1) if aimed and not measured else (0, 0)
    return 0, 0
