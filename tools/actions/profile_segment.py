"""What is special about an audience."""

from pydantic import BaseModel, Field

from tools.actions.audience import Audience
from tools.language import Text
from tools.workspace import Workspace


class ProfileArguments(Audience):
    tags: tuple[str, ...] = Field(default=(), description="tags to look at; left out: all that may be used")
    top: int = Field(default=10, ge=1, le=50, description="how many differences to give")


class TgiRow(BaseModel):
    """One value (or bin of a number) of one tag: `count` users of the audience have it, `share` of those whose value
    is known, against `base_share` in the population; `tgi` = 100 × share ÷ base_share."""

    tag: str
    tag_name: Text
    value: str
    value_name: Text
    count: int
    share: float
    base_share: float
    tgi: float


class Profile(BaseModel):
    definition_text: Text
    count: int
    population: int
    over: list[TgiRow] = Field(description="most over-represented, strongest first; support large enough to matter")
    under: list[TgiRow] = Field(description="most under-represented, strongest first")
    tags_used: int
    left_out: list[Text] = Field(description="what was left out and why (sensitive, restates the definition, too few users)")


def profile_segment(workspace: Workspace, arguments: ProfileArguments) -> Profile:
    """Describe an audience: which tag values are over- and under-represented against the population (TGI), with the
    number of users behind each."""
    raise NotImplementedError
