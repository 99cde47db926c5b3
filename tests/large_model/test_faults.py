"""What happens when a model or its server fails: a plain sentence, the draft as it was, a bounded cost."""

import json

import pytest
from langchain_openai import ChatOpenAI

from agent import model as agent_model
from agent.large import MOST_CALLS
from agent.model import model_of
from agent.session import Session
from tests.large_model.talking import (
    CAT_ZH,
    CATS,
    NORTH_ZH,
    NORTHERN_CATS,
    PREVIEW_CATS,
    preview,
)
from tests.scripted_server import BreaksOff, Calls, Declines, Hangs, Refuses, Says
from tools.settings import Settings

AT_ONCE = {"retry-after-ms": "1"}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ([Refuses(401)], "model_key"),
        ([Refuses(403)], "model_key"),
        ([Refuses(404)], "model_unknown"),
        ([Refuses(400)], "model_refused"),
        ([Refuses(400, code="context_length_exceeded", message="maximum context length")], "too_long"),
        ([Refuses(429, AT_ONCE)] * 3, "model_busy"),
        ([Refuses(429, {"retry-after": "3600"})], "model_busy"),
        ([Refuses(500, AT_ONCE)] * 3, "model_failed"),
        ([BreaksOff()] * 3, "model_down"),
        ([Calls(PREVIEW_CATS, finish="length")], "answer_cut"),
        ([Says("I was about", finish="length")], "answer_cut"),
        ([Calls(("preview_segment", "{not json")), Calls(("preview_segment", "{nor this"))], "no_answer"),
        ([Says("")], "no_answer"),
        ([Declines()], "model_declined"),
        ([Says("", finish="content_filter")], "model_declined"),
        ([Calls(preview(CAT_ZH)), Refuses(401)], "model_key"),
        ([Calls(("find_tags", {"query": "cat"}))] * (MOST_CALLS + 1), "too_many_steps"),
    ],
)
def test_a_fault_is_a_sentence_and_the_draft_stays(talk, fault, code):
    started = talk(Calls(preview(NORTH_ZH)), Says("80 人。"), *fault, Calls(preview(CAT_ZH)), Says("120 人。"))
    draft = started.ask("北镇的人").segment
    turn = started.ask("换成养猫的人")
    assert [problem.code for problem in turn.problems] == [code]
    assert turn.reply == turn.problems[0].message.zh
    assert turn.segment == draft
    assert started.session.draft == draft
    assert started.asked == 2 + len(fault)
    again = started.ask("养猫的人")
    assert again.problems == []
    assert again.segment.count == CATS


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (preview({**CAT_ZH, "tag": "pets"}), "unknown_tag"),
        (preview({**CAT_ZH, "value": "unicorn"}), "unknown_value"),
        (preview({**CAT_ZH, "tag": "illness"}), "sensitive"),
        (preview({**CAT_ZH, "value": {"cat": True}}), "bad_arguments"),
        (preview({**CAT_ZH, "kind": "cat"}), "bad_arguments"),
        (("preview_segment", {"definition": "cat owners"}), "bad_arguments"),
        (("preview_segment", {}), "bad_arguments"),
        (("ask_user", {"question": 7}), "bad_arguments"),
    ],
)
def test_a_call_that_cannot_be_done_is_told_and_the_draft_stays(talk, call, code):
    started = talk(Calls(preview(NORTH_ZH)), Says("80 人。"), Calls(call), Says("做不到。"))
    draft = started.ask("北镇的人").segment
    turn = started.ask("换成养猫的人")
    assert turn.problems[0].code == code
    assert turn.segment == draft
    assert json.loads(started.told("tool")[-1]["content"])["problems"][0]["code"] == code
    assert started.asked == 4


def test_a_tool_that_does_not_exist_is_told(talk):
    started = talk(Calls(("delete_everything", {})), Says("I cannot do that."))
    assert started.ask("delete everything").reply == "I cannot do that."
    assert "delete_everything" in started.told("tool")[-1]["content"]


def test_a_busy_server_is_asked_again_when_it_says(talk):
    started = talk(Refuses(429, {"retry-after-ms": "400"}), Refuses(500, AT_ONCE), Says("Hello."))
    assert started.ask("hello").reply == "Hello."
    first, second, _ = started.server.times
    assert second - first >= 0.4


def test_a_server_that_hangs_is_given_up(talk, monkeypatch):
    monkeypatch.setattr(agent_model, "TIMEOUT_S", 0.2)
    monkeypatch.setattr(agent_model, "RETRIES", 0)
    started = talk(Hangs())
    turn = started.ask("cat owners")
    assert [problem.code for problem in turn.problems] == ["model_slow"]
    assert started.asked == 1


def test_a_server_that_is_not_there_is_named(workspace, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setattr(agent_model, "RETRIES", 0)
    turn = Session(workspace, model=model_of(Settings(model="openai:scripted"), workspace)).ask("cat owners")
    assert [problem.code for problem in turn.problems] == ["model_down"]
    assert "OPENAI_BASE_URL" in turn.reply


def test_a_streamed_answer_that_breaks_off_is_no_answer(talk, workspace):
    talk(BreaksOff(at_a_word=True))
    turn = Session(workspace, model=ChatOpenAI(model="scripted", streaming=True)).ask("cat owners")
    assert [problem.code for problem in turn.problems] == ["answer_cut"]


def test_arguments_that_are_not_json_are_asked_for_again(talk):
    started = talk(Calls(("preview_segment", '{"definition": ')), Calls(PREVIEW_CATS), Says("120."))
    turn = started.ask("cat owners")
    assert turn.segment is not None
    assert turn.segment.count == CATS
    assert "not valid JSON" in started.told("tool", request=1)[-1]["content"]


def test_a_model_that_never_comes_to_an_end_is_left_without_tools_and_stopped(talk):
    started = talk(endless=Calls(PREVIEW_CATS))
    turn = started.ask("cat owners")
    assert [problem.code for problem in turn.problems] == ["too_many_steps"]
    assert turn.segment is None
    assert ["tools" in request for request in started.server.requests] == [True] * MOST_CALLS + [False]


def test_a_model_that_has_used_its_calls_may_still_answer(talk):
    started = talk(*[Calls(PREVIEW_CATS)] * MOST_CALLS, Says("120 cat owners."))
    turn = started.ask("cat owners")
    assert turn.problems == []
    assert turn.reply == "120 cat owners."
    assert turn.segment.count == CATS


def test_what_breaks_inside_a_tool_is_not_told_to_anyone(talk, workspace, caplog):
    (workspace.path / "lookalikes").write_text("not a folder")
    started = talk(Calls(("expand_lookalike", {})), Says("It did not work."))
    started.session.act(*PREVIEW_CATS)
    turn = started.ask("find similar users")
    assert [problem.code for problem in turn.problems] == ["internal"]
    assert "Error" not in started.told("tool")[-1]["content"]
    assert "Traceback" in caplog.text


# Another answers instead


@pytest.fixture
def with_fallback(workspace):
    workspace.settings = workspace.settings.model_copy(update={"fallback": "embedded"})
    return workspace


@pytest.mark.parametrize(
    "fault",
    [[Refuses(401)], [Refuses(500, AT_ONCE)] * 3, [Says("")], [Declines()], [Calls(PREVIEW_CATS), Refuses(400)]],
)
def test_the_embedded_planner_answers_when_the_model_cannot_and_says_so(with_fallback, talk, fault):
    started = talk(*fault, Calls(preview(CAT_ZH, NORTH_ZH)), Says("40 人。"))
    turn = started.ask("养猫的人")
    assert turn.problems == []
    assert turn.segment.count == CATS
    assert turn.reply.splitlines() == ["模型服务本轮不可用，以下由内置引擎回答。", "共 120 人：宠物是猫。"]
    assert turn.remark == "模型服务本轮不可用，以下由内置引擎回答。"
    assert [said.request for said in started.session.history()] == ["养猫的人"]
    assert started.asked == len(fault)
    assert started.ask("只要北镇的").segment.count == NORTHERN_CATS


def test_the_embedded_planner_goes_on_with_the_models_draft(with_fallback, talk):
    started = talk(Calls(PREVIEW_CATS), Says("120."), Refuses(401))
    started.ask("cat owners")
    turn = started.ask("only Northtown")
    assert turn.segment.count == NORTHERN_CATS
    assert turn.reply.startswith("The model could not be used for this turn; the embedded planner answered instead.\n")


def test_a_question_of_the_embedded_planner_is_one_too(with_fallback, talk):
    turn = talk(Refuses(401)).ask("left-handed people")
    assert turn.clarification is not None
    assert turn.clarification.unresolved == ["left-handed"]


def test_without_a_fallback_nothing_else_answers(talk):
    assert talk(Refuses(401)).ask("cat owners").segment is None
