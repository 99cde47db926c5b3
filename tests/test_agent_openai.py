"""Conversations with a model over HTTP: tools on real data, memory on disk, and what happens when the server fails."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from langchain_openai import ChatOpenAI

from agent import model as agent_model
from agent.model import model_of
from agent.prompt import digest
from agent.session import Session, Step, Turn
from agent.toolbox import ACTIONS
from tests.scripted_server import BreaksOff, Calls, Entry, Hangs, Refuses, Says, ScriptedServer
from tests.workspaces import make_workspace
from tools.actions.find_tags import TagMatches
from tools.actions.preview_segment import Preview
from tools.actions.profile_segment import Profile
from tools.actions.save_segment import SavedSegment
from tools.catalog.model import Catalog
from tools.errors import MusterError
from tools.language import Text
from tools.settings import Settings
from tools.workspace import Workspace

CATALOG = Catalog.model_validate(
    {
        "as_of": "2026-10-31",
        "users": {"table": "users", "id": "uid"},
        "tags": [
            {
                "id": "town",
                "type": "choice",
                "name": {"en": "Town", "zh": "城镇"},
                "values": [
                    {"value": "north", "name": {"en": "Northtown", "zh": "北镇"}},
                    {"value": "south", "name": {"en": "Southtown", "zh": "南镇"}},
                ],
            },
            {
                "id": "pet",
                "type": "choice",
                "name": {"en": "Pet", "zh": "宠物"},
                "values": [{"value": "cat"}, {"value": "dog"}],
            },
            {"id": "age", "type": "number", "unit": {"en": "years", "zh": "岁"}, "name": {"en": "Age", "zh": "年龄"}},
            {"id": "illness", "type": "choice", "name": {"en": "Illness", "zh": "疾病"}},
        ],
        "sensitive": [{"tag": "illness", "category": "health"}],
    }
)
# 240 users: a third in the north, half with a cat, every age from 20 to 59 six times.
USERS = [
    {"uid": f"u{i}", "town": "north" if i % 3 == 0 else "south", "pet": "cat" if i % 2 else "dog", "age": 20 + i % 40}
    for i in range(240)
]
CATS, NORTHERN_CATS = 120, 40


def tag(name: str, value: str) -> dict[str, Any]:
    return {"kind": "tag", "tag": name, "op": "is", "value": value}


def preview(*conditions: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "preview_segment", {"definition": {"where": {"kind": "all", "of": list(conditions)}}}


PREVIEW_CATS = preview(tag("pet", "cat"))
QUESTION = {
    "question": {"en": "What do you mean by loyal?", "zh": "“忠诚”指什么？"},
    "unresolved": ["loyal"],
    "suggestions": ["Town"],
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path, CATALOG, USERS)


class Talk:
    """A conversation in which the model's part is a script."""

    def __init__(self, workspace: Workspace, server: ScriptedServer):
        self.server = server
        self.session = Session(workspace, "talk", model_of(Settings(model="openai:scripted"), workspace))

    def ask(self, text: str) -> Turn:
        return self.session.ask(text)

    def told(self, role: str, request: int = -1) -> list[dict[str, Any]]:
        """What the server was told in one of its requests."""
        return [message for message in self.server.requests[request]["messages"] if message["role"] == role]


@pytest.fixture
def talk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Talk]]:
    """`talk(entry, entry, ...)` starts a conversation; `talk(endless=entry)` one in which the model repeats itself."""
    with ExitStack() as stack:

        def start(*script: Entry, endless: Entry | None = None) -> Talk:
            server = stack.enter_context(ScriptedServer(script if endless is None else repeat(endless)))
            monkeypatch.setenv("OPENAI_API_KEY", "any")
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            return Talk(workspace, server)

        yield start


# A whole conversation


def test_a_request_becomes_a_counted_draft_after_the_model_mended_its_mistake(talk):
    started = talk(
        Calls(("find_tags", {"query": "cat"})),
        Calls(preview(tag("pet", "catt"), tag("town", "north"))),
        Calls(preview(tag("pet", "cat"), tag("town", "north"))),
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
    started = talk(Calls(PREVIEW_CATS), Says("好"))
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
        Calls(preview(tag("pet", "cat"), tag("town", "north"))),
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
    both = Calls(preview(tag("town", "north")), ("profile_segment", {}))
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
    started = talk(Calls(PREVIEW_CATS), Says("120."), Calls(("ask_user", QUESTION)), Says("not reached"))
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
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
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
    started = talk(Calls(PREVIEW_CATS), Says("one"), Calls(preview(tag("town", "north"))), Says("two"))
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
    _, arguments = preview(tag("pet", "cat"), tag("town", "north"))
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


def test_a_model_that_streams_is_heard_as_it_speaks(talk, workspace):
    started = talk(Calls(PREVIEW_CATS), Says("There are 120."))
    session = Session(workspace, model=ChatOpenAI(model="scripted", max_retries=0))
    *steps, turn = session.stream("cat owners")
    assert "".join(step.text for step in steps) == turn.reply == "There are 120."
    assert len([step for step in steps if step.text]) > 1
    assert turn.segment.count == CATS
    assert started.server.requests[0]["stream"] is True


def test_a_page_that_goes_away_leaves_the_conversation_as_it_was(talk):
    started = talk(Calls(PREVIEW_CATS), Says("120."), Calls(preview(tag("town", "north"))), Says("80."), Says("Yes."))
    started.ask("cat owners")
    leaving = started.session.stream("only Northtown")
    next(leaving)
    leaving.close()
    assert started.session.draft.count == CATS
    assert [turn.request for turn in started.session.history()] == ["cat owners"]
    assert started.ask("still there?").problems == []


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
    started = talk(Calls(preview(tag("town", "north"))), Says("80 人。"), *fault, Calls(PREVIEW_CATS), Says("120 人。"))
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
    turn = Session(workspace, model=ChatOpenAI(model="scripted", max_retries=0)).ask("cat owners")
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


# What the model is told and which model it is


def test_the_catalog_is_told_within_bounds_and_without_what_is_sensitive(talk):
    started = talk(Says("Hello."))
    started.ask("hello")
    prompt = started.told("system")[0]["content"]
    assert "`town` (choice) Town / 城镇: north=北镇, south=南镇" in prompt
    assert "2026-10-31" in prompt
    assert "illness" not in prompt
    many = CATALOG.model_copy(
        update={"tags": tuple(CATALOG.tags[0].model_copy(update={"id": f"town{i}"}) for i in range(1000))}
    )
    assert len(digest(many)) < 13_000
    assert digest(many).splitlines()[-1].startswith("... and ")


def test_tools_are_told_in_plain_schemas(talk):
    started = talk(Says("Hello."))
    started.ask("hello")
    tools = {tool["function"]["name"]: tool["function"] for tool in started.server.requests[0]["tools"]}
    assert tools.keys() == ACTIONS.keys()
    text = json.dumps(tools)
    assert "prefixItems" not in text
    assert "discriminator" not in text
    assert len(text) < 40_000
    condition = tools["preview_segment"]["parameters"]["$defs"]["TagCondition"]
    assert condition["required"] == ["kind", "op", "tag"]
    assert "definition" not in tools["profile_segment"]["parameters"]["properties"]
    assert tools["preview_segment"]["description"].startswith("Show who meets a definition")


@pytest.mark.parametrize("name", ["gpt-9", "openai:", "other:name", "embedded:x"])
def test_an_unknown_model_is_refused_with_what_would_work(workspace, name):
    with pytest.raises(MusterError) as refused:
        model_of(Settings(model=name), workspace)
    assert refused.value.problems[0].code == "unknown_model"
    assert "embedded" in refused.value.problems[0].suggestions


def test_a_missing_key_is_named(workspace, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(MusterError, match="OPENAI_API_KEY"):
        model_of(Settings(model="openai:some"), workspace)
