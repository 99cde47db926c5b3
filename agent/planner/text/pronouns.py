"""What stands for a thing that was named before: "claimed a coupon but has not used one" is of a coupon again."""

from dataclasses import replace

from tools.catalog.lexicon import Lexicon
from tools.catalog.tokens import Token

_PRONOUNS = frozenset(("one", "it", "them", "any", "that", "those", "these"))


def with_nouns(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens with each pronoun as the noun before it that makes the name of an event with the verb in front."""
    out = list(tokens)
    for at, token in enumerate(tokens):
        if at > 1 and token.text in _PRONOUNS and tokens[at - 1].kind == "word":
            before = reversed(tokens[: at - 1])
            before = reversed(tokens[: at - 1])
            noun = next((noun for noun in before if _is_done_to(tokens, at, noun, lexicon)), None)
            if noun is not None:
                out[at] = replace(token, text=noun.text, key=noun.key)
    return out


def _is_done_to(tokens: list[Token], at: int, noun: Token, lexicon: Lexicon) -> bool:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if noun.kind != "word" or (following is not None and following.key == noun.key):
        return False
    return any(entry.kind == "event" for entry in lexicon.look_up((tokens[at - 1].key, noun.key)))
