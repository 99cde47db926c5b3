"""The figures that stand at the top, from the results of one split."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Literal

from pydantic import BaseModel

from evals.results import CaseResult, QueryResult, Results
from evals.scorers import SAME
from tools.language import Text

Shape = Literal["share", "mean", "count", "ms"]


class Total(BaseModel):
    """One figure. `value` is None where nothing was measured; `of` is how many cases, queries or turns it is from."""

    value: float | None
    of: int

    def shown(self, shape: Shape) -> str:
        if self.value is None:
            return "–"
        match shape:
            case "share":
                return f"{self.value:.1%}"
            case "mean":
                return f"{self.value:.3f}"
            case "count":
                return f"{self.value:.0f}"
            case "ms":
                return f"{self.value:,.0f}"


@dataclass(frozen=True)
class Figure:
    """A figure that is reported: its id in JSON, what it is called, how it is shown, and how it is worked out."""

    id: str
    name: Text
    shape: Shape
    of: Callable[[Results], Total]
    higher_is_better: bool = True


def totals(results: Results) -> dict[str, Total]:
    """All figures by id."""
    return {figure.id: figure.of(results) for figure in FIGURES}


def _same(chosen: Callable[[CaseResult], bool]) -> Callable[[Results], Total]:
    """The share of clear cases whose audiences are all the same as the gold ones."""

    def work_out(results: Results) -> Total:
        # A case that could not run has no score, and is wrong.
        chose = [case for case in results.cases if case.clear and chosen(case)]
        return _mean([float((case.value("audience") or 0.0) >= SAME) for case in chose])

    return work_out


def _scores(scorer: str) -> Callable[[Results], Total]:
    return lambda results: _mean(_known(case.value(scorer) for case in results.cases))


def _sum(scorer: str) -> Callable[[Results], Total]:
    def work_out(results: Results) -> Total:
        values = _known(case.value(scorer) for case in results.cases)
        return Total(value=sum(values) if values else None, of=len(values))

    return work_out


def _passed(results: Results) -> Total:
    return _mean([float(case.passed) for case in results.cases])


def _hit(language: str, within: int) -> Callable[[Results], Total]:
    return lambda results: _mean(
        [float(query.rank is not None and query.rank <= within) for query in _asked(results, language)]
    )


def _reciprocal(language: str) -> Callable[[Results], Total]:
    return lambda results: _mean([1 / query.rank if query.rank else 0.0 for query in _asked(results, language)])


def _off_topic(results: Results) -> Total:
    return _mean([float(not query.found) for query in results.queries if query.playbook is None])


def _milliseconds(percentile: int) -> Callable[[Results], Total]:
    def work_out(results: Results) -> Total:
        times = [turn.ms for case in results.cases for turn in case.turns]
        if len(times) < 2:
            return Total(value=times[0] if times else None, of=len(times))
        return Total(value=quantiles(times, n=100, method="inclusive")[percentile - 1], of=len(times))

    return work_out


def _asked(results: Results, language: str) -> list[QueryResult]:
    return [query for query in results.queries if query.playbook is not None and query.language == language]


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _mean(values: Sequence[float]) -> Total:
    return Total(value=sum(values) / len(values) if values else None, of=len(values))


FIGURES: tuple[Figure, ...] = (
    Figure("passed", Text(en="cases passed", zh="通过的用例"), "share", _passed),
    Figure(
        "clear_single",
        Text(en=f"clear requests, Jaccard ≥ {SAME}", zh=f"明确的单句需求，Jaccard ≥ {SAME}"),
        "share",
        _same(lambda case: len(case.says) == 1),
    ),
    Figure(
        "clear_conversations",
        Text(en=f"clear conversations, Jaccard ≥ {SAME}", zh=f"明确的多轮对话，Jaccard ≥ {SAME}"),
        "share",
        _same(lambda case: len(case.says) > 1),
    ),
    Figure("asked", Text(en="asked when it must", zh="该问时问了"), "share", _scores("asked")),
    Figure("names_words", Text(en="the question names the word", zh="提问点明了词语"), "share", _scores("names_words")),
    Figure(
        "suggests",
        Text(en="the question offers a right answer", zh="提问给出了合适的选项"),
        "share",
        _scores("suggests"),
    ),
    Figure(
        "false_ask",
        Text(en="asked without need", zh="不该问却问了"),
        "share",
        _scores("false_ask"),
        higher_is_better=False,
    ),
    Figure(
        "dropped",
        Text(en="conditions dropped in silence", zh="悄悄漏掉的条件"),
        "count",
        _sum("dropped"),
        higher_is_better=False,
    ),
    Figure(
        "invented",
        Text(en="conditions made up in silence", zh="悄悄多出的条件"),
        "count",
        _sum("invented"),
        higher_is_better=False,
    ),
    Figure("exact", Text(en="exact definitions", zh="规则完全一致"), "share", _scores("exact_definition")),
    Figure("condition_f1", Text(en="condition F1", zh="条件 F1"), "mean", _scores("condition_f1")),
    Figure("tool_path", Text(en="right tool", zh="工具正确"), "share", _scores("tool_path")),
    Figure(
        "true_numbers",
        Text(en="replies with true numbers only", zh="回复中的数字均有出处"),
        "share",
        _scores("true_numbers"),
    ),
    Figure("hit_1_zh", Text(en="playbooks hit@1, Chinese", zh="手册检索 hit@1（中文）"), "share", _hit("zh", 1)),
    Figure("hit_1_en", Text(en="playbooks hit@1, English", zh="手册检索 hit@1（英文）"), "share", _hit("en", 1)),
    Figure("hit_5_zh", Text(en="playbooks hit@5, Chinese", zh="手册检索 hit@5（中文）"), "share", _hit("zh", 5)),
    Figure("hit_5_en", Text(en="playbooks hit@5, English", zh="手册检索 hit@5（英文）"), "share", _hit("en", 5)),
    Figure("mrr_zh", Text(en="playbooks MRR, Chinese", zh="手册检索 MRR（中文）"), "mean", _reciprocal("zh")),
    Figure("mrr_en", Text(en="playbooks MRR, English", zh="手册检索 MRR（英文）"), "mean", _reciprocal("en")),
    Figure("off_topic", Text(en="off-topic queries left unanswered", zh="无关问题不作答"), "share", _off_topic),
    Figure(
        "median_ms",
        Text(en="median ms a turn", zh="每轮耗时中位数（毫秒）"),
        "ms",
        _milliseconds(50),
        higher_is_better=False,
    ),
    Figure(
        "p95_ms",
        Text(en="95th percentile ms a turn", zh="每轮耗时 95 分位（毫秒）"),
        "ms",
        _milliseconds(95),
        higher_is_better=False,
    ),
)
