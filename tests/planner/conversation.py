"""Conversations with the planner alone: what each turn would do, without running it."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from agent.planner.dialogue.past import Past
from agent.planner.dialogue.plan import Call, Plan
from agent.planner.dialogue.turn import plan_turn
from agent.planner.grounding import Grounding
from evals.notation import notation
from tools.catalog.lexicon import Lexicon
from tools.catalog.lookup import Lookup
from tools.catalog.meanings import Meanings
from tools.catalog.model import Catalog
from tools.compiler.context import Context, NothingSaved, Saved
from tools.embedding import embedder_of
from tools.segment import Definition, InLookalike
from tools.settings import Settings


def grounding(file: Path) -> Grounding:
    return grounded(Catalog.model_validate(yaml.safe_load(file.read_text("utf-8"))))


def grounded(catalog: Catalog, saved: Saved | None = None) -> Grounding:
    context = Context(catalog, saved or NothingSaved())
    lexicon = Lexicon(catalog, context.saved.segment_names())
    return Grounding(context, Lookup(lexicon, Meanings(catalog, embedder_of(Settings()))))


class _Also:
    """What was saved before a conversation, and in it."""

    def __init__(self, before: Grounding, here: Mapping[str, Definition]):
        self._before = before._context.saved
        self._here = here

    def definition(self, segment: str, version: int | None = None) -> Definition | None:
        return self._here.get(segment) or self._before.definition(segment, version)

    def segment_names(self) -> list[str]:
        return list(dict.fromkeys([*self._before.segment_names(), *self._here]))

    def ranking(self, lookalike: str) -> Path | None:
        return self._before.ranking(lookalike) or Path(lookalike)


class Conversation:
    """Turns one after the other, as the graph would keep them. What is saved can be named from then on."""

    def __init__(self, known: Grounding):
        self._grounding = known
        self._past = Past()
        self._saved: dict[str, Definition] = {}

    def say(self, text: str) -> Plan:
        plan = plan_turn(text, self._past, self._grounding)
        shown = [definition for call in plan.calls if (definition := _shown(call))]
        asked = next((call.arguments for call in plan.calls if call.tool == "ask_user"), None)
        words = (asked["unresolved"], asked["suggestions"]) if asked else None
        self._past = self._past.after(text, shown, words, self._grounding)
        for call in plan.calls:
            if call.tool == "save_segment":
                self._saved[call.arguments["name"]] = Definition.model_validate(call.arguments["definition"])
            if call.tool in ("save_segment", "expand_lookalike"):
                self._grounding = grounded(self._grounding.catalog, _Also(self._grounding, self._saved))
        return plan


def _shown(call: Call) -> Definition | None:
    """The draft that a call leaves."""
    match call.tool:
        case "preview_segment":
            return Definition.model_validate(call.arguments["definition"])
        case "expand_lookalike":
            return Definition(where=InLookalike(lookalike="made", size=call.arguments["size"]))
        case _:
            return None


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
