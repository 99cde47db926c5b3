"""Conversations with a model over HTTP: tools on real data, memory on disk, and what happens when the server fails."""

import pytest
from langchain_openai import ChatOpenAI

from agent import model as agent_model
from agent.model import model_of
from agent.session import Session
from tests.large_model.talking import (
    CAT_ZH,
    CATS,
    NORTH_ZH,
    PREVIEW_CATS,
    preview,
)
from tests.scripted_server import BreaksOff, Calls, Hangs, Refuses, Says
from tools.settings import Settings

# Faults

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
        ([Refuses(500, AT_ONCE)] * 3, "model_failed"),
        ([BreaksOff()] * 3, "model_down"),
        ([Calls(PREVIEW_CATS, finish="length")], "answer_cut"),
        ([Calls(("preview_segment", "{not json")), Calls(("preview_segment", "{nor this"))], "no_answer"),
        ([Says("")], "no_answer"),
        ([Calls(PREVIEW_CATS), Refuses(401)], "model_key"),
    ],
)
def test_a_fault_is_a_sentence_and_the_draft_stays(talk, fault, code):
    started = talk(Calls(preview(NORTH_ZH)), Says("80 人。"), *fault, Calls(preview(CAT_ZH)), Says("120 人。"))
    draft = started.ask("北镇的人").segment
    turn = started.ask("换成养猫的人")
    assert [problem.code for problem in turn.problems] == [code]
    assert turn.reply == turn.problems[0].message.zh
    assert "Traceback" not in turn.reply
    assert turn.segment == draft
    assert started.session.draft == draft
    again = started.ask("养猫的人")
    assert again.problems == []
    assert again.segment.count == CATS


def test_a_busy_server_is_asked_again(talk):
    started = talk(Refuses(429, AT_ONCE), Refuses(500, AT_ONCE), Says("Hello."))
    assert started.ask("hello").reply == "Hello."


def test_a_server_that_hangs_is_given_up(talk, monkeypatch):
    monkeypatch.setattr(agent_model, "TIMEOUT_S", 0.2)
    monkeypatch.setattr(agent_model, "RETRIES", 0)
    turn = talk(Hangs()).ask("cat owners")
    assert [problem.code for problem in turn.problems] == ["model_slow"]


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


def test_a_model_that_never_comes_to_an_end_is_stopped(talk):
    started = talk(endless=Calls(PREVIEW_CATS))
    turn = started.ask("cat owners")
    assert [problem.code for problem in turn.problems] == ["too_many_steps"]
    assert turn.segment is None
    assert 5 <= len(started.server.requests) <= 25


def test_what_breaks_inside_a_tool_is_not_told_to_anyone(talk, workspace, caplog):
    (workspace.path / "lookalikes").write_text("not a folder")
    started = talk(Calls(("expand_lookalike", {})), Says("It did not work."))
    started.session.act(*PREVIEW_CATS)
    turn = started.ask("find similar users")
    assert [problem.code for problem in turn.problems] == ["internal"]
    assert "Error" not in started.told("tool")[-1]["content"]
    assert "Traceback" in caplog.text
