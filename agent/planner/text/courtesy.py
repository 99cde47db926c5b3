"""How a message begins and ends: "Hi Tom,", 李工您好, "Best regards, Anna". Names in it are no users."""

from agent.planner.text.items import Aside, Filler, Item, Joint, Mention, Unknown, When
from agent.planner.text.numbering import without_numbering
from agent.planner.words import Courtesy, courtesies
from tools.catalog.tokens import Token

_PHRASES = courtesies()
_LONGEST = max(len(phrase) for phrases in _PHRASES.values() for phrase in phrases)
# A greeting or a signature with more words than this says something else as well; a Han character is half a word.
_NAME = 3
_PAUSES = ("comma", "stop")


def without_courtesies(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with the names in greetings and signatures passed over, where other clauses say what is wanted."""
    items = without_numbering(tokens, items)
    clauses = _clauses(items)
    if not any(isinstance(item, Mention | When) for item in items):
        return items
    out: list[Item] = []
    signed = thanked = False
    for nth, clause in enumerate(clauses):
        last_line = thanked and nth == len(clauses) - 1 and tokens[clause[0].start - 1].text == "\n"
        signature = _is_whole(tokens, clause, "signature")
        thanks = _has(tokens, clause, "thanks") and isinstance(clause[0], Filler)
        polite = thanks or signed or last_line or _has(tokens, clause, "greeting")
        last = nth == len(clauses) - 1 and nth > 0 and _has(tokens, clauses[nth - 1], "thanks")
        if last and not polite and _is_name(tokens, clause) and isinstance(clause[0], Unknown):
            out.append(Aside(clause[0].start, clause[-1].end, "remark"))  # "Thanks, Leo"
        elif signature or (polite and _is_name(tokens, clause)):
            out += [item if isinstance(item, Joint) else Filler(item.start, item.end) for item in clause]
        else:
            out += clause
        signed = signature or (signed and _is_pause(tokens, clause))
        thanked = thanked or _has(tokens, clause, "thanks")
    return out


def _is_name(tokens: list[Token], clause: list[Item]) -> bool:
    words = [token for item in clause if isinstance(item, Unknown) for token in tokens[item.start : item.end]]
    size = sum(0.5 if token.kind == "han" else 1 for token in words)
    return size <= _NAME and all(isinstance(item, Filler | Joint | Unknown) for item in clause)


def _is_pause(tokens: list[Token], clause: list[Item]) -> bool:
    return all(token.kind == "mark" or token.text == "\n" for item in clause for token in tokens[item.start : item.end])


def _has(tokens: list[Token], clause: list[Item], kind: Courtesy) -> bool:
    """Whether a phrase of this kind stands in a clause."""
    start, end = clause[0].start, clause[-1].end
    return any(
        tuple(token.key for token in tokens[at:stop]) in _PHRASES[kind]
        for at in range(start, end)
        for stop in range(at + 1, min(end, at + _LONGEST) + 1)
    )


def _is_whole(tokens: list[Token], clause: list[Item], kind: Courtesy) -> bool:
    """Whether a clause is nothing but a phrase of this kind."""
    words = [token.key for item in clause if not isinstance(item, Joint) for token in tokens[item.start : item.end]]
    return tuple(words) in _PHRASES[kind]


def _clauses(items: list[Item]) -> list[list[Item]]:
    clauses: list[list[Item]] = [[]]
    for item in items:
        clauses[-1].append(item)
        if isinstance(item, Joint) and item.glue in _PAUSES:
            clauses.append([])
    return [clause for clause in clauses if clause]
