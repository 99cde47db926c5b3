"""From a sentence to the card of an audience, by the embedded planner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from evals.speed.bench.deck import Deck
from evals.speed.bench.tasks.base import Run, Task

if TYPE_CHECKING:
    from tools.workspace import Workspace

SENTENCES = (
    "women in Shanghai",
    "上海的女性，有孩子",
    "car owners in Beijing aged 25 to 45",
    "深圳25到35岁的车主",
    "gold members who ordered twice in the last 30 days",
    "近30天下单至少两次的金卡会员",
    "people interested in camping and photography, not in Chengdu",
    "喜欢露营和摄影，不在成都的用户",
    "spend in the last 365 days over 5000 CNY and high churn risk",
    "近365天消费超过5000元，流失高风险",
    "Tesla owners living within 3 km of the Guomao store",
    "住在人民广场店3公里内的特斯拉车主",
    "men who signed up in the last 90 days and never ordered",
    "近90天注册、从未下单的男性",
    "added to cart but did not order within 7 days",
    "加购后7天内没有下单",
    "the 1000 users with the highest points balance in Hangzhou",
    "杭州积分余额最高的1000人",
    "pet owners in first-tier cities who viewed pet supplies in the last 14 days",
    "一线城市养宠物，近14天浏览过宠物用品的用户",
    "high-value customers with an Apple or a Huawei phone who are not paid members",
    "高价值用户，苹果或华为手机，不是付费会员",
    "orders of at least 500 CNY on electronics this month",
    "本月下过单，品类是数码，金额至少500元的用户",
    "married with a mortgage, upper middle income, who complained in the last 60 days",
    "已婚有房贷，中高收入，近60天投诉过",
)


@dataclass(frozen=True)
class Ask(Task):
    """The first turn of a conversation that has been opened; nobody is found by a turn that ends in a question."""

    name = "ask: a sentence to a card"
    sentence: str

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.card("sentences", list(SENTENCES)))

    def on_muster(self, workspace: Workspace) -> Run | None:
        from agent.session import Session
        from tools.actions.preview_segment import Preview

        session = Session(workspace)

        def run() -> int:
            turn = session.ask(self.sentence)
            return turn.segment.count if isinstance(turn.segment, Preview) and not turn.clarification else 0

        return run
