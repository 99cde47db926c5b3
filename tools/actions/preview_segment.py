"""Count a definition and say in words what it selects."""

from pydantic import BaseModel, ConfigDict, Field

from tools.catalog.explain import explain, explain_condition
from tools.compiler.check import check
from tools.language import Text
from tools.segment import (
    All,
    AnyOf,
    Condition,
    Definition,
    EventCondition,
    Formula,
    InLookalike,
    InSegment,
    Near,
    Not,
    Sequence,
    TagCondition,
    TagNumber,
    lines_of,
    operands,
)
from tools.segment.canonical import fingerprint
from tools.workspace import Workspace


class PreviewArguments(BaseModel):
    model_config = ConfigDict(extra="forbid")

    definition: Definition
    assumptions: tuple[Text, ...] = Field(
        default=(), description="what was assumed and not said, one sentence each, in both languages"
    )


class ConditionLine(BaseModel):
    """One condition of the definition's top level.

    `narrows_to` counts the users that meet it and every line above it, `adds` the users who would come in if this line
    were left out. `unknown` counts the users of the final `where` that a negation in this line lets in although the
    value it asks about is not known.
    """

    text: Text
    because: str | None
    narrows_to: int
    adds: int = 0
    unknown: int = 0


class Preview(BaseModel):
    """The segment card: a checked definition, counted on one snapshot."""

    definition: Definition
    fingerprint: str
    snapshot: str
    count: int
    population: int
    text: Text
    conditions: list[ConditionLine]
    assumptions: list[Text]
    warnings: list[Text] = Field(default=[], description="what a model's definition leaves out or adds")
    sql: str

    @property
    def share(self) -> float:
        return self.count / self.population if self.population else 0.0


def preview_segment(workspace: Workspace, arguments: PreviewArguments) -> Preview:
    """Show who meets a definition: its size, its conditions in words, and how much each one narrows.

    The definition becomes the conversation's draft. Raises MusterError with suggestions when it does not fit the
    catalog.
    """
    engine = workspace.engine
    definition = check(arguments.definition, workspace.context)
    lines = lines_of(definition.where)
    stacks: list[Condition] = [All(of=lines[: end + 1]) for end in range(len(lines))]
    others: list[Condition] = [All(of=(*lines[:i], *lines[i + 1 :])) for i in range(len(lines))]
    negated = {i: tags for i, line in enumerate(lines) if (tags := _negated_tags(line))}
    lets_in: list[Condition] = [All(of=(definition.where, _unknown(tags))) for tags in negated.values()]
    counts = engine.count_conditions(stacks + others + lets_in)
    met = counts[len(stacks) - 1] if lines else engine.population()
    unknown = dict(zip(negated, counts[2 * len(lines) :], strict=True))
    plain = definition.order_by is None and definition.limit is None and definition.sample is None
    return Preview(
        definition=definition,
        fingerprint=fingerprint(definition),
        snapshot=workspace.snapshot.id,
        count=met if plain else engine.count(definition),
        population=engine.population(),
        text=explain(definition, workspace.catalog),
        conditions=[
            ConditionLine(
                text=explain_condition(line, workspace.catalog),
                because=because_of(line),
                narrows_to=counts[i],
                adds=counts[len(lines) + i] - met,
                unknown=unknown.get(i, 0),
            )
            for i, line in enumerate(lines)
        ],
        assumptions=list(arguments.assumptions),
        sql=engine.sql(definition),
    )


def because_of(condition: Condition) -> str | None:
    """The words of the request behind a condition: its own, or those of the conditions inside, each once."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            words = [because for part in parts if (because := because_of(part))]
            return " … ".join(dict.fromkeys(words)) or None
        case Not(of=part):
            return because_of(part)
        case _:
            return condition.because


def _negated_tags(condition: Condition, negated: bool = False) -> set[str]:
    """Tags whose unknown values a condition lets in: those under an odd number of negations."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return set().union(*(_negated_tags(part, negated) for part in parts))
        case Not(of=part):
            return _negated_tags(part, not negated)
        case TagCondition(tag=tag, op=op):
            return {tag} if negated and op != "known" else set()
        case Near(tag=tag):
            return {tag} if negated else set()
        case Formula(left=left, right=right) if negated:
            return {part.tag for side in (left, right) for part in operands(side) if isinstance(part, TagNumber)}
        case EventCondition() | Sequence() | Formula() | InSegment() | InLookalike():
            return set()


def _unknown(tags: set[str]) -> Condition:
    return AnyOf(of=tuple(Not(of=TagCondition(tag=tag, op="known")) for tag in sorted(tags)))
