"""A value held against what was asked, in words; shared by tags and event properties.

Each way to compare has its sentence and, where people have one, the sentence for its negation.
"""

from datetime import date
from typing import NamedTuple, assert_never

from tools.catalog.explain.window import window_words, yearly_words
from tools.catalog.explain.words import clear, either, listed, neither, number, quoted, value_of
from tools.catalog.model import Attribute, Property, Tag
from tools.language import Lang
from tools.segment import Comparison, Operator, Scalar


class Sentence(NamedTuple):
    """A condition in words; `negated` is its complement, None where only "does not meet (...)" says it clearly."""

    affirmed: str
    negated: str | None = None


def comparison_sentence(
    subject: str, comparison: Comparison, attribute: Tag | Property | None, as_of: date | None, lang: Lang
) -> Sentence:
    """`subject` compared: 常住城市是北京; "City is Beijing". `attribute` is None when the catalog does not know it."""
    values = comparison.values if comparison.values is not None else (comparison.value,)
    given = tuple(value for value in values if value is not None)
    kind = attribute.type if attribute else None
    zh = lang == "zh"
    match comparison.op:
        case "known":
            return _said(subject, "已知", "未知") if zh else _said(subject, " is known", " is unknown")
        case "within":
            when = window_words(comparison.window, as_of, lang) if comparison.window else ""
            if zh:
                return _said(subject, f"在{when}", f"不在{when}")
            return _said(subject, f" is {when}", f" is not {when}")
        case "recurs":
            when = yearly_words(comparison.window, as_of, lang) if comparison.window else ""
            if zh:
                return _said(subject, f"的周年日在{when}", f"的周年日不在{when}")
            return _said(subject, f" falls {when}", f" does not fall {when}")
        case "is" | "in" | "all_of":
            one_or_many = "is" if comparison.op == "in" and len(given) == 1 else comparison.op
            if kind == "set":
                return _set_sentence(subject, one_or_many, given, attribute, lang)
            return _choice_sentence(subject, one_or_many, given, attribute, lang)
        case "at_least" | "at_most" | "more_than" | "less_than" | "between":
            labels = [value_of(value, attribute, lang) for value in given]
            if kind == "date":
                return Sentence(subject + _dated(comparison.op, labels, lang))
            if comparison.op == "between":
                low = number(given[0]) if isinstance(given[0], (int, float)) else labels[0]
                return Sentence(f"{subject}{'在' if zh else ' is '}{range_words(low, labels[1], lang)}")
            return Sentence(f"{subject}{'' if zh else ' is '}{sign_words(comparison.op, labels[0], lang)}")
        case _:
            assert_never(comparison.op)


def sign_words(op: Operator, label: str, lang: Lang) -> str:
    """The sign of an operator that takes one value, with it: 至少100元, "at least 100 CNY"."""
    zh = lang == "zh"
    match op:
        case "at_least":
            return f"至少{label}" if zh else f"at least {label}"
        case "at_most":
            return f"至多{label}" if zh else f"at most {label}"
        case "more_than":
            return f"超过{label}" if zh else f"more than {label}"
        case "less_than":
            return f"不到{label}" if zh else f"less than {label}"
        case _:
            return f"等于{label}" if zh else f"exactly {label}"


def range_words(low: str, high: str, lang: Lang) -> str:
    """25至35岁之间（含两端）; "between 25 and 35 years (both included)"."""
    return f"{low}至{high}之间（含两端）" if lang == "zh" else f"between {low} and {high} (both included)"


def _said(subject: str, affirmed: str, negated: str) -> Sentence:
    return Sentence(subject + affirmed, subject + negated)


def _choice_sentence(
    subject: str, op: Operator, values: tuple[Scalar, ...], attribute: Attribute | None, lang: Lang
) -> Sentence:
    zh = lang == "zh"
    labels = [value_of(value, attribute, lang) for value in values]
    if op == "in":
        if group := _group_words(values, attribute, lang):
            if zh:
                return _said(subject, f"属于{group}", f"不属于{group}")
            return _said(subject, f" is in {group}", f" is not in {group}")
        any_of, names = either(labels, lang), listed(labels, lang)
        if zh:
            return _said(subject, f"是{any_of}", neither(labels))
        return _said(subject, f" is {any_of}", f" is none of {names}")
    if op == "all_of":
        names = listed(labels, lang)
        return Sentence(f"{subject}同时是{names}" if zh else f"{subject} is all of {names}")
    value = labels[0]
    if isinstance(values[0], bool):
        # The name of a flag is often half a sentence ("Has children"); quotes tell it from ours.
        subject = subject if subject.startswith("“") else quoted(subject)
    if not zh:
        return _said(subject, f" is {value}", f" is not {value}")
    if isinstance(values[0], bool):
        return _said(subject, f"为{value}", f"不为{value}")
    if isinstance(values[0], (int, float)) and not (attribute and attribute.values):
        return _said(subject, f"等于{value}", f"不等于{value}")
    return _said(subject, f"是{value}", f"不是{value}")


def _set_sentence(
    subject: str, op: Operator, values: tuple[Scalar, ...], attribute: Attribute | None, lang: Lang
) -> Sentence:
    zh = lang == "zh"
    names = listed([value_of(value, attribute, lang) for value in values], lang)
    if op == "in":
        names = _group_words(values, attribute, lang) or names
        if zh:
            return _said(subject, f"包含{names}中的任意一个", f"不包含{names}中的任何一个")
        return Sentence(f"has any of {names} in {subject}", f"has none of {names} in {subject}")
    if op == "all_of":
        if zh:
            return _said(subject, f"同时包含{names}", f"没有同时包含{names}")
        return Sentence(f"has all of {names} in {subject}", f"does not have all of {names} in {subject}")
    if zh:
        return _said(subject, f"包含{names}", f"不包含{names}")
    return Sentence(f"has {names} in {subject}", f"does not have {names} in {subject}")


def _group_words(values: tuple[Scalar, ...], attribute: Attribute | None, lang: Lang) -> str | None:
    """The catalog's group of exactly these values, with them in parentheses."""
    for group in attribute.groups if attribute else ():
        if set(group.values) == set(values):
            names = listed([value_of(value, attribute, lang) for value in group.values], lang)
            label = clear(group.name.to(lang))
            return f"{label}（{names}）" if lang == "zh" else f"{label} ({names})"
    return None


def _dated(op: Operator, labels: list[str], lang: Lang) -> str:
    zh = lang == "zh"
    match op:
        case "at_least":
            return f"不早于{labels[0]}" if zh else f" is no earlier than {labels[0]}"
        case "at_most":
            return f"不晚于{labels[0]}" if zh else f" is no later than {labels[0]}"
        case "more_than":
            return f"晚于{labels[0]}" if zh else f" is after {labels[0]}"
        case "less_than":
            return f"早于{labels[0]}" if zh else f" is before {labels[0]}"
        case _:
            low, high = (f"{labels[0]} ", f" {labels[1]} ") if zh else labels[:2]
            return f"{'在' if zh else ' is '}{range_words(low, high, lang)}"
