"""Conversations with a model over HTTP: tools on real data, memory on disk, and what happens when the server fails."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from langchain_openai import ChatOpenAI

from agent.model import model_of
from agent.session import Session, Step, Turn
from agent.toolbox import ACTIONS
from tests.large_model.talking import (
    CAT,
    CAT_ZH,
    CATS,
    NORTH,
    NORTHERN_CATS,
    PREVIEW_CATS,
    PREVIEW_NORTH,
    preview,
    tag,
)
from tests.scripted_server import Calls, Says
from tools.actions.find_tags import TagMatches
from tools.actions.preview_segment import Preview
from tools.actions.profile_segment import Profile
from tools.actions.save_segment import SavedSegment
from tools.errors import MusterError
from tools.language import Text
from tools.settings import Settings

QUESTION = {
    "question": {"en": "What do you mean by loyal?", "zh": "“忠诚”指什么？"},
    "unresolved": ["loyal"],
    "suggestions": ["Town"],
}


# A whole conversation


def test_a_request_becomes_a_counted_draft_after_the_model_mended_its_mistake(talk):
    started = talk(
        Calls(("find_tags", {"query": "cat"})),
        Calls(preview(tag("pet", "catt", "cat owners"), NORTH)),
        Calls(preview(CAT, NORTH)),
        Says("40 cat owners in Northtown."),
    )
    turn = started.ask("cat owners in Northtown")
    assert turn.reply == "40 cat owners in Northtown."
    assert turn.problems == []
    assert turn.segment is not None
    assert turn.segment.count == NORTHERN_CATS
    assert [line.narrows_to for line in turn.segment.conditions] == [CATS, NORTHERN_CATS]
    assert [type(result) for result in turn.results] == [TagMatches, Preview]
    assert [type(result) for result in turn.shown] == [Preview]
    assert {"model", "find_tags", "preview_segment", "total"} <= turn.timings_ms.keys()

    problem = json.loads(started.told("tool", request=2)[-1]["content"])["problems"][0]
    assert problem["where"].endswith("of[0].value")
    assert "cat" in problem["suggestions"]


def test_a_model_gets_results_in_one_language_and_without_sql(talk):
    started = talk(Calls(preview(CAT_ZH)), Says("好"))
    started.ask("养猫的人")
    content = started.told("tool")[-1]["content"]
    assert json.loads(content)["count"] == CATS
    assert "宠物" in content
    assert "SELECT" not in content
    assert '"en"' not in content


def test_follow_ups_work_on_the_draft(talk):
    started = talk(
        Calls(PREVIEW_CATS),
        Says("120."),
        Calls(("profile_segment", {})),
        Says("They are in both towns."),
        Calls(("save_segment", {"name": "Cat people"})),
        Says("Saved."),
    )
    draft = started.ask("cat owners").segment
    profiled = started.ask("profile them")
    saved = started.ask("save them as Cat people")
    assert isinstance(profiled.results[0], Profile)
    assert profiled.results[0].count == CATS
    assert isinstance(saved.results[0], SavedSegment)
    assert saved.results[0].definition == draft.definition
    assert saved.segment == draft


def test_undo_is_a_preview_of_what_was_before(talk):
    started = talk(
        Calls(PREVIEW_CATS),
        Says("120."),
        Calls(preview(CAT, NORTH)),
        Says("40."),
        Calls(PREVIEW_CATS),
        Says("120 again."),
    )
    sizes = [started.ask(text).segment.count for text in ("cat owners", "only Northtown", "undo")]
    assert sizes == [CATS, NORTHERN_CATS, CATS]


def test_a_tool_without_a_draft_says_so(talk):
    started = talk(Calls(("profile_segment", {})), Says("There is no audience yet."))
    turn = started.ask("profile it")
    assert [problem.code for problem in turn.problems] == ["no_audience"]
    assert turn.segment is None


def test_a_tool_that_would_race_with_the_draft_is_put_off(talk):
    both = Calls(PREVIEW_NORTH, ("profile_segment", {}))
    started = talk(Calls(PREVIEW_CATS), Says("120."), both, Says("Once more."))
    started.ask("cat owners")
    turn = started.ask("and now Northtown with a profile")
    assert not any(isinstance(result, Profile) for result in turn.results)
    assert "draft_pending" in started.told("tool")[-1]["content"]


def test_no_tool_exports(talk, workspace):
    assert "export_segment" not in ACTIONS
    started = talk(Calls(PREVIEW_CATS), Says("120."), Calls(("export_segment", {"channel": "csv"})), Says("I cannot."))
    started.ask("cat owners")
    started.ask("export them")
    assert "export_segment" not in [tool["function"]["name"] for tool in started.server.requests[0]["tools"]]
    assert not (workspace.path / "exports").exists()


def test_a_person_exports_the_draft_and_the_model_hears_of_it(talk):
    started = talk(Calls(PREVIEW_CATS), Says("120."), Says("Welcome."))
    with pytest.raises(MusterError, match="no audience"):
        started.session.export("csv", by="ann")
    started.ask("cat owners")
    receipt = started.session.export("csv", by="ann")
    assert receipt.rows == CATS
    assert receipt.file.is_file()
    started.ask("thanks")
    assert any("120" in message["content"] for message in started.told("assistant") if message["content"])


# Questions


def test_a_question_ends_the_turn_in_the_language_of_the_request(talk):
    started = talk(Calls(preview(CAT_ZH)), Says("120."), Calls(("ask_user", QUESTION)), Says("not reached"))
    started.ask("养猫的人")
    turn = started.ask("忠诚的")
    assert turn.reply == "“忠诚”指什么？"
    assert turn.clarification is not None
    assert turn.clarification.unresolved == ["loyal"]
    assert turn.segment is not None  # the draft as it stood
    assert turn.segment.count == CATS
    assert len(started.server.requests) == 3


def test_a_question_that_failed_goes_back_to_the_model(talk):
    started = talk(Calls(("ask_user", {"question": "loyal?"})), Calls(("ask_user", QUESTION)))
    turn = started.ask("loyal ones")
    assert turn.clarification is not None
    assert turn.problems == []


# Memory


def test_a_conversation_goes_on_in_another_process(talk, workspace):
    started = talk(Calls(PREVIEW_CATS), Says("120."))
    started.ask("cat owners")
    code = """
        import sys
        from pathlib import Path
        from agent.session import Session
        from langchain_openai import ChatOpenAI
        from tools.workspace import Workspace
        session = Session(Workspace(Path(sys.argv[1])), "talk", ChatOpenAI(model="scripted"))
        print([turn.request for turn in session.history()], session.draft.count, session.lang)
    """
    command = [sys.executable, "-c", "\n".join(line.strip() for line in code.splitlines()), str(workspace.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "['cat owners'] 120 en"
    assert done.stderr == ""


def test_conversations_know_nothing_of_each_other(talk, workspace):
    started = talk(Calls(PREVIEW_CATS), Says("120."))
    started.ask("cat owners")
    other = Session(workspace, "other", ChatOpenAI(model="scripted"))
    assert other.draft is None
    assert other.history() == []


def test_history_tells_the_turns_as_they_were(talk):
    started = talk(Calls(PREVIEW_CATS), Says("120."), Calls(("ask_user", QUESTION)))
    live = [started.ask("cat owners"), started.ask("the loyal ones")]
    kept = [turn.model_copy(update={"timings_ms": {}}) for turn in live]
    assert started.session.history() == kept


def test_two_requests_at_once_take_their_turns(talk, workspace):
    started = talk(Calls(PREVIEW_CATS), Says("one"), Calls(PREVIEW_NORTH), Says("two"))
    twin = Session(workspace, "talk", model_of(Settings(model="openai:scripted"), workspace))
    threads = [threading.Thread(target=session.ask, args=("go",)) for session in (started.session, twin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [turn.reply for turn in started.session.history()] == ["one", "two"]


# Buttons


def test_what_a_button_did_is_part_of_the_conversation(talk):
    started = talk(Says("You looked at 40 users."))
    _, arguments = preview(CAT, NORTH)
    turn = started.session.act("preview_segment", arguments, Text(en="Only Northtown", zh="只看北镇"))
    assert turn.request == "Only Northtown"
    assert turn.segment is not None
    assert turn.segment.count == NORTHERN_CATS
    assert "40" in turn.reply
    started.ask("what was that?")
    assert started.told("assistant")[0]["tool_calls"][0]["function"]["name"] == "preview_segment"
    assert json.loads(started.told("tool")[0]["content"])["count"] == NORTHERN_CATS


def test_a_button_uses_the_draft_and_says_why_it_cannot(talk):
    started = talk(Says("never asked"))
    assert [problem.code for problem in started.session.act("profile_segment", {}).problems] == ["no_audience"]
    started.session.act(*PREVIEW_CATS)
    profiled = started.session.act("profile_segment", {})
    assert isinstance(profiled.results[0], Profile)
    assert profiled.segment is not None
    assert profiled.segment.count == CATS
    assert started.server.requests == []


# Steps on the way


def test_steps_come_before_the_turn(talk):
    started = talk(Calls(PREVIEW_CATS), Says("120."))
    *steps, turn = started.session.stream("cat owners")
    assert isinstance(turn, Turn)
    assert all(isinstance(step, Step) for step in steps)
    assert [(step.kind, step.tool, step.text) for step in steps] == [
        ("started", "preview_segment", ""),
        ("finished", "preview_segment", ""),
        ("text", None, "120."),
    ]
    assert steps[0].label == Text(en="Counting the audience", zh="正在计算人群规模")


def test_a_reply_is_heard_when_it_is_whole_though_the_model_streams(talk, workspace):
    started = talk(Calls(PREVIEW_CATS), Says("There are 120."))
    session = Session(workspace, model=ChatOpenAI(model="scripted", streaming=True))
    *steps, turn = session.stream("cat owners")
    assert [step.text for step in steps if step.text] == [turn.reply] == ["There are 120."]
    assert turn.segment.count == CATS
    assert started.server.requests[0]["stream"] is True


def test_a_page_that_goes_away_leaves_the_conversation_as_it_was(talk):
    started = talk(Calls(PREVIEW_CATS), Says("120."), Calls(PREVIEW_NORTH), Says("80."), Says("Yes."))
    started.ask("cat owners")
    leaving = started.session.stream("only Northtown")
    next(leaving)
    leaving.close()
    assert started.session.draft.count == CATS
    assert [turn.request for turn in started.session.history()] == ["cat owners"]
    assert started.ask("still there?").problems == []
