"""English words made from one another: a subscription is what subscribers have, retirees are retired, renters rent.

Only a last resort, for words that no name has in any inflected form.
"""

import re
from functools import cache, lru_cache

from tools.catalog.tokens import stem

# Latin verbs change their end before -tion: subscribe, subscription; reduce, reduction; decide, decision.
_SOUNDS = (
    (re.compile(r"(?<=\w)scription$"), "scribe"),
    (re.compile(r"ption$"), "ve"),
    (re.compile(r"duction$"), "duce"),
    (re.compile(r"cision$"), "cide"),
    (re.compile(r"(?<=\w)mission$"), "mit"),
    (re.compile(r"ification$"), "ify"),
)
_SUFFIXES = re.compile(r"(?:ations?|itions?|ions?|ments?|als?|ances?|ences?|ees?|ers?|ors?|ings?|ships?|ness)$")
_LEAST = 3
# What is done and the noun for it, where no suffix tells: they may stand for one another.
_NOUNS = {
    "apply": "application", "approve": "approval", "arrive": "arrival", "attend": "attendance", "choose": "choice",
    "complain": "complaint", "consume": "consumption", "deliver": "delivery", "depart": "departure",
    "discover": "discovery", "enquire": "enquiry", "enter": "entry", "fail": "failure", "fly": "flight",
    "give": "gift", "grow": "growth", "inquire": "inquiry", "invest": "investment", "lose": "loss", "marry": "marriage",
    "pay": "payment", "recover": "recovery", "redeem": "redemption", "refer": "referral", "refuse": "refusal",
    "register": "registration", "renew": "renewal", "respond": "response", "sell": "sale", "subscribe": "subscription",
    "succeed": "success", "use": "usage", "weigh": "weight", "withdraw": "withdrawal",
}  # fmt: skip


@lru_cache(maxsize=65536)
def roots(word: str) -> frozenset[str]:
    """Stems of the words that a word may be made from, itself not among them."""
    plural = word.removesuffix("s")
    found = {pattern.sub(end, plural) for pattern, end in _SOUNDS if pattern.search(plural)}
    if (suffix := _SUFFIXES.search(word)) and suffix.start() >= _LEAST:
        base = word[: suffix.start()]
        found |= {base, f"{base}e", f"{base}ate"}
        if base[-1] == base[-2]:
            found.add(base[:-1])  # shopper, shop
    own = stem(word)
    return (frozenset(stem(base) for base in found) | _counterparts().get(own, frozenset())) - {own}


@cache
def _counterparts() -> dict[str, frozenset[str]]:
    """Stem of a verb or its noun → that of the other."""
    pairs = [(stem(verb), stem(noun)) for verb, noun in _NOUNS.items()]
    return {one: frozenset((other,)) for pair in pairs for one, other in (pair, pair[::-1])}
