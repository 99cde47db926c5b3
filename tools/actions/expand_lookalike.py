"""From a seed to the users most like it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from tools.actions.audience import Audience
from tools.catalog.explain import explain
from tools.compiler.check import check
from tools.language import Text
from tools.segment import Definition, InLookalike
from tools.workspace import Workspace

if TYPE_CHECKING:
    from tools.lookalike.files import Report


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
    seeds, and ranks everyone else by similarity. The expanded audience becomes the draft; asking again for another
    size is instant. Needs at least 100 seeds; 5,000 to 50,000 work best.
    """
    from tools.lookalike.expand import Maker, make_lookalike  # numpy and pyarrow take a while to import

    context = workspace.context
    maker = Maker(
        engine=workspace.engine,
        context=context,
        snapshot=workspace.snapshot.id,
        folder=workspace.path / "lookalikes",
        threads=workspace.settings.threads or os.cpu_count() or 1,
    )
    report = make_lookalike(maker, check(arguments.resolved(), context))
    size = min(arguments.size, report.others)
    definition = Definition(where=InLookalike(lookalike=report.id, size=size))
    return Expansion(
        lookalike=report.id,
        definition=definition,
        text=explain(definition, context.catalog),
        seed_count=report.seed_count,
        count=size,
        population=report.seed_count + report.others,
        auc=report.auc,
        lift_at_5=report.lift_at_5,
        features=[FeatureLine(name=feature.name, gain_share=feature.gain_share) for feature in report.features],
        warnings=[*_size_warnings(arguments.size, report), *report.warnings],
        left_out=list(report.left_out),
        sql=workspace.engine.sql(definition),
    )


def _size_warnings(size: int, report: Report) -> list[Text]:
    if size <= report.others:
        return []
    return [
        Text(
            en=f"{size:,} were asked for, but besides the seeds there are only {report.others:,} users: all are taken.",
            zh=f"要求扩展 {size:,} 人，但种子以外只有 {report.others:,} 人，已全部纳入。",
        )
    ]
