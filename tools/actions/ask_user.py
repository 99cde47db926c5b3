"""Ask the person instead of guessing."""

from pydantic import BaseModel, ConfigDict, Field

from tools.language import Text
from tools.workspace import Workspace


class AskArguments(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: Text
    unresolved: tuple[str, ...] = Field(
        default=(), description="words of the request that are not understood, verbatim"
    )
    suggestions: tuple[str, ...] = Field(
        default=(), description="the nearest things the catalog knows, in the person's language"
    )


class Clarification(BaseModel):
    question: Text
    unresolved: list[str]
    suggestions: list[str]


def ask_user(workspace: Workspace, arguments: AskArguments) -> Clarification:
    """Ask the person when a word of the request is unknown, could mean two things, or contradicts itself.

    Ends the turn; the draft stays as it was.
    """
    return Clarification(
        question=arguments.question, unresolved=list(arguments.unresolved), suggestions=list(arguments.suggestions)
    )
