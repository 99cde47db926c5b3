"""Conversations with the planner alone: what each turn would do, without running it."""

from pathlib import Path

import yaml

from agent.planner.dialogue import plan_turn
from agent.planner.grounding import Grounding
from agent.planner.past import Past, Pending, completed
from agent.planner.plan import Plan
from evals.notation import notation
from tools.catalog.model import Catalog
from tools.compiler.context import Context, NothingSaved, Saved
from tools.embedding import embedder_of
from tools.segment import Definition
from tools.settings import Settings


def grounding(file: Path) -> Grounding:
    return grounded(Catalog.model_validate(yaml.safe_load(file.read_text("utf-8"))))


def grounded(catalog: Catalog, saved: Saved | None = None) -> Grounding:
    return Grounding(Context(catalog, saved or NothingSaved()), embedder_of(Settings()))


class Conversation:
    """Turns one after the other, as the graph would keep them."""

    def __init__(self, known: Grounding):
        self._grounding = known
        self._past = Past()

    def say(self, text: str) -> Plan:
        plan = plan_turn(text, self._past, self._grounding)
        previews = [
            Definition.model_validate(call.arguments["definition"])
            for call in plan.calls
            if call.tool == "preview_segment"
        ]
        asked = next((call.arguments for call in plan.calls if call.tool == "ask_user"), None)
        pending = Pending(completed(text, self._past.pending), tuple(asked["unresolved"])) if asked else None
        drafts = self._past.drafts
        if previews:
            undone = len(drafts) > 1 and previews[-1] == drafts[-2] and "undo" in self._grounding.read(text).acts()
            drafts = drafts[:-1] if undone else (*drafts, previews[-1])
        self._past = Past(drafts, pending)
        return plan


def outcome(plan: Plan) -> str:
    """A plan in one line: the definition shown, what is asked about, or which tools are called."""
    lines = []
    for call in plan.calls:
        match call.tool:
            case "preview_segment":
                lines.append(notation(Definition.model_validate(call.arguments["definition"])))
            case "ask_user":
                lines.append("asks: " + ", ".join(call.arguments["unresolved"]))
            case tool:
                lines.append(tool)
    return " -> ".join(lines) or "says something"
