"""Two audiences side by side."""

from pydantic import BaseModel, ConfigDict, Field

from tools.actions.audience import Audience
from tools.actions.profile_segment import SMALL_AUDIENCE, TgiRow, nothing_differs, small_audience, tgi_row
from tools.catalog.explain import explain
from tools.compiler.check import check
from tools.language import Text
from tools.profile.differences import differences
from tools.profile.eligible import eligible_tags
from tools.segment.uses import uses
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
    left_out: list[Text] = Field(default=[], description="tags that were not compared, and why")


def compare_segments(workspace: Workspace, arguments: CompareArguments) -> Comparison:
    """Compare two audiences: sizes, overlap, and where they differ most. Sensitive tags are never compared."""
    context = workspace.context
    first = check(arguments.first.resolved(), context)
    second = check(arguments.second.resolved(), context)
    saved = context.saved.definition
    eligible = eligible_tags(context.catalog, uses(first, saved).tags | uses(second, saved).tags)
    found = differences(workspace.engine, context, eligible.tags, first, second)
    lines = sorted(found.over + found.under, key=lambda line: -line.weight)
    users = found.users
    left_out = eligible.left_out + found.left_out
    if (smaller := min(users.audience, users.base)) < SMALL_AUDIENCE:
        left_out.insert(0, small_audience(smaller))
    if not lines:
        left_out.append(nothing_differs())
    return Comparison(
        first_text=explain(first, context.catalog),
        second_text=explain(second, context.catalog),
        first_count=users.audience,
        second_count=users.base,
        both=users.both,
        only_first=users.audience - users.both,
        only_second=users.base - users.both,
        population=workspace.engine.population(),
        differences=[tgi_row(line) for line in lines[: arguments.top]],
        left_out=left_out,
    )
