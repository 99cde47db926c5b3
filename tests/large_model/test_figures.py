"""A model says no number that no tool gave and the person did not say."""

from datetime import date

import pytest
from langchain_core.messages import HumanMessage, ToolMessage

from agent.figures.known import known_in
from agent.toolbox import call
from tests.large_model.talking import CAT, CAT_ZH, CATALOG, PREVIEW_CATS, preview
from tests.scripted_server import Calls, Says
from tools.catalog.model import Catalog, Name, Value

LAST_30 = {"kind": "event", "event": "visit", "window": {"kind": "last", "n": 30}, "because": "visited"}


@pytest.fixture
def answers(workspace):
    """What a preview and a profile of cat owners who visited lately said, in a conversation: 60 of 240 visited."""
    said = HumanMessage("cat owners, in the last 30 days, at least twice, 1.5万, 近三个月")
    shown = call(workspace, *preview(LAST_30), [said], "a")
    assert isinstance(shown, ToolMessage)
    return [said, shown, call(workspace, "profile_segment", {}, [said, shown], "b")]


@pytest.mark.parametrize(
    "reply",
    [
        "60 users",
        "共 60 人，占大盘的 25%。",
        "25.0% of 240",
        "六十人",
        "1. 60 people\n2. 30 days",
        "- 60\n1) first\n2) second",
        "第3步：导出",
        "From 2026-10-02 to 2026-10-31.",
        "2026年10月2日到10月31日",
        "between October 2 and 31 October 2026",
        "15,000 / 15000 / 1.5万 / 15k",
        "at least 2 times, 3 months",
        "TGI 100 是大盘水平",
        "One of the conditions is shared.",
        "十分感谢！",
        "Nova 12 owners",
    ],
)
def test_what_tools_gave_and_the_person_said_may_be_said(answers, reply):
    assert known_in(answers, CATALOG).made_up(reply) == []


@pytest.mark.parametrize(
    ("reply", "made_up"),
    [
        ("61 users", "61"),
        ("共 1,234 人", "1,234"),
        ("约1.2万人", "1.2万"),
        ("0.44% of everyone", "0.44%"),
        ("26% of everyone", "26%"),
        ("一万二千人", "一万二千"),
        ("thirty-five people", "thirty-five"),
        ("since 2026-09-01", "2026-09-01"),
        ("截至11月5日", "11月5日"),
        ("Nova 13 owners", "13"),
    ],
)
def test_what_comes_from_nowhere_is_found(answers, reply, made_up):
    assert known_in(answers, CATALOG).made_up(reply) == [made_up]


def test_what_only_the_query_or_a_question_of_the_model_holds_is_not_known(workspace):
    question = {"question": {"en": "Do you mean 777?", "zh": "是 777 吗？"}}
    asked = call(workspace, "ask_user", question, [HumanMessage("hello")], "a")
    known = known_in([HumanMessage("hello"), asked], CATALOG)
    assert known.made_up("777") == ["777"]
    assert known.days == {date(2026, 10, 31)}


def test_nobody_is_a_number_too(workspace):
    said = HumanMessage("visited in the last 30 days")
    known = known_in([said, call(workspace, *preview(LAST_30), [said], "a")], CATALOG)
    assert known.made_up("0 users") == ["0"]


def test_names_with_numbers_are_names_wherever_they_stand():
    versions = Value(value="ios17", name=Name(en="iOS 17.2", zh="苹果 17.2 系统"))
    catalog = CATALOG.model_copy(update={"tags": (CATALOG.tags[0].model_copy(update={"values": (versions,)}),)})
    known = known_in([HumanMessage("hello")], Catalog.model_validate(catalog))
    assert known.made_up("Users of iOS 17.2, in Chinese 苹果 17.2 系统") == []
    assert known.made_up("Users of Android 17.2") == ["17.2"]


# In a conversation


def test_a_model_mends_its_number(talk):
    started = talk(Calls(PREVIEW_CATS), Says("There are 1,200 cat owners."), Says("There are 120 cat owners."))
    turn = started.ask("cat owners")
    assert turn.reply == "There are 120 cat owners."
    assert "1,200" in started.told("user")[-1]["content"]
    assert "tools" not in started.server.requests[-1]
    assert [said.request for said in started.session.history()] == ["cat owners"]


@pytest.mark.parametrize("again", [Says("No, 1,300."), Says(""), Calls(PREVIEW_CATS)])
def test_a_number_that_is_not_mended_is_replaced_by_our_own_sentence(talk, again):
    started = talk(Calls(preview(CAT_ZH)), Says("约有 1,200 人。"), again)
    turn = started.ask("养猫的人")
    assert turn.reply == "共 120 人：宠物是猫。"
    assert turn.problems == []
    assert started.asked == 3


def test_a_number_about_the_draft_is_held_against_the_draft(talk):
    started = talk(Calls(preview(CAT)), Says("120."), Says("It is 130."), Says("It is 140."))
    started.ask("cat owners")
    assert started.ask("how many was that?").reply.startswith("120 users: ")


def test_without_any_count_there_is_no_number(talk):
    turn = talk(Says("You have 5,000 customers."), Says("5,000.")).ask("你好")
    assert turn.reply == "我只会给出实际统计出的数字。请描述想要的人群，由我来统计。"


def test_a_number_that_is_not_true_is_never_heard(talk):
    started = talk(Calls(PREVIEW_CATS), Says("There are 1,200."), Says("There are 120."))
    heard = [step.text for step in list(started.session.stream("cat owners"))[:-1]]
    assert "1,200" not in "".join(heard)
