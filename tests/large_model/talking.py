"""A small catalog with its users, and conversations about them in which the model's part is a script."""

from datetime import datetime
from typing import Any

from agent.model import model_of
from agent.session import Session, Turn
from tests.scripted_server import ScriptedServer
from tools.catalog.model import Catalog
from tools.settings import Settings
from tools.workspace import Workspace

CATALOG = Catalog.model_validate(
    {
        "as_of": "2026-10-31",
        "users": {"table": "users", "id": "uid"},
        "tags": [
            {
                "id": "town",
                "type": "choice",
                "name": {"en": "Town", "zh": "城镇"},
                "values": [
                    {"value": "north", "name": {"en": "Northtown", "zh": "北镇"}},
                    {"value": "south", "name": {"en": "Southtown", "zh": "南镇"}},
                ],
            },
            {
                "id": "pet",
                "type": "choice",
                "name": {"en": "Pet", "zh": "宠物"},
                "values": [
                    {"value": "cat", "name": {"en": "Cat", "zh": "猫"}, "aliases": ["cat owners", "养猫"]},
                    {"value": "dog", "name": {"en": "Dog", "zh": "狗"}, "aliases": ["dog owners", "养狗"]},
                ],
            },
            {"id": "age", "type": "number", "unit": {"en": "years", "zh": "岁"}, "name": {"en": "Age", "zh": "年龄"}},
            {
                "id": "phone",
                "type": "choice",
                "name": {"en": "Phone", "zh": "手机型号"},
                "values": [{"value": "Nova 12"}],
            },
            {"id": "illness", "type": "choice", "name": {"en": "Illness", "zh": "疾病"}},
        ],
        "events": [
            {
                "id": "visit",
                "table": "log",
                "time": "at",
                "name": {"en": "Visit", "zh": "到店"},
                "aliases": ["visited", "来过"],
                "properties": [
                    {
                        "id": "paid",
                        "type": "number",
                        "unit": {"en": "CNY", "zh": "元"},
                        "name": {"en": "Paid", "zh": "消费"},
                    }
                ],
            }
        ],
        "terms": [
            {
                "name": {"en": "regulars", "zh": "常客"},
                "definition": {
                    "kind": "event",
                    "event": "visit",
                    "window": {"kind": "last", "n": 30},
                    "value": 2,
                    "op": "at_least",
                },
            }
        ],
        "sensitive": [{"tag": "illness", "category": "health"}],
    }
)
# 240 users: a third in the north, half with a cat, every age from 20 to 59 six times.
USERS = [
    {"uid": f"u{i}", "town": "north" if i % 3 == 0 else "south", "pet": "cat" if i % 2 else "dog", "age": 20 + i % 40}
    for i in range(240)
]
# Every fourth visited once in the last days, every eighth twice.
VISITS = [
    {"uid": f"u{i}", "at": datetime(2026, 10, 20 + n, 12), "paid": 50.0}
    for i in range(0, 240, 4)
    for n in range(1 + (i % 8 == 0))
]
CATS, NORTHERN_CATS, VISITORS, REGULARS = 120, 40, 60, 30


def tag(name: str, value: str, because: str) -> dict[str, Any]:
    return {"kind": "tag", "tag": name, "op": "is", "value": value, "because": because}


def preview(*conditions: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "preview_segment", {"definition": {"where": {"kind": "all", "of": list(conditions)}}}


CAT, NORTH = tag("pet", "cat", "cat owners"), tag("town", "north", "Northtown")
PREVIEW_CATS, PREVIEW_NORTH = preview(CAT), preview(NORTH)
# The same, said in Chinese.
CAT_ZH, NORTH_ZH = tag("pet", "cat", "养猫"), tag("town", "north", "北镇")


class Talk:
    """A conversation in which the model's part is a script."""

    def __init__(self, workspace: Workspace, server: ScriptedServer):
        self.server = server
        self.session = Session(workspace, "talk", model_of(Settings(model="openai:scripted"), workspace))

    @property
    def asked(self) -> int:
        """How many requests the server saw: what the conversation cost."""
        return len(self.server.requests)

    def ask(self, text: str) -> Turn:
        return self.session.ask(text)

    def told(self, role: str, request: int = -1) -> list[dict[str, Any]]:
        """What the server was told in one of its requests."""
        return [message for message in self.server.requests[request]["messages"] if message["role"] == role]
