"""The vocabulary of the two languages, as phrases → what they do; see vocabulary.yaml."""

from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml
from pydantic import TypeAdapter

from tools.catalog.tokens import is_passed_over, phrase, tokenise
from tools.segment import Window

Glue = Literal[
    "and", "or", "list", "comma", "stop", "of", "not", "never", "except", "except_end", "neither", "nor", "both", "but",
    "open", "close", "union", "intersection", "minus", "then", "after", "either",
]  # fmt: skip
Aspect = Literal[
    "sum",
    "avg",
    "max",
    "min",
    "distinct",
    "each",
    "top",
    "bottom",
    "order",
    "descending",
    "ascending",
    "random",
    "count",
    "days",
    "again",
    "anew",
    "money",
    "same_time",
    "year_before",
    "latest",
    "first",
    "known",
    "unknown",
    "near",
    "happened",
    "always",
    "head",
]
Act = Literal[
    "export", "save", "list", "profile", "compare", "expand", "undo", "restart", "help", "tags", "tag_noun", "playbook",
    "add", "include", "remove", "lift", "replace", "same", "widen", "correct", "remark", "these", "ignore",
]  # fmt: skip

Operation = Literal[
    "divide", "subtract", "add", "multiply", "share", "ratio", "difference", "total", "more", "less", "than",
    "compared", "as_many", "as", "exceeds", "falls_short", "equals", "same", "copula", "people",
]  # fmt: skip

Slot = Literal["time", "number", "upper", "lower", "size", "distance", "order", "any"]
Side = Literal["from", "to"]

Purpose = Literal[
    "send", "content", "reach", "because", "goal", "business", "coming", "we", "us", "plan", "tells_me", "seek",
    "restrict", "to_them", "soon",
]  # fmt: skip
RemarkPart = Literal["them", "speaker", "saying", "seeking", "finding", "question"]
VerbKind = Literal[
    "doing", "coming", "being", "getting", "speaking", "giving", "spending", "taking", "holding", "complement"
]
Courtesy = Literal["greeting", "opening", "signature", "thanks"]

UnitClass = Literal[
    "years", "times", "fold", "people", "money", "metres", "days", "span", "pieces", "kinds", "points", "born"
]
Op = Literal["is", "at_least", "at_most", "more_than", "less_than"]

Phrase = tuple[str, ...]


def glue() -> dict[Phrase, Glue]:
    """Phrases that join, negate or bracket conditions."""
    return {words: kind for kind in get_args(Glue) for words in _phrases("glue", kind)}


def aspects() -> dict[Phrase, Aspect]:
    """Phrases that say how to count or rank."""
    return {words: kind for kind in get_args(Aspect) for words in _phrases("aspects", kind)}


def commands() -> dict[Phrase, Act]:
    """Phrases that ask for something to be done."""
    return {words: kind for kind in get_args(Act) for words in _phrases("commands", kind)}


def slots() -> dict[Phrase, Slot]:
    """Phrases that name what of a definition a new number or time is for."""
    return {words: kind for kind in get_args(Slot) for words in _phrases("slots", kind)}


def operations() -> dict[Phrase, Operation]:
    """Phrases that work out one number from others, or compare two."""
    return {words: kind for kind in get_args(Operation) for words in _phrases("operations", kind)}


def prepositions() -> frozenset[Phrase]:
    """Prepositions of both languages."""
    return frozenset(_phrases("prepositions", "all"))


def side_words() -> dict[Phrase, Side]:
    """Words that stand before what something came from, or went to."""
    return {words: kind for kind in get_args(Side) for words in _phrases("sides", kind)}


def moves() -> frozenset[Phrase]:
    """Verbs for getting from one to the other."""
    return frozenset(_phrases("side_names", "verbs"))


def side_names() -> dict[Phrase, Side]:
    """Words in the names of such things: "Previous plan", 目的地."""
    return {words: kind for kind in get_args(Side) for words in _phrases("side_names", kind)}


@cache
def money_verbs() -> frozenset[str]:
    """Words for what is done with money: how much is meant, not how often."""
    return frozenset(_texts("money", "verbs"))


def filler() -> frozenset[Phrase]:
    """Phrases that may be passed over."""
    sections = frozenset(words for kind in _vocabulary()["filler"] for words in _phrases("filler", kind))
    framed = (
        phrase(f"{opening} {ending}")
        for frame in _vocabulary()["frames"]
        for opening in frame["open"]
        for ending in frame["close"]
    )
    return sections | frozenset(framed)


def purposes() -> dict[Purpose, frozenset[Phrase]]:
    """Phrases that say what an audience is wanted for, by what part of it they say; by the letters as typed, since
    "activate" is a purpose and "active" is none."""
    return {
        kind: frozenset(
            tuple(token.text for token in tokenise(words) if not is_passed_over(token))
            for words in _texts("purposes", kind)
        )
        for kind in get_args(Purpose)
    }


@cache
def kind_nouns() -> frozenset[Phrase]:
    """Nouns that add nothing behind the name of a value, whatever it is of."""
    return frozenset(_phrases("kinds", "nouns"))


def courtesies() -> dict[Courtesy, frozenset[Phrase]]:
    """Phrases that begin or end a message."""
    return {kind: frozenset(_phrases("courtesies", kind)) for kind in get_args(Courtesy)}


@cache
def counters() -> frozenset[str]:
    """Chinese words that stand between a number and what is counted."""
    return frozenset(_texts("counters", "words"))


@cache
def remark_words() -> dict[RemarkPart, frozenset[str]]:
    """Words that tell who speaks, of whom, and what is asked about them."""
    return {kind: frozenset(_texts("remarks", kind)) for kind in get_args(RemarkPart)}


@cache
def everyday_verbs() -> dict[VerbKind, frozenset[str]]:
    """Verbs that say nothing beside what they are done to, by what that is."""
    return {kind: frozenset(_texts("verbs", kind)) for kind in get_args(VerbKind)}


@cache
def telling_adverbs() -> frozenset[str]:
    """Chinese words that grammar books call adverbs, and that say something about users all the same."""
    return frozenset(_texts("telling", "adverbs"))


def units() -> dict[Phrase, UnitClass]:
    """Words behind an amount → what they measure."""
    return {words: kind for kind in get_args(UnitClass) for words in _phrases("units", kind)}


def comparisons(place: Literal["before", "after"]) -> dict[str, Op]:
    """Words that compare, standing before or after an amount; as they are written."""
    return {words: kind for kind in get_args(Op) for words in _texts(place, kind)}


def windows() -> dict[str, Window]:
    """Names of stretches of time, as they are written → the window they name."""
    named: dict[str, Window] = {}
    for key, both in _vocabulary()["windows"].items():
        kind, n, unit = key.split("_")
        data = {"kind": kind, "unit": unit} | ({} if kind == "current" else {"n": int(n)})
        window: Window = TypeAdapter(Window).validate_python(data)
        named |= {str(words): window for of_language in both.values() for words in of_language}
    return named


def holidays() -> dict[str, str]:
    """Names of days that come back each year, as they are written → the rule of their date."""
    return {words: rule for rule in _vocabulary()["holidays"] for words in _texts("holidays", rule)}


@cache
def language_words() -> frozenset[str]:
    """Every word of the vocabulary that is written in letters."""
    return frozenset(
        token.text
        for section in ("glue", "aspects", "commands", "filler", "units", "before", "after")
        for of_kind in _vocabulary()[section].values()
        for of_language in of_kind.values()
        for phrase_ in of_language
        for token in tokenise(str(phrase_))
        if token.kind == "word"
    )


def _phrases(section: str, kind: str) -> list[Phrase]:
    return [phrase(words) for words in _texts(section, kind)]


def _texts(section: str, kind: str) -> list[str]:
    return [str(words) for both in _vocabulary()[section].get(kind, {}).values() for words in both]


@cache
def _vocabulary() -> Any:
    text = (files("agent.planner") / "vocabulary.yaml").read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
