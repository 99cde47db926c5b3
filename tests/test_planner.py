"""The planner understands requests in both languages over catalogs it was not written for, and asks otherwise."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.planner.grounding import Grounding
from tests.planner.conversation import Conversation, grounded, grounding, outcome
from tests.warehouse import SavedThings
from tools.catalog.model import Name, Sensitive
from tools.segment import Definition, TagCondition

CASES = Path(__file__).parent / "planner"
REQUESTS = yaml.safe_load((CASES / "gym_requests.yaml").read_text("utf-8"))
FLIERS = yaml.safe_load((CASES / "airline_requests.yaml").read_text("utf-8"))
CONVERSATIONS = yaml.safe_load((CASES / "gym_conversations.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def gym() -> Grounding:
    return grounding(CASES / "gym.yaml")


@pytest.fixture(scope="module")
def airline() -> Grounding:
    return grounding(CASES / "airline.yaml")


@pytest.mark.parametrize("case", REQUESTS, ids=lambda case: case["say"])
def test_a_request_means_what_it_says(case: dict[str, str], gym: Grounding) -> None:
    assert outcome(Conversation(gym).say(case["say"])) == case["means"]


@pytest.mark.parametrize("case", FLIERS, ids=lambda case: case["say"])
def test_values_in_an_order_and_dates_that_recur_or_lie_ahead(case: dict[str, str], airline: Grounding) -> None:
    assert outcome(Conversation(airline).say(case["say"])) == case["means"]


@pytest.mark.parametrize("case", CONVERSATIONS, ids=lambda case: case["turns"][0][0])
def test_a_conversation_goes_on_from_what_was_said(case: dict[str, Any], gym: Grounding) -> None:
    conversation = Conversation(gym)
    for text, expected in case["turns"]:
        assert outcome(conversation.say(text)) == expected, text


def test_a_condition_on_values_in_an_order_quotes_the_comparison_too(airline: Grounding) -> None:
    (preview,) = Conversation(airline).say("金卡及以上会员").calls
    definition = Definition.model_validate(preview.arguments["definition"])
    assert definition.where == TagCondition(tag="tier", op="in", values=("gold", "platinum"), because="金卡及以上")


def test_every_condition_quotes_the_words_it_came_from(gym: Grounding) -> None:
    request = "徐汇店的年卡会员，近３０天来过至少3次，没有私教"
    plan = Conversation(gym).say(request)
    where = Definition.model_validate(plan.calls[0].arguments["definition"]).where.model_dump()
    words = [line.get("because") or line["of"]["because"] for line in where["of"]]
    assert words == ["徐汇店", "年卡会员", "近３０天来过至少3次", "没有私教"]


def test_a_word_that_could_mean_two_things_is_asked_about(gym: Grounding) -> None:
    tags = gym.catalog.tags
    name = Name(en="Favourite branch", zh="常去门店")
    other = tags[0].model_copy(update={"id": "favourite", "name": name, "aliases": ()})
    both = grounded(gym.catalog.model_copy(update={"tags": (*tags, other)}))
    plan = Conversation(both).say("people of Xuhui")
    assert outcome(plan) == "asks: Xuhui"
    assert plan.calls[0].arguments["suggestions"] == ["Home branch: Xuhui", "Favourite branch: Xuhui"]
    assert outcome(Conversation(both).say("Favourite branch: Xuhui")) == "favourite=xh"


def test_a_contradiction_is_named_and_not_counted(gym: Grounding) -> None:
    plan = Conversation(gym).say("older than 50 and younger than 20")
    assert plan.calls[0].tool == "ask_user"
    assert "Age" in plan.calls[0].arguments["question"]["en"]


def test_a_sensitive_tag_is_refused_with_the_reason(gym: Grounding) -> None:
    guarded = grounded(gym.catalog.model_copy(update={"sensitive": (Sensitive(tag="weight", category="health"),)}))
    plan = Conversation(guarded).say("members over 80 kg")
    assert plan.calls[0].tool == "ask_user"
    assert "health" in plan.calls[0].arguments["question"]["en"]


def test_saved_segments_are_words_too(gym: Grounding) -> None:
    saved = SavedThings({"春季召回": Definition(where=TagCondition(tag="plan", op="is", value="annual"))})
    known = grounded(gym.catalog, saved)
    assert outcome(Conversation(known).say("春季召回里浦东的会员")) == 'segment "春季召回" & branch=pd'
    assert outcome(Conversation(known).say("在春季召回但没有私教的")) == 'segment "春季召回" & not(has_coach=true)'


def test_a_guess_at_the_total_is_said(gym: Grounding) -> None:
    plan = Conversation(gym).say("bought towels for more than 300 yuan")
    assert any("total" in text["en"] for text in plan.calls[0].arguments["assumptions"])
