"""Whether seeds are fit to learn from, and what to tell people about them."""

from tools.errors import MusterError, fail
from tools.language import Text
from tools.lookalike.files import FeatureGain

# Ad platforms ask for at least 2,000 seeds and advise 5,000 to 50,000; fewer than 100 say nothing reliable.
FEWEST = 100
FEW = 2_000
# With more than this share of the population there is hardly anyone left to be found.
MOST_SHARE = 0.8

# Below this the model hardly tells seeds from others; above the other one it is suspiciously good.
_HARDLY_BETTER_THAN_CHANCE = 0.6
_TOO_GOOD = 0.98
_SUSPECTS = 3


def check_seeds(seeds: int, population: int) -> None:
    """Raises MusterError (`too_few_seeds`, `too_many_seeds`)."""
    if seeds < FEWEST:
        raise fail(
            "too_few_seeds",
            f"{seeds:,} seeds are too few to learn from: at least {FEWEST} are needed, 5,000 to 50,000 work best. "
            "Widen the seed audience, for example with a longer time window.",
            f"种子人群只有 {seeds} 人，太少，无法建模：至少需要 {FEWEST} 人，5,000 至 50,000 人效果最好。"
            "可以放宽圈选条件，例如把时间范围拉长。",
            got=seeds,
        )
    if seeds > MOST_SHARE * population:
        raise fail(
            "too_many_seeds",
            f"The seeds are {seeds:,} of {population:,} users: hardly anyone is left to be found. "
            "Choose the users who matter most, 5,000 to 50,000 of them.",
            f"种子人群有 {seeds:,} 人，几乎是大盘 {population:,} 人的全部，没有多少人可供扩展。"
            "请收窄到最有价值的用户，5,000 至 50,000 人为宜。",
            got=seeds,
        )


def nothing_to_learn_from() -> MusterError:
    return fail(
        "nothing_to_learn_from",
        "No tag or event is left to learn from besides those that decide who the seeds are.",
        "除了用来圈选种子人群的标签和行为，没有其他数据可供建模。",
    )


def seed_warnings(seeds: int) -> list[Text]:
    if seeds >= FEW:
        return []
    return [
        Text(
            en=f"Only {seeds:,} seeds: the ranking is rough. 5,000 to 50,000 seeds work best.",
            zh=f"种子人群只有 {seeds:,} 人，排序较粗略；5,000 至 50,000 人效果最好。",
        )
    ]


def proof_warnings(auc: float, gains: list[FeatureGain]) -> list[Text]:
    """What the measurement says about the seeds: no pattern in them, or one that gives the answer away."""
    if auc < _HARDLY_BETTER_THAN_CHANCE:
        return [
            Text(
                en="The seeds hardly differ from other users: this expansion is little better than a random pick.",
                zh="种子人群与其他用户几乎没有差别：扩展结果与随机挑选相差无几。",
            )
        ]
    if auc > _TOO_GOOD:
        strongest = [gain.name for gain in gains[:_SUSPECTS]]
        en, zh = ", ".join(name.en for name in strongest), "、".join(name.zh for name in strongest)
        return [
            Text(
                en=f"Seeds are told from others almost without error, mostly by {en}: check that these do not just "
                "restate how the seeds were picked.",
                zh=f"模型几乎毫无差错地认出了种子人群，主要依据是{zh}：请确认它们不是换一种说法重复了种子的圈选条件。",
            )
        ]
    return []
