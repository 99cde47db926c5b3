"""Two audiences side by side."""

from pydantic import BaseModel, ConfigDict, Field

from tools.actions.audience import Audience
from tools.actions.profile_segment import TgiRow
from tools.language import Text
from tools.workspace import Workspace


class CompareArguments(BaseModel):
    model_config = ConfigDict(extra="forbid")

    first: Audience = Field(default_factory=Audience, description="left out: the conversation's draft")
    second: Audience
    top: int = Field(default=10, ge=1, le=50)


class Comparison(BaseModel):
    """`differences`: values whose share differs most between the two; in each row `share` is the first's, `base_share`
    the second's, and `tgi` compares them."""

    first_text: Text
    second_text: Text
    first_count: int
    second_count: int
    both: int
    only_first: int
    only_second: int
    population: int
    differences: list[TgiRow]


def compare_segments(workspace: Workspace, arguments: CompareArguments) -> Comparison:
    """Compare two audiences: sizes, overlap, and where they differ most."""
    raise NotImplementedError
