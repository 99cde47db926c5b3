"""A lookalike from beginning to end: seeds in, a proven ranking of everyone else out."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlglot import exp

from tools.compiler.compile import compile_definition
from tools.compiler.context import Context
from tools.compiler.expressions import number
from tools.engine.protocol import Engine
from tools.lookalike.files import FeatureGain, Report, read_report, write_lookalike
from tools.lookalike.plan import Permitted, Plan, permitted, plan_features
from tools.lookalike.proof import auc, lift
from tools.lookalike.rows import DRAWS, Rows, drawn_below, read_rows, rows_query
from tools.lookalike.seeds import check_seeds, nothing_to_learn_from, proof_warnings, seed_warnings
from tools.lookalike.training import FEW_SEEDS, RECIPE_VERSION, Recipe, recipe_for, score, train
from tools.segment import Definition
from tools.segment.uses import uses

if TYPE_CHECKING:
    from lightgbm import Booster

# Seeds and other users that a model is trained on at most; more cost time and change little.
MOST_SEEDS = 50_000
FEWEST_OTHERS, MOST_OTHERS, OTHERS_PER_SEED = 20_000, 100_000, 5
# One in so many users is held out.
FOLDS = 5
# Users that are scored at once, which bounds the memory.
BATCH = 250_000
_TOP_FEATURES = 10


@dataclass(frozen=True)
class Maker:
    """What a lookalike is made with. `folder` is the workspace's `lookalikes`."""

    engine: Engine
    context: Context
    snapshot: str
    folder: Path
    threads: int


@dataclass(frozen=True)
class Measured:
    auc: float
    lift_at_5: float


def make_lookalike(maker: Maker, seeds: Definition) -> Report:
    """Train, prove and rank, or read the report of the same lookalike made before; its id depends on who the seeds
    are, on the data and on the recipe, not on how many users are wanted.

    Raises MusterError (`too_few_seeds`, `too_many_seeds`, `nothing_to_learn_from`).
    """
    ids = maker.engine.ids(seeds).column("user_id")
    check_seeds(len(ids), maker.engine.population())
    allowed = permitted(maker.context.catalog, uses(seeds, maker.context.saved.definition))
    lookalike = _id_of(ids, maker.snapshot, allowed)
    return read_report(maker.folder / lookalike) or _make(maker, seeds, len(ids), allowed, lookalike)


def _make(maker: Maker, seeds: Definition, count: int, allowed: Permitted, lookalike: str) -> Report:
    plan = plan_features(maker.engine, maker.context.catalog, allowed)
    if not plan.features:
        raise nothing_to_learn_from()
    query = compile_definition(seeds, maker.context)
    others = maker.engine.population() - count
    sample = _sample(maker, plan, query, count, others)
    recipe = recipe_for(count)
    categorical = [place for place, feature in enumerate(plan.features) if feature.categorical]
    # Each model takes one thread, so that several are trained side by side.
    with ThreadPoolExecutor(max_workers=maker.threads) as pool:
        whole = pool.submit(train, sample.features, sample.is_seed, categorical, recipe)
        measured = _prove(sample, count, others, categorical, recipe, pool)
        model = whole.result()
    gains = _gains(model, plan)
    report = Report(
        id=lookalike,
        snapshot=maker.snapshot,
        recipe=recipe.name,
        seed_count=count,
        others=others,
        sampled=len(sample.draw),
        auc=measured.auc,
        lift_at_5=measured.lift_at_5,
        features=tuple(gains[:_TOP_FEATURES]),
        warnings=tuple(seed_warnings(count) + proof_warnings(measured.auc, gains)),
        left_out=tuple(allowed.left_out),
    )

    def write_ranked(file: Path) -> None:
        if (cluster := maker.engine.cluster) is None:
            pq.write_table(_rank(maker, plan, query, model, count + others), file)
        else:
            rows = rows_query(plan, query, exp.column("is_seed").not_())
            cluster.rank(rows, [f"f{place}" for place in range(len(plan.features))], model.model_to_string(), file)

    write_lookalike(maker.folder / lookalike, report, model, write_ranked)
    return report


def _id_of(ids: pa.ChunkedArray, snapshot: str, allowed: Permitted) -> str:
    """The same seeds on the same data with the same features give the same lookalike, however they were described."""
    made_of = [snapshot, str(RECIPE_VERSION), *allowed.tags, "", *allowed.events, ""]
    made_of += ids.take(pc.sort_indices(ids)).to_pylist()
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()[:16]


def _sample(maker: Maker, plan: Plan, seeds: exp.Select, count: int, others: int) -> Rows:
    """The users to learn from: the seeds, and a random part of the others (who may well be like seeds), in the order
    of their ids, so that the same model comes out however the database hands them over."""
    wanted = min(max(FEWEST_OTHERS, OTHERS_PER_SEED * count), MOST_OTHERS)
    is_seed = exp.column("is_seed")
    drawn = exp.or_(
        exp.and_(is_seed, drawn_below(_limit(MOST_SEEDS, count))),
        exp.and_(is_seed.copy().not_(), drawn_below(_limit(wanted, others))),
    )
    rows = read_rows(maker.engine, plan, seeds, drawn)
    order = pc.sort_indices(rows.ids).to_numpy()
    return Rows(rows.ids.take(order), rows.is_seed[order], rows.draw[order], rows.features[order])


def _limit(wanted: int, there_are: int) -> int:
    """Drawing numbers below this gives about `wanted` of the users that there are."""
    return min(DRAWS, -(-DRAWS * wanted // there_are))


def _prove(
    sample: Rows, seeds: int, others: int, categorical: list[int], recipe: Recipe, pool: ThreadPoolExecutor
) -> Measured:
    """Train without a fifth of the seeds and of the others, and see whether the model finds these seeds among these
    others; where seeds are few, each fifth takes its turn and the mean counts."""
    fold = sample.draw % FOLDS
    sampled_seeds = int(sample.is_seed.sum())
    weight = np.where(sample.is_seed, seeds / sampled_seeds, others / (len(fold) - sampled_seeds))

    def tried(number_of_fold: int) -> tuple[float, float] | None:
        unseen = fold == number_of_fold
        if sample.is_seed[unseen].all() or not sample.is_seed[unseen].any():
            return None  # in a tiny population a fifth can hold users of one kind only
        model = train(sample.features[~unseen], sample.is_seed[~unseen], categorical, recipe)
        scores = score(model, sample.features[unseen], 1)
        return auc(scores, sample.is_seed[unseen]), lift(scores, sample.is_seed[unseen], weight[unseen], 0.05)

    folds = pool.map(tried, range(FOLDS if seeds < FEW_SEEDS else 1))
    measured = np.array([each for each in folds if each is not None])
    return Measured(*measured.mean(axis=0).tolist())


def _gains(model: "Booster", plan: Plan) -> list[FeatureGain]:
    gains = model.feature_importance("gain")
    total = gains.sum() or 1.0
    order = np.argsort(-gains, kind="stable")
    return [FeatureGain(name=plan.features[i].name, gain_share=float(gains[i] / total)) for i in order if gains[i] > 0]


def _rank(maker: Maker, plan: Plan, seeds: exp.Select, model: "Booster", population: int) -> pa.Table:
    """Everyone but the seeds, most similar first, equal scores in the order of their ids."""
    batches = -(-population // BATCH)
    parts = []
    for batch in range(batches):
        turn = exp.Mod(this=exp.column("draw"), expression=number(batches)).eq(number(batch))
        rows = read_rows(maker.engine, plan, seeds, exp.and_(exp.column("is_seed").not_(), turn))
        scores = score(model, rows.features, maker.threads).astype(np.float32)
        parts.append(pa.table({"user_id": rows.ids, "score": scores}))
    table = pa.concat_tables(parts)
    ranked = table.take(pc.sort_indices(table, [("score", "descending"), ("user_id", "ascending")]))
    ranks = pa.array(np.arange(1, ranked.num_rows + 1, dtype=np.int64))
    return ranked.add_column(1, "rank", ranks)
