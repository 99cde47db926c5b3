"""Suites, from their files to a report: read strictly, run apart from each other, held-back ones hidden."""

import json
import re
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console
from typer.testing import CliRunner

from evals import installed, playbooks, run
from evals.businesses.registry import BUSINESSES, Business
from evals.cases import Case, Means, read_suite, read_suites
from evals.check import Checker
from evals.gold import Gold
from evals.kept import CACHE, kept
from evals.report import baseline as baselines
from evals.report.baseline import Baseline, changes, read_baseline, update_baseline
from evals.report.page import page
from evals.report.report import make_report
from evals.report.table import table
from evals.report.totals import totals
from evals.results import CaseResult, Outcome, QueryResult, Results
from evals.scratch import Scratch
from evals.solver import converse
from tests.scripted_server import Calls, Says, ScriptedServer
from tests.workspaces import make_workspace
from tools.catalog.model import Catalog
from tools.errors import MusterError
from tools.settings import Settings
from tools.workspace import Workspace
from ui.cli.app import app

GYM = Catalog.model_validate(yaml.safe_load((Path(__file__).parent / "planner/gym.yaml").read_text("utf-8")))
PLANS = ["annual", "annual", "annual", "monthly", "monthly", "trial", None, "annual"]
ABOUT = {"language": "en", "kinds": ["choice"]}
ANNUAL = "SELECT member_id FROM members WHERE plan = 'annual'"
QUIET = Settings(model="embedded", threads=1, memory_limit="1GB")


@pytest.fixture(scope="module")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace with eight members."""
    users = [
        {"member_id": f"m{i}", "plan": plan, "branch": "xh" if i % 2 else "pd", "age": 20 + i}
        for i, plan in enumerate(PLANS)
    ]
    folder = tmp_path_factory.mktemp("gym")
    workspace = make_workspace(folder, GYM, users)
    workspace.store.record("tests", "build", {})
    return folder


def case(id: str, **content: Any) -> Case:
    return Case.model_validate({"id": id, **ABOUT, **content})


def evaluated(folder: Path, *cases: Case, logs: Path | None = None) -> Results:
    return run.run_cases("gym", "dev", cases, folder, QUIET, logs, CACHE)


def result(id: str, passed: bool, split: Any = "dev", **about: Any) -> CaseResult:
    given: dict[str, Any] = {"business": "gym", "language": "en", "kinds": ["choice"], "clear": True}
    given |= {"expects": "audience", "says": [f"request of {id}"], "expected": [f"plan={id}"]}
    scores = {"passed": Outcome(value=float(passed)), "audience": Outcome(value=1.0 if passed else 0.5)}
    return CaseResult(id=id, split=split, scores=scores, **{**given, **about})


# Suite files


def test_a_suite_is_read_with_one_turn_or_several(tmp_path: Path) -> None:
    cases = [
        {"id": "gym-a-01", **ABOUT, "say": "annual", "means": "plan=annual", "sql": ANNUAL},
        {"id": "gym-a-02", **ABOUT, "turns": [{"say": "annual"}, {"say": "vip", "asks": ["vip"]}]},
    ]
    file = tmp_path / "gym.yaml"
    file.write_text(yaml.safe_dump({"business": "gym", "cases": cases}), "utf-8")
    one, several = read_suite(file).cases
    assert one.turns[0].expected == Means("plan=annual", ANNUAL)
    assert one.clear
    assert [turn.say for turn in several.turns] == ["annual", "vip"]
    assert not several.clear


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"say": "x"}, "needs an expectation"),
        ({"say": "x", "means": "plan=annual"}, "needs its `sql`"),
        ({"say": "x", "asks": ["y"], "does": "find_tags"}, "one of means, asks and does"),
        ({"say": "x", "asks": ["y"], "sql": "SELECT 1"}, "`sql` belongs to `means`"),
        ({"say": "x", "does": "profile_segment", "finds": ["age"]}, "`finds` belongs to"),
        ({"say": "x", "asks": ["y"], "expects": "z"}, "is no field here"),
        ({"say": "x", "asks": ["y"], "turns": []}, "not both"),
        ({"say": "x", "does": "dance"}, "Input should be"),
        ({"say": "x", "asks": ["y"], "kinds": ["nonsense"]}, "nonsense"),
    ],
)
def test_a_wrong_case_is_named_with_what_would_be_right(wrong: dict[str, Any], said: str, tmp_path: Path) -> None:
    file = tmp_path / "gym.yaml"
    file.write_text(yaml.safe_dump({"business": "gym", "cases": [{"id": "gym-a-07", **ABOUT, **wrong}]}), "utf-8")
    with pytest.raises(MusterError) as caught:
        read_suite(file)
    assert "gym.yaml, gym-a-07" in caught.value.to("en")
    assert said in caught.value.to("en")


def test_an_id_is_there_once_whatever_the_file(tmp_path: Path) -> None:
    files = [tmp_path / "gym_1.yaml", tmp_path / "gym_2.yaml"]
    for file in files:
        one = {"id": "gym-a-01", **ABOUT, "say": "vip", "asks": ["vip"]}
        file.write_text(yaml.safe_dump({"business": "gym", "cases": [one]}), "utf-8")
    with pytest.raises(MusterError, match=r"gym_2.yaml, gym-a-01.*gym_1.yaml"):
        read_suites(files, "gym")


def test_the_checker_compares_what_is_meant_with_the_sql(gym: Path) -> None:
    checker = Checker(Workspace(gym))
    right = case("gym-a-01", say="annual", means="plan=annual", sql=ANNUAL)
    wrong = case("gym-a-02", say="monthly", means="plan=monthly", sql=ANNUAL)
    broken = case("gym-a-03", say="monthly", means="plann=monthly", sql="SELECT nothing")
    assert list(checker.mistakes(right)) == []
    assert list(checker.mistakes(wrong)) == [
        "means gives 2 users, sql 4; 2 only in means (m3, m4); 4 only in sql (m0, m1, m2)"
    ]
    notation, sql = checker.mistakes(broken)
    assert "did you mean plan" in notation
    assert sql.startswith("sql:")
    assert checker.sizes == [4, 4]


# Running


def test_what_is_right_passes_and_a_planted_wrong_answer_fails(gym: Path, tmp_path: Path) -> None:
    results = evaluated(
        gym,
        case("gym-a-01", say="annual members", means="plan=annual", sql=ANNUAL),
        case("gym-a-02", say="annual members", means="plan=monthly", sql=ANNUAL.replace("annual", "monthly")),
        case("gym-a-03", say="left-handed members", asks=["left-handed"]),
        case("gym-a-04", say="annual members", asks=["annual"]),
        case("gym-a-05", say="which tags are about age?", does="find_tags", finds=["age"]),
        case("gym-a-06", say="annual members", means="plan=annual", sql="SELECT nothing"),
        logs=tmp_path,
    )
    assert {each.id: each.passed for each in results.cases} == {
        "gym-a-01": True,
        "gym-a-02": False,
        "gym-a-03": True,
        "gym-a-04": False,
        "gym-a-05": True,
        "gym-a-06": False,
    }
    wrong = results.cases[1]
    assert wrong.scores["passed"].note == "4 users instead of 2, 0 in common"
    assert (wrong.value("exact_definition"), wrong.value("condition_f1")) == (0.0, 0.0)
    assert "nothing" in results.cases[5].error
    assert list(tmp_path.glob("*.eval"))
    figures = totals(results)
    assert figures["clear_single"].value == pytest.approx(1 / 3)
    assert figures["asked"].value == 0.5
    assert figures["passed"].of == 6


def test_nothing_saved_or_said_in_one_case_is_there_in_the_next(gym: Path) -> None:
    saving = case(
        "gym-a-01",
        turns=[{"say": "annual members"}, {"say": "save it as Regular yearlings", "does": "save_segment"}],
    )
    using = case("gym-a-02", say="people in Regular yearlings", asks=["Regular yearlings"])
    going_on = case("gym-a-03", say="only those in Xuhui", means="branch=xh", sql="SELECT 'm1'")
    settings, index = QUIET, playbooks.index(QUIET)
    gold = Gold(Workspace(gym).snapshot.warehouse)
    with Scratch(gym, settings, index) as scratch:
        saved = converse(saving, scratch, gold)
        used = converse(using, scratch, gold)
        fresh = converse(going_on, scratch, gold)
    assert saved[-1].tools == ["save_segment"]
    assert used[0].draft is None
    assert used[0].question is not None
    assert fresh[0].before is None
    assert Workspace(gym).store.segments() == []
    assert not (gym / "conversations.db").exists()


def test_a_folder_is_built_again_only_when_what_it_is_made_of_changes(tmp_path: Path) -> None:
    source = tmp_path / "data.py"
    built: list[Path] = []

    def build(folder: Path) -> None:
        built.append(folder)
        (folder / "copy").write_text(source.read_text())

    source.write_text("1")
    first = kept(tmp_path / "cache", "gym", [source], build)
    assert kept(tmp_path / "cache", "gym", [source], build) == first
    source.write_text("2")
    second = kept(tmp_path / "cache", "gym", [source], build)
    assert len(built) == 2
    assert (second / "copy").read_text() == "2"
    assert not first.exists()


def test_playbook_queries_are_read_with_those_off_topic(tmp_path: Path) -> None:
    file = tmp_path / "playbooks.yaml"
    entry = {"query": "how to win back", "language": "en", "playbook": "win-back"}
    file.write_text(yaml.safe_dump({"queries": [entry], "off_topic": ["今天天气"]}), "utf-8")
    asked, off = playbooks.read_queries(file)
    assert (asked.playbook, off.playbook, off.language) == ("win-back", None, "zh")
    file.write_text("queries: [{text: x}]", "utf-8")
    with pytest.raises(MusterError, match=r"playbooks.yaml: needs queries"):
        playbooks.read_queries(file)


# Reports

MIXED = Results(
    model="embedded",
    cases=[
        result("gym-a-01", True),
        result("gym-a-02", False),
        result("gym-a-03", False, says=["<b>bold</b>"]),
        result("bank-secret-01", False, split="held-back"),
    ],
    queries=[
        QueryResult(query="win back", language="en", split="dev", playbook="win-back", found=["rfm", "win-back"]),
        QueryResult(query="a hidden query", language="en", split="held-back", playbook="rfm", found=[]),
    ],
)
BEFORE = Baseline.model_validate(
    {
        "model": "embedded",
        "totals": {"dev": {"passed": {"value": 1.0, "of": 3}}},
        "cases": {id: {"passed": passed, "score": 1} for id, passed in (("gym-a-01", False), ("gym-a-03", True))},
    }
)


def test_figures_are_worked_out_for_each_split() -> None:
    figures = totals(MIXED.of("dev"))
    assert figures["passed"].value == pytest.approx(1 / 3)
    assert figures["clear_single"].value == pytest.approx(1 / 3)
    assert (figures["hit_1_en"].value, figures["hit_5_en"].value, figures["mrr_en"].value) == (0.0, 1.0, 0.5)
    assert figures["hit_1_zh"].value is None
    assert totals(MIXED.of("held-back"))["passed"].value == 0.0


def test_a_case_that_could_not_run_counts_as_wrong() -> None:
    broken = result("gym-a-09", True).model_copy(update={"scores": {}, "error": "no such table"})
    assert totals(Results(model="embedded", cases=[broken]))["clear_single"].value == 0.0


def test_held_back_cases_are_in_the_totals_and_nowhere_else() -> None:
    report = make_report(MIXED, BEFORE, reveal=False)
    assert report.totals["held-back"]["passed"].of == 1
    assert report.hidden == 2
    screen = Console(record=True, width=120, file=StringIO())
    screen.print(table(report, "en"))
    for shown in (report.model_dump_json(), page(report, "en"), screen.export_text()):
        assert "bank-secret-01" not in shown
        assert "a hidden query" not in shown
    revealed = make_report(MIXED, BEFORE, reveal=True)
    assert "bank-secret-01" in page(revealed, "zh")
    assert "a hidden query" in revealed.model_dump_json()


def test_what_broke_since_the_baseline_comes_first() -> None:
    assert changes(MIXED, BEFORE).model_dump() == {"broken": ["gym-a-03"], "mended": ["gym-a-01"]}
    report = make_report(MIXED, BEFORE, reveal=False)
    assert [(failure.id, failure.newly_broken) for failure in report.failures] == [
        ("gym-a-03", True),
        ("gym-a-02", False),
    ]


def test_a_page_stands_alone_and_escapes_what_was_said() -> None:
    html = page(make_report(MIXED, BEFORE, reveal=False), "en")
    assert "&lt;b&gt;bold" in html
    assert "<b>bold" not in html
    assert not re.search(r"(src|href)=", html)


def test_a_baseline_keeps_what_was_not_measured_and_no_held_back_case(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    assert read_baseline(file) == Baseline()
    update_baseline(Results(model="embedded", cases=[result("shop-a-01", True)]), file)
    update_baseline(MIXED, file)
    new = read_baseline(file)
    assert {id: each.passed for id, each in new.cases.items()} == {
        "gym-a-01": True,
        "gym-a-02": False,
        "gym-a-03": False,
        "shop-a-01": True,
    }
    assert new.totals["held-back"]["passed"].of == 1
    assert "bank-secret" not in file.read_text("utf-8")
    file.write_text("[]")
    with pytest.raises(MusterError, match="--update-baseline"):
        read_baseline(file)


# The command


@dataclass(frozen=True)
class Tiny(Business):
    """A business of the tests: its workspace is there already."""

    at: Path = Path()
    cases: Path = field(default=Path())

    @property
    def suites(self) -> tuple[Path, ...]:
        return (self.cases,)

    def workspace(self, cache: Path = CACHE) -> Path:
        return self.at


@pytest.fixture
def tiny(gym: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite = {
        "business": "tiny",
        "cases": [
            {
                "id": "tiny-talk-01",
                **ABOUT,
                "turns": [
                    {"say": "annual members", "means": "plan=annual"},
                    {"say": "only Xuhui", "means": "plan=annual & branch=xh", "sql": f"{ANNUAL} AND branch = 'xh'"},
                ],
            }
        ],
    }
    file = tmp_path / "tiny.yaml"
    file.write_text(yaml.safe_dump(suite), "utf-8")
    monkeypatch.setitem(BUSINESSES, "tiny", Tiny("tiny", at=gym, cases=file))
    monkeypatch.setattr(baselines, "FILE", tmp_path / "baseline.json")


def test_the_command_measures_and_writes_a_report(tiny: None, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    done = CliRunner().invoke(app, ["eval", "tiny", "--model", "embedded", "--report", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    printed = json.loads(done.stdout)
    assert printed["totals"]["dev"]["clear_conversations"] == {"value": 1.0, "of": 1}
    assert (folder / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert json.loads((folder / "report.json").read_text("utf-8"))["cases"][0]["id"] == "tiny-talk-01"
    assert len(list((folder / "logs").glob("*.eval"))) == 1


def test_of_a_held_back_business_the_command_leaves_nothing_but_totals(tiny: None, tmp_path: Path) -> None:
    BUSINESSES["tiny"] = replace(BUSINESSES["tiny"], held_back=True)
    folder = tmp_path / "report"
    done = CliRunner().invoke(app, ["eval", "tiny", "--report", str(folder), "--update-baseline"])
    assert done.exit_code == 0, done.output
    written = [file.read_bytes() for file in (*folder.rglob("*.*"), tmp_path / "baseline.json") if file.is_file()]
    assert len(written) == 4  # the reports, the failures as a page, the baseline
    assert not any(b"tiny-talk-01" in each or b"annual members" in each for each in (done.output.encode(), *written))
    assert json.loads((folder / "report.json").read_text("utf-8"))["totals"]["held-back"]["passed"]["of"] == 1


def test_a_model_on_a_server_is_measured_alike(tiny: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    annual = {"kind": "tag", "tag": "plan", "op": "is", "value": "annual", "because": "annual members"}
    preview = Calls(("preview_segment", {"definition": {"where": annual}}))
    with_nothing_new = [preview, Says("Here they are.")]
    with ScriptedServer(with_nothing_new * 5) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "any")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        folder = tmp_path / "report"
        done = CliRunner().invoke(app, ["eval", "tiny", "--model", "openai:scripted", "--report", str(folder)])
    assert done.exit_code == 0, done.output
    (failure,) = json.loads((folder / "report.json").read_text("utf-8"))["failures"]
    first, second = failure["turns"]
    assert (first["missing"], first["extra"]) == ([], [])
    assert second["jaccard"] == 0.5
    assert (second["missing"], second["extra"]) == (["branch=xh"], [])


def test_an_unknown_suite_is_told_with_those_there_are(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["eval", "gymm", "--report", str(tmp_path)])
    assert done.exit_code == 1
    assert "gym_chain" in done.output


def test_without_the_extra_the_command_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "_NEEDED", ("surely_not_installed",))
    done = CliRunner().invoke(app, ["eval", "all", "--report", str(tmp_path)])
    assert done.exit_code == 1
    assert "pip install 'muster[evals]'" in done.output


# The gate


def test_the_chain_of_gyms_is_understood_as_well_as_it_was() -> None:
    """All its cases but those that train models or search playbooks, which have tests of their own."""
    before = read_baseline()
    business = BUSINESSES["gym_chain"]
    cases = tuple(
        each
        for each in read_suites(business.suites, business.name)
        if each.id in before.cases and not {"lookalike", "playbook", "export"} & set(each.kinds)
    )
    results = run.run_cases(business.name, "dev", cases, business.workspace(), QUIET, None, CACHE)
    assert not [each.error for each in results.cases if each.error]
    passed = sum(each.passed for each in results.cases)
    assert passed >= sum(before.cases[each.id].passed for each in cases), changes(results, before).broken
