"""Values in a list that share their last word: "junior or senior high", "first or business" where both are classes."""

from agent.planner.text.items import Item, Joint, Measure, Mention, Span, Unknown
from tools.catalog.lexicon import Lexicon
from tools.catalog.tokens import Token, is_joiner, phrase


def completed(tokens: list[Token], items: list[Item], lexicon: Lexicon) -> list[Item]:
    """The "junior" of "junior or senior high", the "first" of "first or business": it shares the last word of the
    other's name."""
    out = list(items)
    for at, item in enumerate(items[:-2]):
        joint, other = items[at + 1], items[at + 2]
        if isinstance(joint, Joint) and joint.glue in ("and", "or", "list", "nor"):
            for place, short, name in ((at, item, other), (at + 2, other, item)):
                if isinstance(short, Unknown | Measure) and isinstance(name, Mention):
                    out[place] = _with_its_last_word(tokens, short, name, lexicon) or out[place]
    return out


def _with_its_last_word(tokens: list[Token], item: Span, name: Mention, lexicon: Lexicon) -> Mention | None:
    keys = tuple(token.key for token in tokens[item.start : item.end] if not is_joiner(token))
    written = [phrase(words) for entry in name.entries if entry.values for words in entry.name.all]
    lasts = {tokens[name.end - 1].key, *(words[-1] for words in written if len(words) > 1)}
    found = [entry for last in sorted(lasts) for entry in lexicon.look_up((*keys, last))]
    like = {entry.attribute for entry in name.entries}
    same = tuple(dict.fromkeys(entry for entry in found if entry.attribute in like))
    return Mention(item.start, item.end, same) if same else None
