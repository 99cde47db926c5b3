"""Whether a definition says what was said: found in code, sent back, and shown where the model does not mend it."""

from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from agent.coverage import findings, spoken_in
from tests.large_model.talking import (
    CAT,
    CATALOG,
    CATS,
    NORTH,
    NORTHERN_CATS,
    PREVIEW_CATS,
    REGULARS,
    Talk,
    preview,
    tag,
)
from tests.planner.conversation import grounded
from tests.scripted_server import Calls, Says
from tools.actions.preview_segment import Preview
from tools.language import Text
from tools.segment import Definition
from ui.view import card_of

KNOWN = grounded(CATALOG)
SOUTH = tag("town", "south", "Southtown")
LAST_30 = {"kind": "last", "n": 30}


def age(op: str, value: Any, because: str) -> dict[str, Any]:
    key = "values" if op == "between" else "value"
    return {"kind": "tag", "tag": "age", "op": op, key: value, "because": because}


def visit(because: str, **parts: Any) -> dict[str, Any]:
    return {"kind": "event", "event": "visit", "because": because, **parts}


def no(condition: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "not", "of": condition}


def all_of(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"where": {"kind": "all", "of": list(conditions)}}


def found(text: str, definition: dict[str, Any], *assumptions: str) -> list[tuple[str, str]]:
    """What is found of a definition for one request: the code, and the words of the request or of the condition."""
    spoken = spoken_in([HumanMessage(text)], KNOWN)
    stated = [Text(en=words, zh=words) for words in assumptions]
    return [
        (finding.code, finding.words) for finding in findings(Definition.model_validate(definition), stated, spoken)
    ]


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("cat owners in Northtown", all_of(CAT, NORTH)),
        ("养猫的北镇用户", all_of(tag("pet", "cat", "养猫"), tag("town", "north", "北镇"))),
        ("cat owners older than 30", all_of(CAT, age("more_than", 30, "older than 30"))),
        ("25到35岁养猫的", all_of(age("between", [25, 35], "25到35岁"), tag("pet", "cat", "养猫"))),
        ("cat owners not in Northtown", all_of(CAT, no(tag("town", "north", "not in Northtown")))),
        ("除了北镇以外养猫的人", all_of(no(tag("town", "north", "北镇")), tag("pet", "cat", "养猫"))),
        ("近30天到店至少两次", all_of(visit("近30天到店至少两次", window=LAST_30, op="at_least", value=2))),
        ("visited more than once", all_of(visit("visited more than once", op="at_least", value=2))),
        ("近一个月没有到店的", all_of(no(visit("没有到店", window={"kind": "last", "n": 1, "unit": "month"})))),
        ("regulars", all_of(visit("regulars", window=LAST_30, op="at_least", value=2))),
        (
            "visited, then visited again within 7 days",
            {
                "where": {
                    "kind": "sequence",
                    "steps": [{"event": "visit"}, {"event": "visit"}],
                    "within_days": 7,
                    "because": "visited, then visited again within 7 days",
                }
            },
        ),
        (
            "age divided by 2 is over 15",
            {
                "where": {
                    "kind": "formula",
                    "left": {
                        "kind": "arithmetic",
                        "op": "divide",
                        "left": {"kind": "tag", "tag": "age"},
                        "right": {"kind": "number", "value": 2},
                    },
                    "op": "more_than",
                    "right": {"kind": "number", "value": 15},
                    "because": "age divided by 2 is over 15",
                }
            },
        ),
        ("the top 10% by age", {"order_by": {"tag": "age"}, "limit": {"share": 0.1}}),
        ("帮我看看养猫的人有多少，谢谢", all_of(tag("pet", "cat", "养猫"))),
        (
            "visits since 2026-10-01",
            all_of(visit("visits since 2026-10-01", window={"kind": "between", "start": "2026-10-01"})),
        ),
    ],
)
def test_a_definition_that_says_what_was_said_is_let_through(text, definition):
    assert found(text, definition) == []


@pytest.mark.parametrize(
    ("text", "definition", "words"),
    [
        ("cat owners in Northtown", all_of(CAT), "Northtown"),
        ("cat owners in Northtown", all_of(tag("pet", "cat", "cat owners in Northtown")), "Northtown"),
        ("left-handed cat owners", all_of(CAT), "left-handed"),
        ("left-handed cat owners", all_of(tag("pet", "cat", "left-handed cat owners")), "left-handed"),
        ("养猫的北镇忠诚用户", all_of(tag("pet", "cat", "养猫"), tag("town", "north", "北镇")), "忠诚"),
        ("cat owners older than 30", all_of(CAT), "older than 30"),
        ("cat owners who visited in the last 30 days", all_of(CAT, visit("visited")), "in the last 30 days"),
        ("cat owners not in Northtown", all_of(CAT, NORTH), "not in Northtown"),
        ("近30天没有到店的人", all_of(visit("没有到店", window=LAST_30)), "没有到店"),
        ("养猫的人随机抽100个", all_of(tag("pet", "cat", "养猫")), "100个"),
        ("regulars", all_of(CAT), "regulars"),
    ],
)
def test_words_that_nothing_answers_to_are_named(text, definition, words):
    assert ("words_unused", words) in found(text, definition)


@pytest.mark.parametrize(
    ("text", "definition", "reason"),
    [
        ("cat owners", all_of(CAT, tag("town", "north", "")), "does not say which words"),
        ("cat owners", all_of(CAT, tag("town", "north", "in the north")), "“in the north” was never said"),
        ("cat owners", all_of(CAT, tag("town", "north", "cat owners")), "nobody said “north”"),
        ("cat owners over 30", all_of(CAT, age("more_than", 35, "over 30")), "nobody said 35"),
        ("近30天到店", all_of(visit("近30天到店", window={"kind": "last", "n": 31})), "nobody named the days"),
        ("近三个月到店", all_of(visit("近三个月到店", window={"kind": "last", "n": 90})), "nobody named the days"),
        ("not in Northtown", all_of(tag("town", "south", "not in Northtown")), "nobody said “south”"),
        ("cat owners", {**all_of(CAT), "limit": {"size": 500}}, "nobody said 500"),
    ],
)
def test_conditions_that_no_words_ask_for_are_named(text, definition, reason):
    spoken = spoken_in([HumanMessage(text)], KNOWN)
    reasons = [each.text.en for each in findings(Definition.model_validate(definition), [], spoken)]
    assert any(reason in each for each in reasons)


def test_an_assumption_that_quotes_the_words_answers_for_them():
    young = age("at_most", 30, "young")
    assert found("young cat owners", all_of(CAT, young)) != []
    assert found("young cat owners", all_of(CAT, young), "“young” is taken as 30 or younger.") == []
    assert found("left-handed cat owners", all_of(CAT), "“left-handed” is not known and was left out.") == []


# In a conversation


def test_a_model_mends_what_it_left_out(talk):
    started = talk(Calls(PREVIEW_CATS), Calls(preview(CAT, NORTH)), Says("40."))
    turn = started.ask("cat owners in Northtown")
    assert turn.problems == []
    assert turn.segment.count == NORTHERN_CATS
    assert turn.segment.warnings == []
    assert [type(result) for result in turn.results] == [Preview]
    assert "No condition answers to “Northtown”" in started.told("tool")[0]["content"]
    assert started.asked == 3


def test_what_a_model_does_not_mend_stands_on_the_card_in_both_languages(talk):
    started = talk(*[Calls(PREVIEW_CATS)] * 3, Says("120."))
    turn = started.ask("cat owners in Northtown")
    assert turn.segment.count == CATS
    assert turn.segment.warnings == [
        Text(en="No condition answers to “Northtown”.", zh="没有条件对应原话中的“Northtown”。")
    ]
    assert card_of(turn.segment, "zh").warnings == ("没有条件对应原话中的“Northtown”。",)
    assert "Northtown" in started.told("tool")[-1]["content"]
    assert started.asked == 4


def test_a_definition_that_was_sent_back_is_no_draft(talk):
    started = talk(Calls(PREVIEW_CATS), Says("I cannot tell what Northtown means."))
    turn = started.ask("cat owners in Northtown")
    assert turn.segment is None
    assert [problem.code for problem in turn.problems] == ["not_covered"]


def conversation(started: Talk, *texts: str) -> Preview:
    for text in texts:
        turn = started.ask(text)
    assert isinstance(turn.segment, Preview)
    return turn.segment


def test_of_a_follow_up_only_the_change_is_held_against_its_own_words(talk):
    started = talk(Calls(PREVIEW_CATS), Says("120."), Calls(preview(CAT, NORTH)), Says("40."))
    assert conversation(started, "cat owners", "only Northtown").warnings == []
    assert started.asked == 4


def test_a_follow_up_must_be_done_justice_to(talk):
    unchanged = Calls(preview(CAT, NORTH))
    started = talk(Calls(PREVIEW_CATS), Says("120."), *[unchanged] * 3, Says("40."))
    draft = conversation(started, "cat owners", "only Northtown, older than 30")
    assert [text.en for text in draft.warnings] == ["No condition answers to “older than 30”."]


def test_what_is_taken_away_is_named_by_its_words(talk):
    started = talk(Calls(preview(CAT, NORTH)), Says("40."), Calls(PREVIEW_CATS), Says("120."))
    assert conversation(started, "cat owners in Northtown", "remove Northtown").count == CATS
    assert started.asked == 4


def test_an_answer_completes_the_request_that_was_asked_about(talk):
    question = {"question": {"en": "Loyal?", "zh": "忠诚？"}, "unresolved": ["loyal"]}
    regulars = visit("regulars", window=LAST_30, op="at_least", value=2)
    started = talk(
        Calls(("ask_user", question)),
        Calls(preview(regulars)),  # forgets the cats
        Calls(preview(CAT, regulars)),
        Says("Here they are."),
    )
    draft = conversation(started, "loyal cat owners", "I mean regulars")
    assert draft.warnings == []
    assert "cat owners" in started.told("tool")[-2]["content"]
    assert started.asked == 4
    assert draft.count < REGULARS + CATS


def test_the_words_of_a_question_may_be_quoted_by_the_answer(talk):
    question = {
        "question": {"en": "Do you mean Southtown?", "zh": "是南镇吗？"},
        "unresolved": ["the old town"],
        "suggestions": ["Southtown"],
    }
    started = talk(Calls(("ask_user", question)), Calls(preview(SOUTH)), Says("160."))
    assert conversation(started, "people in the old town", "yes").warnings == []
    assert started.asked == 3


def test_buttons_need_no_words(talk):
    assert talk(Says("never")).session.act(*preview(tag("town", "north", ""))).segment.warnings == []
