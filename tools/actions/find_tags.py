"""Look up what the catalog knows."""

from pydantic import BaseModel, ConfigDict, Field

from tools.language import Text
from tools.workspace import Workspace


class FindArguments(BaseModel):
    model_config = ConfigDict(extra="forbid")

    query: str = Field(default="", description="words to look for, in any language; empty lists all tags")
    limit: int = Field(default=10, ge=1, le=100)


class Found(BaseModel):
    """A tag, value, group, event, property, place, term or saved segment that matches."""

    kind: str
    id: str
    name: Text
    type: str | None = None
    unit: str | None = None
    values: list[str] = Field(default=[], description="stored values, the first twenty, as `stored value (name)`")
    matched: str | None = Field(default=None, description="the value or group that matched, as stored")
    score: float


class TagMatches(BaseModel):
    query: str
    matches: list[Found]


def find_tags(workspace: Workspace, arguments: FindArguments) -> TagMatches:
    """Find tags, values, events, places and business terms of the catalog by words in Chinese or English.

    Use it before proposing a definition: ids and stored values must be taken from here.
    """
    raise NotImplementedError
