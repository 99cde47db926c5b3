"""What a model is told: its task, examples and the part of the catalog it needs; and which model it is."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from agent.digest import digest
from agent.examples import worked_examples
from agent.model import model_of
from agent.schema import plain_schema, strict_schema, without_nulls
from agent.toolbox import ACTIONS
from tests.large_model.talking import CAT, CATALOG, CATS, NORTH_ZH, PREVIEW_CATS, preview
from tests.planner.conversation import grounded
from tests.scripted_server import Calls, Refuses, Says
from tools.actions.preview_segment import PreviewArguments
from tools.catalog.model import Catalog, Name
from tools.compiler.check import check
from tools.compiler.context import Context, NothingSaved
from tools.errors import MusterError
from tools.ingest.demo.build import CATALOG as DEMO_FILE
from tools.segment import Definition
from tools.settings import Settings
from ui.cli.app import app

EMPTY = Catalog.model_validate({"as_of": "2026-10-31", "users": {"table": "users", "id": "uid"}})
GYM_FILE = Path(__file__).parents[1] / "planner" / "gym.yaml"
BANK_FILE = Path(__file__).parents[2] / "evals" / "businesses" / "bank" / "catalog.yaml"


def catalog_in(file: Path) -> Catalog:
    read = Catalog.model_validate(yaml.safe_load(file.read_text("utf-8")))
    return read.model_copy(update={"as_of": date(2026, 10, 31)})


CATALOGS = {
    "talk": CATALOG,
    "demo": catalog_in(DEMO_FILE),
    "gym": catalog_in(GYM_FILE),
    "bank": catalog_in(BANK_FILE),
}


# The prompt


def test_the_prompt_holds_what_the_request_needs(talk):
    started = talk(Says("Hello."))
    started.ask("cat owners")
    prompt = started.told("system")[0]["content"]
    assert "tag `pet` (choice) Pet / 宠物: cat=猫, dog=狗" in prompt
    assert "Today is 2026-10-31" in prompt
    assert "find_tags" in prompt
    assert "illness" not in prompt


def test_a_follow_up_is_told_of_what_the_draft_uses(talk):
    started = talk(Calls(preview(NORTH_ZH)), Says("好"), *[Says("好")] * 4)
    for text in ("北镇的人", "你好", "你好", "你好", "再大一点"):
        started.ask(text)
    assert "tag `town`" in started.told("system")[0]["content"]


def test_a_thousand_tags_take_no_more_room_than_a_few(talk):
    number = CATALOG.tags[2]
    names = {f"score_{i}": Name(en=f"Score {i}") for i in range(1000)}
    more = [number.model_copy(update={"id": tag_id, "name": name}) for tag_id, name in names.items()]
    many = CATALOG.model_copy(update={"tags": (*more, *CATALOG.tags)})
    told = digest(grounded(many), ["cat owners in Northtown"], None)
    assert "`pet`" in told
    assert "`town`" in told
    assert "tags 1005" in told
    assert len(told.splitlines()) <= 61
    assert len(told) < 6_000


def test_values_that_were_named_are_shown_of_many():
    values = tuple({"value": f"v{i}", "name": {"en": f"Village number {i}"}} for i in range(100))
    towns = Catalog.model_validate(
        {
            "as_of": "2026-10-31",
            "users": {"table": "users", "id": "uid"},
            "tags": [{"id": "village", "type": "choice", "name": {"en": "Village"}, "values": values}],
        }
    )
    assert "v77=" in digest(grounded(towns), ["people in Village number 77"], None)


@pytest.mark.parametrize("catalog", CATALOGS.values(), ids=CATALOGS)
def test_examples_are_of_the_catalog_in_use(catalog):
    examples = worked_examples(catalog)
    previews = [example for example in examples if example.tool == "preview_segment"]
    assert len(previews) >= 3
    for example in previews:
        definition = Definition.model_validate(example.arguments["definition"])
        assert check(definition, Context(catalog, NothingSaved())) == definition
        for because in _words_of(example.arguments):
            assert because in example.before + example.said
        text = json.dumps(example.arguments)
        assert not any(f'"{tag}"' in text for tag in catalog.sensitive_tags)


def test_an_empty_catalog_gives_no_example_of_a_definition():
    assert {example.tool for example in worked_examples(EMPTY)} <= {"preview_segment", "ask_user"}
    assert not [example for example in worked_examples(EMPTY) if "because" in json.dumps(example.arguments)]


def _words_of(data: Any) -> list[str]:
    if isinstance(data, dict):
        own = [data["because"]] if "because" in data else []
        return own + [words for part in data.values() for words in _words_of(part)]
    return [words for part in data for words in _words_of(part)] if isinstance(data, list) else []


# Tools and strict mode


def schemas_in(schema: Any) -> list[dict[str, Any]]:
    """Every schema inside a schema, itself included."""
    found = [schema]
    for key in ("properties", "$defs"):
        found += [inner for part in schema.get(key, {}).values() for inner in schemas_in(part)]
    found += [inner for part in schema.get("anyOf", []) for inner in schemas_in(part)]
    return found + (schemas_in(schema["items"]) if "items" in schema else [])


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.name)
def test_strict_schemas_keep_to_what_strict_mode_allows(action):
    schema = strict_schema(action.arguments)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"
    assert "anyOf" not in schema
    for part in schemas_in(schema):
        assert part.keys() <= {"type", "enum", "properties", "required", "additionalProperties", "items", "anyOf"} | {
            "$ref",
            "$defs",
            "description",
        }
        assert part.keys() & {"type", "anyOf", "$ref"}
        if "$ref" in part:
            assert part.keys() == {"$ref"}
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert part["required"] == list(part["properties"])
        if part.get("type") == "array":
            assert "items" in part


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.name)
def test_plain_schemas_ask_only_for_what_is_needed(action):
    schema = plain_schema(action.arguments)
    jsonschema.Draft202012Validator.check_schema(schema)
    for part in schemas_in(schema):
        assert part.get("type") != "null"
        assert "kind" not in part.get("properties", {}) or "kind" in part["required"]


def test_models_are_shown_no_other_audience_than_saved_ones():
    for schema in (plain_schema, strict_schema):
        assert "definition" not in schema(ACTIONS["profile_segment"].arguments)["properties"]


@pytest.mark.parametrize(
    "where",
    [
        {"kind": "tag", "tag": "pet", "op": "is", "value": "cat", "values": None, "window": None, "because": "cats"},
        {
            "kind": "event",
            "event": "visit",
            "where": None,
            "measure": None,
            "property": None,
            "window": {"kind": "last", "n": 7, "unit": None},
            "op": None,
            "value": None,
            "values": None,
            "because": None,
        },
    ],
    ids=["tag", "event"],
)
def test_what_strict_mode_makes_a_model_write_is_a_definition(where):
    call = {
        "definition": {
            "where": {"kind": "all", "of": [{"kind": "not", "of": where}]},
            "order_by": None,
            "limit": {"size": 10, "share": None},
            "sample": None,
        },
        "assumptions": None,
    }
    jsonschema.validate(call, strict_schema(PreviewArguments))
    arguments = PreviewArguments.model_validate(without_nulls(call))
    assert arguments.assumptions == ()
    assert arguments.definition.limit.size == 10


def test_tools_are_told_strictly_and_nulls_are_taken_for_nothing(talk):
    cat = {**CAT, "values": None, "window": None}
    started = talk(
        Calls(("preview_segment", {"definition": {"where": cat, "order_by": None, "limit": None, "sample": None}})),
        Says("120."),
    )
    assert started.ask("cat owners").segment.count == CATS
    tools = [tool["function"] for tool in started.server.requests[0]["tools"]]
    assert {tool["name"] for tool in tools} == ACTIONS.keys()
    assert all(tool["strict"] is True for tool in tools)
    assert len(json.dumps(tools)) < 45_000


@pytest.mark.parametrize("said", ["Unknown parameter: 'tools[0].function.strict'", "Invalid schema for function"])
def test_a_server_that_takes_no_strict_schemas_is_asked_plainly_from_then_on(talk, workspace, said):
    started = talk(Refuses(400, message=said), Says("Hello."), Says("Hello again."))
    assert started.ask("hello").reply == "Hello."
    assert started.ask("hello").reply == "Hello again."
    assert [_is_strict(request) for request in started.server.requests] == [True, False, False]
    assert json.loads((workspace.path / "model-servers.json").read_text()) == [
        {"model": "scripted", "url": started.server.url}
    ]


def test_another_server_is_asked_strictly_all_the_same(talk):
    first = talk(Refuses(400, message="strict is not supported"), Says("Hello."))
    first.ask("hello")
    second = talk(Says("Hello."))
    second.ask("hello")
    assert _is_strict(second.server.requests[0])


def test_a_request_that_is_refused_for_another_reason_is_not_repeated(talk):
    started = talk(Refuses(400, message="no tools here"), Calls(PREVIEW_CATS))
    assert [problem.code for problem in started.ask("cat owners").problems] == ["model_refused"]
    assert started.asked == 1


def _is_strict(request: dict[str, Any]) -> bool:
    return all(tool["function"].get("strict") is True for tool in request["tools"])


# Which model it is


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


def test_doctor_says_how_the_model_is_used(talk, workspace, monkeypatch):
    started = talk(Refuses(400, message="strict is not supported"), Says("Hello."))
    monkeypatch.setenv("MUSTER_MODEL", "openai:scripted")
    assert "; strict schemas; no fallback" in _model_state(workspace.path)
    started.ask("hello")
    monkeypatch.setenv("MUSTER_FALLBACK", "embedded")
    said = _model_state(workspace.path)
    assert f"openai:scripted at {started.server.url}; refused strict schemas" in said
    assert said.endswith("when it fails, the embedded planner answers")


def _model_state(folder: Path) -> str:
    done = CliRunner().invoke(app, ["doctor", "--json", "--workspace", str(folder)])
    findings = {each["name"]: each["state"]["en"] for each in json.loads(done.stdout)["findings"]}
    return str(findings["model"])
