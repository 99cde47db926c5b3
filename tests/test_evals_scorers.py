"""What is measured of a case: each score is full for a right answer and falls for a planted wrong one."""

from pathlib import Path

import pytest
import yaml

from evals.cases import Case
from evals.leaves import difference
from evals.notation import parse
from evals.numbers import Numbers
from evals.observed import Observed, Overlap
from evals.scorers import SCORERS
from evals.scorers.questions import named
from tools.actions.ask_user import Clarification
from tools.catalog.model import Catalog
from tools.language import Text
from tools.segment import Definition

GYM = Catalog.model_validate(yaml.safe_load((Path(__file__).parent / "planner/gym.yaml").read_text("utf-8")))
ABOUT = {"id": "gym-test-01", "language": "en", "kinds": ["choice"]}
ANNUAL = "plan=annual & not(branch=xh) & checkin[last 30 day]>=3"
CLEAR = Case.model_validate({**ABOUT, "say": "annual members", "means": ANNUAL, "sql": "SELECT 1"})
MUST_ASK = Case.model_validate({**ABOUT, "say": "vip members", "asks": ["vip members"], "suggests": ["Annual"]})
TOOL = Case.model_validate({**ABOUT, "say": "800 similar users", "does": "expand_lookalike", "size": 800})
FINDS = Case.model_validate({**ABOUT, "say": "tags about age", "does": "find_tags", "finds": ["age"]})
REFUSES = Case.model_validate({**ABOUT, "say": "DROP TABLE members", "does": "refuses"})
TALK = Case.model_validate({**ABOUT, "turns": [{"say": "a", "means": "plan=annual"}, CLEAR.turns[0].model_dump()]})


def means(line: str) -> Definition:
    return parse(line, GYM)


def answered(line: str, got: int = 10, both: int = 10) -> Observed:
    """A turn that had to come to ANNUAL, whose 10 users are known, and came to `line` with `got` users."""
    return Observed(
        request="annual members",
        reply=f"{got} users.",
        tools=["preview_segment"],
        draft=means(line),
        expected=means(ANNUAL),
        audience=Overlap(expected=10, got=got, both=both),
        ms=12.0,
    )


def asked(text: str, unresolved: list[str], suggestions: list[str], draft: Definition | None = None) -> Observed:
    question = Clarification(question=Text(en=text, zh=text), unresolved=unresolved, suggestions=suggestions)
    return Observed(request="vip members", reply=text, tools=["ask_user"], question=question, draft=draft)


def score(name: str, case: Case, *turns: Observed) -> float | None:
    given = SCORERS[name](case, turns)
    return None if given is None else given.value


RIGHT = answered(ANNUAL)
QUESTION = asked("What does “vip” mean?", ["vip"], ["Plan: Annual"])


def test_a_right_audience_has_full_marks_and_nothing_to_say_about_questions() -> None:
    marks = {name: score(name, CLEAR, RIGHT) for name in SCORERS}
    assert marks == {
        **dict.fromkeys(["passed", "audience", "exact_definition", "condition_f1", "true_numbers"], 1.0),
        **dict.fromkeys(["false_ask", "dropped", "invented"], 0.0),
        **dict.fromkeys(["asked", "names_words", "suggests", "tool_path"]),
        "latency": 12.0,
    }


def test_a_condition_written_otherwise_is_still_the_same_definition() -> None:
    assert score("exact_definition", CLEAR, answered("checkin[last 30 day]>2 & not(branch in {xh}) & plan=annual")) == 1
    assert score("exact_definition", CLEAR, answered("plan=annual & not(branch=pd) & checkin[last 30 day]>=3")) == 0


def test_a_dropped_condition_is_counted_and_fails() -> None:
    turn = answered("plan=annual & not(branch=xh)", got=30)
    assert score("dropped", CLEAR, turn) == 1
    assert score("invented", CLEAR, turn) == 0
    assert score("condition_f1", CLEAR, turn) == pytest.approx(0.8)
    assert score("audience", CLEAR, turn) == pytest.approx(1 / 3)
    assert score("passed", CLEAR, turn) == 0


def test_an_invented_condition_is_counted() -> None:
    turn = answered(f"{ANNUAL} & age>=18", got=9, both=9)
    assert (score("dropped", CLEAR, turn), score("invented", CLEAR, turn)) == (0, 1)
    assert score("passed", CLEAR, turn) == 0


def test_a_condition_read_otherwise_is_neither_dropped_nor_invented() -> None:
    turn = answered("plan=annual & branch=xh & checkin[last 30 day]>=4", got=1, both=0)
    assert (score("dropped", CLEAR, turn), score("invented", CLEAR, turn)) == (0, 0)
    assert score("condition_f1", CLEAR, turn) == pytest.approx(1 / 3)


def test_the_same_users_said_in_another_way_are_right() -> None:
    turn = answered("plan=annual & not(branch=xh) & visits_30d>=3")
    assert (score("dropped", CLEAR, turn), score("invented", CLEAR, turn), score("passed", CLEAR, turn)) == (0, 0, 1)


def test_a_question_in_a_clear_case_is_a_false_one_and_an_answer_of_nobody() -> None:
    turn = QUESTION.model_copy(
        update={"expected": means(ANNUAL), "audience": Overlap(expected=10, got=0, both=0), "draft": means(ANNUAL)}
    )
    assert score("false_ask", CLEAR, turn) == 1
    assert score("condition_f1", CLEAR, turn) == 0
    assert score("dropped", CLEAR, turn) is None
    assert score("passed", CLEAR, turn) == 0


def test_every_expected_turn_of_a_conversation_counts() -> None:
    first = answered("plan=annual").model_copy(update={"expected": means("plan=annual"), "audience": None})
    wrong = first.model_copy(update={"draft": means("plan=trial")})
    assert score("exact_definition", TALK, first, RIGHT) == 1
    assert score("exact_definition", TALK, wrong, RIGHT) == 0.5


def test_a_question_must_be_asked_and_name_the_word() -> None:
    assert [score(name, MUST_ASK, QUESTION) for name in ("asked", "names_words", "suggests", "passed")] == [1, 1, 1, 1]
    silent = answered("everyone")
    assert [score(name, MUST_ASK, silent) for name in ("asked", "names_words", "passed")] == [0, 0, 0]
    other = asked("Which branch?", ["branch"], [])
    assert [score(name, MUST_ASK, other) for name in ("asked", "names_words", "suggests", "passed")] == [1, 0, 0, 0]
    changed = asked("What does “vip” mean?", ["vip"], [], draft=means("plan=annual"))
    assert score("asked", MUST_ASK, changed) == 0


def test_quoting_the_whole_request_names_no_word() -> None:
    assert score("names_words", MUST_ASK, asked("I do not understand.", ["vip members"], [])) == 0


@pytest.mark.parametrize(
    ("word", "said", "right"),
    [
        ("left-handed", "I do not know “left-handed members”.", True),
        ("高净值客户", "“高净值”指什么？", True),
        ("高净值客户", "请说明预算。", False),
        ("瘦", "不认识“瘦子”", True),
        ("VIP", "What is vip?", True),
        ("gold tier", "Which tier?", True),
        ("gold tier", "Which plan?", False),
    ],
)
def test_a_part_of_a_word_names_it(word: str, said: str, right: bool) -> None:
    assert named(word, said) is right


def test_the_right_tool_must_run_last_and_give_what_was_asked_for() -> None:
    def ran(*tools: str, size: int | None = None, found: tuple[str, ...] = (), problem: str = "") -> Observed:
        problems = [problem] if problem else []
        return Observed(request="", reply="", tools=list(tools), size=size, found=list(found), problems=problems)

    assert score("tool_path", TOOL, ran("expand_lookalike", size=800)) == 1
    assert score("tool_path", TOOL, ran("expand_lookalike", size=500)) == 0
    assert score("tool_path", TOOL, ran("expand_lookalike", "profile_segment", size=800)) == 0
    assert score("tool_path", TOOL, ran("expand_lookalike", size=800, problem="too_few_seeds")) == 0
    assert score("tool_path", TOOL, ran()) == 0
    assert score("tool_path", FINDS, ran("find_tags", found=("age", "plan"))) == 1
    assert score("tool_path", FINDS, ran("find_tags", found=("plan",))) == 0


def test_refusing_is_to_run_nothing_and_to_leave_the_draft() -> None:
    assert score("tool_path", REFUSES, asked("That I cannot do.", [], [])) == 1
    assert score("tool_path", REFUSES, Observed(request="", reply="No.", tools=[])) == 1
    assert score("tool_path", REFUSES, answered("everyone")) == 0
    assert score("tool_path", REFUSES, Observed(request="", reply="", tools=["profile_segment"])) == 0


def test_a_range_is_its_two_ends_and_a_list_is_one_condition() -> None:
    assert difference(means("age 25..35"), means("age>=25 & age<=35")).f1 == 1
    assert difference(means("plan in {annual, trial}"), means("plan=annual | plan=trial")).f1 == 1
    assert difference(means("not(plan in {annual, trial})"), means("not(plan=annual) & not(plan=trial)")).f1 == 1
    between = difference(means("age 25..35 | limit 50"), means("age>=25 | limit 20"))
    assert [leaf.text for leaf in between.missing] == ["age<=35", "limit 50"]
    assert [leaf.text for leaf in between.dropped] == ["age<=35"]
    assert [leaf.text for leaf in between.extra] == ["limit 20"]


@pytest.mark.parametrize(
    ("reply", "unsupported"),
    [
        ("12,345 users, 0.44% of 100,000.", []),
        ("共 12345 人，占 0.4%，约 1.2万。", []),
        ("TGI 157 in 2026-06-15 (100 is the population)", []),
        ("TGI 494", ["494"]),
        ("TGI 495", []),
        ("1. first\n2. second", []),
        ("about 12,346 users", ["12,346"]),
        ("0.5% of them", ["0.5%"]),
        ("约1.3万人", ["1.3万"]),
        ("近90天", ["90"]),
    ],
)
def test_a_number_that_nobody_gave_is_noticed(reply: str, unsupported: list[str]) -> None:
    heard = Numbers()
    heard.add(
        {
            "count": 12345,
            "population": 100_000,
            "share": 0.0044,
            "rows": [{"tgi": 157, "other_tgi": 494.7, "on": "2026-06-15"}],
        }
    )
    assert heard.unsupported(reply) == unsupported
