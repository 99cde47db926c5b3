"""Words that nothing of a definition uses, and conditions that no words ask for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agent.coverage.spoken import Spoken
from agent.coverage.support import unsupported
from agent.coverage.unused import unused
from agent.coverage.uses import Use, uses_of
from tools.catalog.explain import explain_condition
from tools.language import Text
from tools.segment import Definition


@dataclass(frozen=True)
class Finding:
    """What a person should know of a definition; `words` are those of the request, or of the condition."""

    code: str
    text: Text
    words: str


def findings(definition: Definition, assumptions: Sequence[Text], spoken: Spoken) -> list[Finding]:
    """What a definition leaves out of the turn's words, and what it adds to the draft before without being asked.

    An assumption that quotes words answers for them: it stands on the card.
    """
    proposed = uses_of(definition)
    drafted = uses_of(spoken.before) if spoken.before else []
    stated = [text for assumption in assumptions for text in (assumption.en, assumption.zh)]
    return [
        *_words(unused([*proposed, *_gone(drafted, proposed)], stated, spoken)),
        *_conditions([use for use in proposed if use not in drafted], stated, spoken),
    ]


def _words(found: Iterator[str]) -> Iterator[Finding]:
    for words in dict.fromkeys(found):
        text = Text(en=f"No condition answers to “{words}”.", zh=f"没有条件对应原话中的“{words}”。")
        yield Finding("words_unused", text, words)


def _conditions(uses: Sequence[Use], stated: Sequence[str], spoken: Spoken) -> Iterator[Finding]:
    catalog = spoken.grounding.catalog
    for use in uses:
        if (why := unsupported(use, stated, spoken)) is None:
            continue
        if use.condition is None:
            what = Text(en="The order or the limit", zh="排序或数量限制")
        else:
            shown = explain_condition(use.condition, catalog)
            what = Text(en=f"“{shown.en}”", zh=f"“{shown.zh}”")
        text = Text(en=f"{what.en}: {why.en}.", zh=f"{what.zh}：{why.zh}。")
        yield Finding("condition_unsupported", text, what.en.strip("“”"))


def _gone(drafted: Sequence[Use], proposed: Sequence[Use]) -> list[Use]:
    """What the draft had and the proposal has not: naming it and taking it away uses its name, and denies it."""
    return [replace(use, negated=True) for use in drafted if use not in proposed]
