"""What is to be done with users, and no condition on them: "win back", 提前提醒续费, "remind them to spend points"."""

from agent.planner.text.clause import Clause, Stretch
from agent.planner.text.items import Aside, Filler, Joint, Unknown
from agent.planner.words import everyday_verbs

_THEM = ("them", "these people", "those people", "him or her")
# What people are invited to do.
_COMING = ("来", "前来", "过来", "参加", "参与", "出席", "加入", "体验", "试用", "报名", "to")
# What users were or did, not what is to be done with them.
_BEEN = (
    "sent", "given", "received", "receive", "receives", "opened", "clicked", "used", "redeemed", "shown", "offered",
    "收到", "收过", "领", "领了", "领取", "领过", "用过", "点击", "点开", "打开", "参加", "参与", "回复", "填写",
    "被", "已", "已经", "曾", "were", "was", "been", "got", "being",
)  # fmt: skip


def asking_them(clause: Clause) -> Stretch:
    """The "remind them to spend their points" behind who they are: what they are wanted to do, not what they did; and
    "we'd like the shop to call them", whoever is to do it, and "to give them a coffee", whatever it is."""
    for at in clause:
        given = clause.length_of(at, "send")
        them = at + (given or clause.length_of(at, "reach"))
        if them == at or clause.text(them).removesuffix(" a") not in _THEM or is_done(clause, at):
            continue
        if clause.has("we") and (given or them + 1 == clause.end):
            return 0, clause.end
        if clause.text(them + 1) == "to":
            return at, clause.end
    return 0, 0


def reaching(clause: Clause, elsewhere: bool) -> Stretch:
    """The "win back" of "we want to win back members in Beijing", the end of "members to thank for their loyalty"."""
    invited = any(clause.is_a(at, "reach") or clause.text(at) in ("请", "欢迎") for at in clause)
    come = next((at for at in clause if clause.text(at) in _COMING), clause.end)
    if invited and come < clause.end and clause.says_something(0, come) and not clause.says_something(come):
        return come, clause.end
    for at in clause:
        if not clause.is_a(at, "reach") or is_done(clause, at):
            continue
        end = at + clause.length_of(at, "reach")
        if clause.text(at - 1) == "to" and clause.says_something(0, at) and not clause.says_something(end):
            return at, clause.end
        if not isinstance(clause.items[at], Unknown):
            continue
        led = all(
            isinstance(item, Filler | Joint | Aside)
            or any(clause.is_a(i, kind) for kind in ("content", "plan", "soon"))
            for i, item in enumerate(clause.items[:at])
        )
        # In Chinese what is done to users may stand at the end; in English a noun does: "who prefer email".
        if end == clause.end and clause.says_something(0, at) and not clause.text(at).isascii():
            return _whole_compound(clause, at), end
        if led and not clause.text(end).startswith(("的", "过", "了")):
            apart = elsewhere and not clause.says_something(end) and clause.text(clause.end - 1) != "的"
            end = clause.end if apart and not clause.text(at).isascii() else end  # 提醒续费
            return next((i for i in range(at) if isinstance(clause.items[i], Unknown)), at), end
    return 0, 0


def _whole_compound(clause: Clause, at: int) -> int:
    """Where the 做电话回访 that ends with 回访 begins: by what it is done, and the verb."""
    start = at
    while start > 0 and clause.names_content(start - 1):
        start -= 1
    return start - 1 if start and clause.text(start - 1) in everyday_verbs()["doing"] else start


def is_done(clause: Clause, at: int) -> bool:
    """发过, 被邀请, "were sent a text": something that was done already."""
    before = next((clause.text(i) for i in range(at - 1, -1, -1) if clause.text(i) not in ("a", "an", "the")), "")
    return clause.text(at + 1).startswith(("过", "了")) or before in _BEEN
