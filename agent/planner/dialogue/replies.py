"""What the planner says at the end of a turn: one plain sentence for each thing that was done."""

from collections.abc import Sequence

from langchain_core.messages import ToolMessage

from agent.results import problems_of, result_of
from agent.words import sentence
from tools.errors import MusterError
from tools.language import Lang


def reply_to(done: Sequence[ToolMessage], lang: Lang) -> str:
    """The results of a turn's tools in words; why one could not be done in its place."""
    lines = []
    for message in done:
        if problems := problems_of(message):
            lines.append(MusterError(*problems).to(lang))
        elif result := result_of(message):
            lines.append(sentence(result).to(lang))
    return "\n".join(lines)
