"""Cards say the same things in every front end: what is in them, in both languages."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge_base.search_playbooks import Passage, Passages
from tools.actions.ask_user import Clarification
from tools.actions.compare_segments import Comparison
from tools.actions.expand_lookalike import Expansion, FeatureLine
from tools.actions.export_segment import Receipt
from tools.actions.find_tags import Found, TagMatches
from tools.actions.list_segments import SegmentList
from tools.actions.offer_export import Destination, ExportOffer
from tools.actions.preview_segment import ConditionLine, Preview
from tools.actions.profile_segment import Profile, TgiRow
from tools.actions.save_segment import SavedSegment
from tools.catalog.model import Catalog
from tools.errors import MusterError, Problem
from tools.language import Lang, Text
from tools.segment import Definition
from ui.view import Viewable, card_of
from ui.view.examples import examples
from ui.view.numbers import number, percent, users

HAN = re.compile(r"[㐀-鿿]")
WORDS = Text(en="Plan is gold", zh="套餐是黄金")
DAY = datetime(2026, 10, 31, 12, tzinfo=UTC)
ROW = TgiRow(
    tag="plan", tag_name=Text(en="Plan", zh="套餐"), value="gold", value_name=Text(en="Gold", zh="黄金"),
    count=30, share=0.3, base_share=0.1, tgi=300.0,
)  # fmt: skip
SAVED = SavedSegment(
    name="Spring", version=2, definition=Definition(), fingerprint="f", count=1234, snapshot="s", saved_at=DAY
)


def preview(count: int = 250) -> Preview:
    return Preview(
        definition=Definition(), fingerprint="f", snapshot="s", count=count, population=1000, text=WORDS,
        conditions=[
            ConditionLine(text=WORDS, because="gold ones", narrows_to=500),
            ConditionLine(text=Text(en="Age is not 30", zh="年龄不是30岁"), because=None, narrows_to=count, unknown=7),
        ],
        assumptions=[Text(en="Taken as of today.", zh="按今天计算。")],
        sql="SELECT 1",
    )  # fmt: skip


RESULTS: list[Viewable] = [
    preview(),
    preview(0),
    Expansion(
        lookalike="l", definition=Definition(), text=WORDS, seed_count=100, count=200, population=1000, auc=0.8712,
        lift_at_5=6.24, features=[FeatureLine(name=WORDS, gain_share=0.4)], warnings=[WORDS], left_out=[WORDS], sql="",
    ),
    Clarification(question=WORDS, unresolved=["loyal"], suggestions=["gold"]),
    SAVED,
    SegmentList(segments=[SAVED]),
    SegmentList(segments=[]),
    Profile(
        definition_text=WORDS, count=100, population=1000, over=[ROW], under=[ROW.model_copy(update={"tgi": 40.0})],
        tags_used=3, left_out=[WORDS],
    ),
    Profile(definition_text=WORDS, count=100, population=1000, over=[], under=[], tags_used=3, left_out=[]),
    Comparison(
        first_text=WORDS, second_text=WORDS, first_count=10, second_count=20, both=5, only_first=5, only_second=15,
        population=1000, differences=[ROW], left_out=[WORDS],
    ),
    ExportOffer(
        definition=Definition(), fingerprint="f", text=WORDS, count=10,
        destinations=[Destination(channel="csv", name=WORDS)],
    ),
    Receipt(
        id="e", channel="csv", file=Path("a.csv"), manifest=Path("m.json"), rows=10, sha256="ab" * 32,
        left_out={"no_phone": 3}, exported_at=DAY,
    ),
    TagMatches(query="gold", matches=[Found(kind="tag", id="plan", name=WORDS, values=["gold"], score=1.0)]),
    TagMatches(query="gold", matches=[]),
    Passages(
        query="q",
        passages=[Passage(playbook="p", title="Win-back", section="Who", text="Start.", lang="en", score=0.9)],
    ),
    Passages(query="q", passages=[]),
    Problem(code="unknown_tag", message=WORDS, suggestions=("plan",)),
    MusterError(Problem(code="a", message=WORDS), Problem(code="b", message=WORDS)),
]  # fmt: skip


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_every_result_has_a_card_in_each_language_and_mixes_none(result: Viewable) -> None:
    english, chinese = card_of(result, "en").model_dump_json(), card_of(result, "zh").model_dump_json()
    assert not HAN.search(english)
    assert HAN.search(chinese)
    labels = re.findall(r'"(?:title|bars_title|weights_title|label|hint)":"((?:[^"\\]|\\.)+)"', chinese)
    words_of_the_data = {"A", "B", "SHA-256", r"\"Win-back\", Who", "gold", "plan", "Spring"}
    assert [label for label in labels if not HAN.search(label) and label not in words_of_the_data] == []


def test_a_segment_card_says_how_much_each_condition_keeps_and_why_it_is_there() -> None:
    card = card_of(preview(), "en")
    assert (card.count, card.population, card.share) == (250, 1000, 0.25)
    assert [(line.text, line.because, line.count, line.kept) for line in card.lines] == [
        ("Plan is gold", "gold ones", 500, 0.5),
        ("Age is not 30", None, 250, 0.5),
    ]
    assert [line.note for line in card.lines] == ["", "includes 7 users whose value is unknown"]
    assert card.assumptions == ("Taken as of today.",)
    assert {button.action for button in card.buttons} == {"profile", "expand", "save", "export"}


def test_an_audience_of_nobody_says_so_and_offers_nothing_to_do_with_it() -> None:
    card = card_of(preview(0), "zh")
    assert card.warnings
    assert card.buttons == ()


def test_an_offer_has_a_button_for_each_destination() -> None:
    [offer] = [result for result in RESULTS if isinstance(result, ExportOffer)]
    [button] = card_of(offer, "en").buttons
    assert (button.action, button.argument, button.label) == ("export", "csv", "Plan is gold")


def test_suggestions_can_be_said_with_a_click() -> None:
    question = Clarification(question=WORDS, unresolved=[], suggestions=["gold", "silver"])
    assert [(button.action, button.argument) for button in card_of(question, "en").buttons] == [
        ("say", "gold"),
        ("say", "silver"),
    ]


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0, "0.00%"), (0.0123, "1.23%"), (1, "100.00%"), (0.00001, "<0.01%"), (0.99999, ">99.99%"), (0.00005, "0.01%"),
    ],
)  # fmt: skip
def test_shares_never_round_something_to_nothing(share: float, written: str) -> None:
    assert percent(share) == written


def test_numbers_have_separators_and_users_a_unit() -> None:
    assert number(1234567) == "1,234,567"
    assert (users(1, "en"), users(2000, "en"), users(2000, "zh")) == ("1 user", "2,000 users", "2,000 人")


CATALOG = Catalog.model_validate(
    {
        "as_of": date(2026, 10, 31),
        "users": {"table": "members", "id": "id"},
        "tags": [
            {"id": "plan", "type": "choice", "name": {"en": "Plan", "zh": "套餐"},
             "values": [{"value": "g", "name": {"en": "Gold", "zh": "黄金"}}]},
            {"id": "illness", "type": "choice", "name": {"en": "Illness", "zh": "疾病"},
             "values": [{"value": "x", "name": {"en": "Asthma", "zh": "哮喘"}}]},
        ],
        "events": [{"id": "visit", "table": "visits", "time": "at", "name": {"en": "Visit", "zh": "到店"}}],
        "terms": [{"name": {"en": "regulars", "zh": "常客"}, "definition": {"kind": "all", "of": []}}],
        "sensitive": [{"tag": "illness", "category": "health"}],
    }
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_examples_are_made_of_the_catalog_and_leave_sensitive_tags_alone(lang: Lang) -> None:
    found = " ".join(examples(CATALOG, lang))
    expected = {"en": ("regulars", "Gold", "visit"), "zh": ("常客", "黄金", "到店")}
    assert all(word in found for word in expected[lang])
    assert "Asthma" not in found
    assert "哮喘" not in found


def test_an_empty_catalog_has_no_examples() -> None:
    assert examples(Catalog.model_validate({"users": {"table": "u", "id": "id"}}), "en") == []
