"""What reports say."""

from evals.results import Split
from tools.language import Text

SPLITS: dict[Split, Text] = {
    "dev": Text(en="Development", zh="开发集"),
    "held-back": Text(en="Held back", zh="保留集"),
}

WORDS: dict[str, Text] = {
    "title": Text(en="Evaluation", zh="评测报告"),
    "figure": Text(en="Figure", zh="指标"),
    "of": Text(en="of", zh="样本数"),
    "before": Text(en="baseline", zh="基线"),
    "hidden": Text(
        en="held-back cases are in the totals only: whoever improves Muster must not see them.",
        zh="个保留用例只计入总数，不展示内容：改进 Muster 的人不应看到它们。",
    ),
    "broken": Text(en="Newly broken", zh="新出现的失败"),
    "mended": Text(en="Newly passed", zh="新通过"),
    "slices": Text(en="Passed by slice", zh="分组通过情况"),
    "cases": Text(en="cases", zh="用例"),
    "passed": Text(en="passed", zh="通过"),
    "failures": Text(en="Failures", zh="失败用例"),
    "expected": Text(en="expected", zh="预期"),
    "got": Text(en="got", zh="实际"),
    "missing": Text(en="missing", zh="缺少"),
    "extra": Text(en="too much", zh="多出"),
    "audience": Text(en="users got / expected / in common", zh="实际 / 预期 / 重合人数"),
    "misses": Text(en="Playbook searches that missed", zh="未命中的手册检索"),
    "query": Text(en="Query", zh="检索词"),
    "right": Text(en="Right playbook", zh="正确手册"),
    "rank": Text(en="Rank", zh="名次"),
    "found": Text(en="Found", zh="检索结果"),
    "none": Text(en="none", zh="无"),
}
