"""Phrases of a request by the keys that names are looked up with."""

from collections.abc import Iterator

from tools.catalog.tokens import Token, is_passed_over


def phrases_from(tokens: list[Token], at: int, longest: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Ends and keys of the phrases that begin at `at`, marks that join words passed over as in names."""
    keys: list[str] = []
    for end in range(at, len(tokens)):
        if is_passed_over(tokens[end]):
            if end == at:
                yield end + 1, (tokens[end].key,)
                return
            if tokens[end].kind == "word":  # "Plan A" ends in no article
                yield end + 1, (*keys, tokens[end].key)
            continue
        keys.append(tokens[end].key)
        if len(keys) > longest:
            return
        yield end + 1, tuple(keys)
