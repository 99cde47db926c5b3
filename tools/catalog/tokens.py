"""Text as tokens that match however it was typed: full or half width, traditional or simplified, plural or past.

A Han character, a run of letters, a number and a mark are one token each. Every token knows where it stands in the
text as typed, so that a condition can quote the words it came from.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, cast

_TOKEN = re.compile(
    r"(?P<han>[㐀-鿿豈-﫿〇])|(?P<word>[^\W\d_㐀-鿿豈-﫿]+(?:'[a-z]+)?)|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)|(?P<mark>\S|\n)"
)
# Marks inside names that people leave out or type in several ways: "high-value", "spend_30d", "R&D".
_JOINERS = frozenset("-_&'·/")

_ARTICLES = frozenset(("a", "an", "the"))

# Forms that a stemmer of suffixes cannot bring together.
_IRREGULAR = {
    "bought": "buy", "paid": "pay", "spent": "spend", "drove": "drive", "driven": "drive", "saw": "see", "seen": "see",
    "made": "make", "went": "go", "gone": "go", "left": "leave", "got": "get", "gotten": "get", "took": "take",
    "taken": "take", "gave": "give", "given": "give", "sent": "send", "won": "win", "lost": "lose", "sold": "sell",
    "ate": "eat", "eaten": "eat", "came": "come", "kept": "keep", "met": "meet", "slept": "sleep", "wrote": "write",
    "written": "write", "chose": "choose", "chosen": "choose", "had": "have", "has": "have", "women": "woman",
    "men": "man", "children": "child", "kid": "child", "kids": "child", "people": "person", "lives": "live",
    "wives": "wife", "ran": "run", "expiry": "expire", "expiration": "expire", "began": "begin", "begun": "begin",
    "broke": "break", "spoke": "speak", "rode": "ride", "ridden": "ride", "flew": "fly", "flown": "fly", "grew": "grow",
    "grown": "grow", "knew": "know", "known": "know", "threw": "throw", "thrown": "throw", "drew": "draw",
    "drawn": "draw", "wore": "wear", "worn": "wear", "drank": "drink", "drunk": "drink", "swam": "swim", "swum": "swim",
    "sang": "sing", "sung": "sing", "fell": "fall", "fallen": "fall", "forgot": "forget", "forgotten": "forget",
    "froze": "freeze", "frozen": "freeze", "stole": "steal", "stolen": "steal", "broken": "break", "spoken": "speak",
    "became": "become", "stood": "stand", "taught": "teach", "caught": "catch", "brought": "bring", "sought": "seek",
    "fought": "fight", "thought": "think", "felt": "feel", "dealt": "deal", "meant": "mean", "fed": "feed",
    "hung": "hang", "struck": "strike", "shot": "shoot", "sped": "speed", "dug": "dig", "hid": "hide", "hidden": "hide",
    "shook": "shake", "shaken": "shake", "woke": "wake", "woken": "wake", "withdrew": "withdraw",
    "withdrawn": "withdraw", "undertook": "undertake", "undertaken": "undertake", "held": "hold", "heard": "hear",
    "led": "lead", "lent": "lend", "rented": "rent", "built": "build",
}  # fmt: skip


# colour, neighbouring, favourite
_OUR = re.compile(r"our(?=(?:s|ed|ing|ite|ites|al|er|ers|able|ful|hood|hoods|ly)?$)")

_LATIN_END = 0x250

TokenKind = Literal["han", "word", "number", "mark"]


@dataclass(frozen=True)
class Token:
    """`text` is normalised; `key` is what names are matched by; `start` and `end` are offsets in the text as typed."""

    kind: TokenKind
    text: str
    key: str
    start: int
    end: int


def normalise(text: str) -> tuple[str, list[int]]:
    """NFKC, simplified, lower case; and for each character of the result the offset in `text` that it came from."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for normal in _normal(character):
            characters.append(normal)
            offsets.append(offset)
    return "".join(characters), offsets


def tokenise(text: str) -> list[Token]:
    normal, offsets = normalise(text)
    tokens = []
    for match in _TOKEN.finditer(normal):
        kind = cast(TokenKind, match.lastgroup)
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        tokens.append(Token(kind, match.group(), _key(kind, match.group()), start, end))
    return tokens


@lru_cache(maxsize=65536)
def phrase(text: str) -> tuple[str, ...]:
    """The keys that a name is found by, without articles and marks that join words unless there is nothing else."""
    tokens = tokenise(text)
    last = len(tokens) - 1
    # The last letter of "Plan A" is no article.
    kept = [
        token
        for at, token in enumerate(tokens)
        if not is_passed_over(token) or (at == last > 0 and token.kind == "word")
    ]
    return tuple(token.key for token in kept) or tuple(token.key for token in tokens)


def stands_in(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a phrase is, in this order and nothing between, a part of another."""
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def is_passed_over(token: Token) -> bool:
    """Whether names match with and without this token: "visited a store", "visited the store"."""
    return is_joiner(token) or token.text in _ARTICLES


def is_joiner(token: Token) -> bool:
    return token.kind == "mark" and token.text in _JOINERS


def _key(kind: str, text: str) -> str:
    if kind == "word":
        return stem(text)
    if kind == "number":
        return text.replace(",", "")
    return text


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Snowball's English stem, after irregular forms: bought → buy, owners → owner. British and American spellings
    have one, and so have Brasil and Brazil."""
    word = re.sub(r"'s?$", "", word)
    if len(word) > 3:  # a code such as GZ has one spelling
        word = _OUR.sub("or" if len(word) > 5 else "our", re.sub(r"(?<=.)z", "s", word))
    return str(_stemmer().stemWord(_IRREGULAR.get(word, word)))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def _normal(character: str) -> str:
    normal = unicodedata.normalize("NFKC", character).replace("’", "'")
    # Digits written as 〇 stay; only Han characters have a simplified form.
    if any("㐀" <= part <= "鿿" for part in normal):
        normal = _converter().convert(normal)
    if normal.isalpha() and ord(normal[0]) < _LATIN_END:
        normal = unicodedata.normalize("NFD", normal)[0]  # café is cafe
    return normal.lower()


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
