"""What a definition speaks of: the tags, events and lookalikes that decide who is in it."""

import pytest

from tools.segment import Definition
from tools.segment.uses import uses

SAVED = {
    "adults": Definition.model_validate({"where": {"kind": "tag", "tag": "age", "op": "at_least", "value": 18}}),
    "circle": Definition.model_validate({"where": {"kind": "segment", "segment": "circle"}}),
}


@pytest.mark.parametrize(
    ("given", "tags", "events", "lookalikes"),
    [
        pytest.param({"kind": "tag", "tag": "age", "op": "known"}, {"age"}, set(), set(), id="tag"),
        pytest.param({"kind": "not", "of": {"kind": "event", "event": "order"}}, set(), {"order"}, set(), id="not"),
        pytest.param(
            {"kind": "sequence", "steps": [{"event": "cart"}, {"event": "order", "absent": True}]},
            set(),
            {"cart", "order"},
            set(),
            id="steps, the one left undone too",
        ),
        pytest.param(
            {
                "kind": "formula",
                "left": {
                    "kind": "arithmetic",
                    "op": "divide",
                    "left": {"kind": "tag", "tag": "spend"},
                    "right": {"kind": "measure", "event": "visit"},
                },
                "op": "more_than",
                "right": {"kind": "tag", "tag": "age"},
            },
            {"spend", "age"},
            {"visit"},
            set(),
            id="both sides of a formula",
        ),
        pytest.param({"kind": "segment", "segment": "adults"}, {"age"}, set(), set(), id="a saved segment"),
        pytest.param({"kind": "segment", "segment": "circle"}, set(), set(), set(), id="a segment that names itself"),
        pytest.param({"kind": "lookalike", "lookalike": "a", "size": 5}, set(), set(), {"a"}, id="lookalike"),
    ],
)
def test_what_is_spoken_of(given: dict[str, object], tags: set[str], events: set[str], lookalikes: set[str]) -> None:
    found = uses(Definition.model_validate({"where": given}), lambda name, version: SAVED.get(name))
    assert (found.tags, found.events, found.lookalikes) == (set(tags), set(events), set(lookalikes))
