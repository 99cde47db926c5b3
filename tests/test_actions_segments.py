"""Saving, listing and offering an audience, through the actions that people's clicks and models' tools call."""

from pathlib import Path

import pytest

from tests.workspaces import NOON, make_workspace
from tools.actions.audience import Audience
from tools.actions.export_segment import ExportArguments, export_segment
from tools.actions.list_segments import ListArguments, list_segments
from tools.actions.offer_export import OfferArguments, offer_export
from tools.actions.preview_segment import PreviewArguments, preview_segment
from tools.actions.save_segment import SaveArguments, SavedSegment, save_segment
from tools.catalog.model import Catalog
from tools.errors import MusterError
from tools.segment import (
    All,
    Amount,
    Arithmetic,
    Condition,
    Definition,
    Formula,
    InSegment,
    Not,
    Number,
    OrderBy,
    TagCondition,
    TagNumber,
)
from tools.workspace import Workspace

CATALOG = Catalog.model_validate(
    {
        "as_of": "2026-10-31",
        "users": {"table": "users", "id": "uid"},
        "tags": [
            {
                "id": "city",
                "type": "choice",
                "name": {"en": "City", "zh": "城市"},
                "values": [{"value": "sh", "name": {"en": "Shanghai", "zh": "上海"}}, {"value": "bj"}],
            },
            {"id": "age", "type": "number", "name": {"en": "Age", "zh": "年龄"}},
            {"id": "illness", "type": "choice", "name": {"en": "Illness", "zh": "疾病"}, "values": [{"value": "flu"}]},
        ],
        "ids": [{"type": "phone", "column": "phone"}],
        "sensitive": [{"tag": "illness", "category": "health"}],
    }
)
USERS = [{"uid": f"u{age}", "city": "sh" if age % 2 else "bj", "age": age} for age in range(20, 30)]

IN_SHANGHAI = TagCondition(tag="city", op="is", value="sh")
ADULT = TagCondition(tag="age", op="at_least", value=25)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path, CATALOG, USERS)


def test_a_negated_formula_lets_in_whose_numbers_are_unknown(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, CATALOG, [*USERS, {"uid": "who knows"}])
    twice = Arithmetic(op="multiply", left=TagNumber(tag="age"), right=Number(value=2))
    over = Formula(left=twice, op="at_least", right=Number(value=50))
    (affirmed,) = preview_segment(workspace, PreviewArguments(definition=Definition(where=over))).conditions
    (negated,) = preview_segment(workspace, PreviewArguments(definition=Definition(where=Not(of=over)))).conditions

    assert (affirmed.narrows_to, affirmed.unknown) == (5, 0)
    assert (negated.narrows_to, negated.unknown) == (6, 1)


def test_each_line_says_what_it_narrows_and_who_would_come_in_without_it(workspace: Workspace) -> None:
    definition = Definition(where=All(of=(IN_SHANGHAI, ADULT, Not(of=TagCondition(tag="age", op="is", value=27)))))
    preview = preview_segment(workspace, PreviewArguments(definition=definition))
    assert preview.count == 2  # 25 and 29
    assert [(line.narrows_to, line.adds) for line in preview.conditions] == [(5, 2), (3, 2), (2, 1)]


def save(workspace: Workspace, name: str, where: Condition) -> SavedSegment:
    return save_segment(workspace, SaveArguments(name=name, definition=Definition(where=where)))


def code_of(action: object, workspace: Workspace, arguments: Audience) -> str:
    assert callable(action)
    with pytest.raises(MusterError) as error:
        action(workspace, arguments)
    return error.value.problems[0].code


def test_saving_checks_counts_and_records(workspace: Workspace) -> None:
    saved = save(workspace, " 上海用户 ", TagCondition(tag="city", op="is", value="上海"))

    assert (saved.name, saved.version, saved.count, saved.snapshot) == ("上海用户", 1, 5, "20261101-1")
    assert saved.definition == Definition(where=IN_SHANGHAI)
    assert saved.saved_at == NOON
    assert [entry.what for entry in workspace.store.audit()] == ["save_segment"]


def test_an_equal_definition_makes_no_new_version(workspace: Workspace) -> None:
    save(workspace, "a", All(of=(IN_SHANGHAI, ADULT)))
    assert save(workspace, "a", All(of=(ADULT, All(of=(IN_SHANGHAI,))))).version == 1
    assert save(workspace, "a", ADULT).version == 2


def test_listing(workspace: Workspace) -> None:
    assert list_segments(workspace, ListArguments()).segments == []
    save(workspace, "a", IN_SHANGHAI)
    newest = save(workspace, "a", ADULT)
    assert list_segments(workspace, ListArguments()).segments == [newest]


def test_a_saved_segment_is_part_of_other_definitions(workspace: Workspace) -> None:
    save(workspace, "Shanghai", IN_SHANGHAI)
    definition = Definition(where=All(of=(ADULT, Not(of=InSegment(segment="SHANGHAI")))))
    preview = preview_segment(workspace, PreviewArguments(definition=definition))
    assert preview.count == 2
    assert preview.text.zh == "年龄至少25，并且不属于人群“SHANGHAI”"


def test_a_segment_taken_up_and_narrowed_can_keep_its_name(workspace: Workspace) -> None:
    save(workspace, "a", IN_SHANGHAI)
    narrower = save(workspace, "A", All(of=(InSegment(segment="a"), ADULT)))

    assert (narrower.version, narrower.count) == (2, 3)
    offer = offer_export(workspace, OfferArguments(segment="a"))
    assert offer.count == 3


def test_a_circle_of_segments_is_refused(workspace: Workspace) -> None:
    save(workspace, "a", IN_SHANGHAI)
    save(workspace, "b", InSegment(segment="a"))
    circle = SaveArguments(name="a", definition=Definition(where=InSegment(segment="b")))
    assert code_of(save_segment, workspace, circle) == "cyclic_segment"


def test_what_cannot_be_saved(workspace: Workspace) -> None:
    sick = Definition(where=TagCondition(tag="illness", op="is", value="flu"))
    assert code_of(save_segment, workspace, SaveArguments(name="a", definition=sick)) == "sensitive"
    assert code_of(save_segment, workspace, SaveArguments(name="a")) == "no_audience"
    assert code_of(save_segment, workspace, SaveArguments(name="a", segment="nobody")) == "unknown_segment"
    assert code_of(save_segment, workspace, SaveArguments(name="  ", definition=Definition())) == "bad_name"
    assert workspace.store.segments() == []


def test_an_offer_shows_what_a_click_would_make_and_makes_nothing(workspace: Workspace) -> None:
    top = Definition(where=IN_SHANGHAI, order_by=OrderBy(tag="age"), limit=Amount(size=2))
    offer = offer_export(workspace, OfferArguments(definition=top))

    assert (offer.definition, offer.count) == (top, 2)
    assert offer.text.zh == "城市是上海。从中按年龄从高到低排序，取前2人"
    assert [destination.channel for destination in offer.destinations] == ["csv", "parquet", "phone_sha256"]
    assert not (workspace.path / "exports").exists()
    assert workspace.store.audit() == []


def test_an_offer_of_a_segment_keeps_meaning_what_it_showed(workspace: Workspace) -> None:
    save(workspace, "a", IN_SHANGHAI)
    offer = offer_export(workspace, OfferArguments(segment="a", channel="csv"))
    save(workspace, "a", ADULT)

    receipt = export_segment(workspace, ExportArguments(definition=offer.definition, channel="csv"))
    assert offer.text.zh == "属于人群“a”的第1版（城市是上海）"
    assert offer.count == receipt.rows == 5
    assert receipt.file.read_text("utf-8-sig").split() == ["user_id,city", *(f"u{age},sh" for age in range(21, 30, 2))]


def test_channels_that_are_offered(workspace: Workspace, tmp_path: Path) -> None:
    [only] = offer_export(workspace, OfferArguments(definition=Definition(), channel="parquet")).destinations
    assert only.channel == "parquet"
    without_phones = make_workspace(tmp_path / "b", CATALOG.model_copy(update={"ids": ()}), USERS)
    offer = offer_export(without_phones, OfferArguments(definition=Definition()))
    assert [destination.channel for destination in offer.destinations] == ["csv", "parquet"]
    for place, channel, code in (
        (workspace, "fax", "unknown_channel"),
        (without_phones, "phone_sha256", "no_identifier"),
    ):
        assert code_of(offer_export, place, OfferArguments(definition=Definition(), channel=channel)) == code
