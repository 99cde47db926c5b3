"""From a seed to the users most like it."""

from pydantic import BaseModel, Field

from tools.actions.audience import Audience
from tools.language import Text
from tools.segment import Definition
from tools.workspace import Workspace


class ExpandArguments(Audience):
    size: int = Field(default=20_000, ge=1, description="how many similar users are wanted, seeds not counted")


class FeatureLine(BaseModel):
    """A feature the model used: share of its total gain, in words."""

    name: Text
    gain_share: float


class Expansion(BaseModel):
    """`definition` selects the expanded audience (a `lookalike` condition) and becomes the conversation's draft.

    `auc` and `lift_at_5` are measured on seeds that the model did not see (a fifth held out) among users it did not
    see; `lift_at_5` is how many times more held-out seeds are in the top 5% of scores than in a random 5%.
    """

    lookalike: str
    definition: Definition
    text: Text
    seed_count: int
    count: int
    population: int
    auc: float
    lift_at_5: float
    features: list[FeatureLine]
    warnings: list[Text]
    left_out: list[Text]
    sql: str


def expand_lookalike(workspace: Workspace, arguments: ExpandArguments) -> Expansion:
    """Find the users most like an audience (lookalike): trains a model on the audience as seeds, tests it on held-out
    seeds, and ranks everyone else by similarity."""
    raise NotImplementedError
