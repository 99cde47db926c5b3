"""What is special about an audience."""

from pydantic import BaseModel, Field

from tools.actions.audience import Audience
from tools.catalog.explain import explain
from tools.catalog.model import Name
from tools.compiler.check import check
from tools.language import Text
from tools.profile.differences import Difference, differences
from tools.profile.eligible import eligible_tags
from tools.profile.typical import Typical, typical_numbers
from tools.segment.uses import uses
from tools.workspace import Workspace

# Below this, differences rest on few users; platforms hold back audiences as small.
SMALL_AUDIENCE = 100
# Numbers whose typical values are given.
MOST_NUMBERS = 4


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


class NumberRow(BaseModel):
    """A number tag: half of the audience's users with a known value lie from `low` to `high`, `median` is the middle
    one; `base_median` is the population's."""

    tag: str
    tag_name: Text
    unit: Name | None
    low: float
    median: float
    high: float
    base_median: float


class Profile(BaseModel):
    definition_text: Text
    count: int
    population: int
    over: list[TgiRow] = Field(description="most over-represented, strongest first; support large enough to matter")
    under: list[TgiRow] = Field(description="most under-represented, strongest first")
    numbers: list[NumberRow] = Field(default=[], description="typical numbers, farthest from the population's first")
    tags_used: int
    left_out: list[Text] = Field(description="what was left out, and why")


def profile_segment(workspace: Workspace, arguments: ProfileArguments) -> Profile:
    """Describe an audience: which tag values are over- and under-represented against the population (TGI), with the
    number of users behind each. Sensitive tags are never profiled."""
    context = workspace.context
    definition = check(arguments.resolved(), context)
    eligible = eligible_tags(context.catalog, uses(definition, context.saved.definition).tags, arguments.tags)
    found = differences(workspace.engine, context, eligible.tags, definition)
    left_out = eligible.left_out + found.left_out
    if found.users.audience < SMALL_AUDIENCE:
        left_out.insert(0, small_audience(found.users.audience))
    if not found.over and not found.under:
        left_out.append(nothing_differs())
    return Profile(
        definition_text=explain(definition, context.catalog),
        count=found.users.audience,
        population=found.users.base,
        over=[tgi_row(line) for line in found.over[: arguments.top]],
        under=[tgi_row(line) for line in found.under[: arguments.top]],
        numbers=[
            _number_row(line) for line in typical_numbers(workspace.engine, eligible.tags, definition)[:MOST_NUMBERS]
        ],
        tags_used=len(eligible.tags),
        left_out=left_out,
    )


def _number_row(line: Typical) -> NumberRow:
    low, median, high = line.audience
    return NumberRow(
        tag=line.tag.id,
        tag_name=line.tag.name.text,
        unit=line.tag.unit,
        low=low,
        median=median,
        high=high,
        base_median=line.base[1],
    )


def tgi_row(line: Difference) -> TgiRow:
    return TgiRow(
        tag=line.tag.id,
        tag_name=line.tag.name.text,
        value=line.value,
        value_name=line.value_name,
        count=line.count,
        share=line.share,
        base_share=line.base_share,
        tgi=line.tgi,
    )


def nothing_differs() -> Text:
    return Text(
        en="Nothing else differs by more than chance would explain.", zh="其余标签的差异均未超出随机波动的范围。"
    )


def small_audience(count: int) -> Text:
    return Text(
        en=f"Only {count} users: values with few users behind them are not shown.",
        zh=f"人群仅 {count} 人：人数过少的取值不予展示。",
    )
