"""Saved segments and lookalikes, in words."""

from tools.catalog.explain.comparison import Sentence
from tools.catalog.explain.words import number, percent, quoted
from tools.language import Lang
from tools.segment import InLookalike, InSegment


def segment_sentence(condition: InSegment, lang: Lang) -> Sentence:
    """属于人群“春节备选”; "is in the segment “Spring”"."""
    name, version = quoted(condition.segment), condition.version
    if lang == "zh":
        which = f"人群{name}" if version is None else f"人群{name}的第{version}版"
        return Sentence(f"属于{which}", f"不属于{which}")
    which = f"the segment {name}" if version is None else f"version {version} of the segment {name}"
    return Sentence(f"is in {which}", f"is not in {which}")


def lookalike_sentence(condition: InLookalike, lang: Lang) -> Sentence:
    """是相似人群扩展“a1”中最相似的前20,000人; "is among the 20,000 most similar users of the lookalike “a1”"."""
    name = quoted(condition.lookalike)
    if lang == "zh":
        amount = percent(condition.share) if condition.share is not None else f"{number(condition.size or 0)}人"
        which = f"相似人群扩展{name}中最相似的前{amount}"
        return Sentence(f"属于{which}", f"不属于{which}")
    amount = f"{percent(condition.share)} of" if condition.share is not None else number(condition.size or 0)
    which = f"the most similar {amount} users of the lookalike {name}"
    return Sentence(f"is among {which}", f"is not among {which}")
