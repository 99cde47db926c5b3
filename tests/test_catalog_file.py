"""Catalog files: what they may say, and that every mistake is named with its line and what would be right."""

from pathlib import Path

import pytest

from tools.catalog.file import catalog_yaml, parse_catalog, read_catalog
from tools.catalog.model import Catalog
from tools.errors import MusterError, Problem
from tools.segment import All, TagCondition

FILE = """\
format: 1
as_of: 2026-10-31
timezone: Asia/Shanghai
users: {table: users, id: user_id}
tags:
  - id: city
    type: choice
    name: {en: City, zh: 城市}
    aliases:
    values:
      - {value: beijing, name: {zh: 北京}}
      - {value: 010, aliases: [no, 12:30, 1.10]}
    groups:
      - {name: {zh: 一线城市}, values: [beijing, guangzhou]}
  - {id: spend, type: number, unit: {zh: 元}, name: {en: Spend}}
  - {id: home, type: place, columns: {lat: y, lon: x}, name: {en: Home}}
events:
  - id: order
    table: events
    match: {column: kind, value: 1}
    time: ts
    name: {en: Order}
    properties:
      - {id: amount, type: number, name: {en: Amount}}
places:
  - {id: store, name: {en: Store}, lat: 39.93, lon: 116.45}
terms:
  - name: {zh: 高价值}
    definition: {kind: all, of: [{kind: tag, tag: spend, op: at_least, value: 2000}]}
ids:
  - {type: phone, column: phone}
sensitive:
  - {tag: chronic_condition, category: health}
"""


def problems(text: str) -> list[Problem]:
    with pytest.raises(MusterError) as caught:
        parse_catalog(text, "shop.yaml")
    for problem in caught.value.problems:
        assert problem.message.en
        assert problem.message.zh
        assert problem.where.startswith("shop.yaml")
    return list(caught.value.problems)


def only(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, [problem.where for problem in found]
    return found[0]


def line_of(text: str, words: str) -> str:
    return f"shop.yaml:{next(i for i, line in enumerate(text.splitlines(), 1) if words in line)}"


def test_a_file_is_read_as_it_stands() -> None:
    catalog = parse_catalog(FILE, "shop.yaml")
    city = catalog.tag("city")
    assert city is not None
    assert [value.value for value in city.values] == ["beijing", "010"]
    assert city.values[1].aliases == ("no", "12:30", "1.10")
    assert city.aliases == ()
    assert catalog.events[0].match is not None
    assert catalog.events[0].match.value == "1"
    assert catalog.terms[0].definition == All(of=(TagCondition(tag="spend", op="at_least", value=2000),))
    assert catalog.places[0].lat == 39.93


def test_what_is_written_reads_back_as_the_same(tmp_path: Path) -> None:
    catalog = parse_catalog(FILE, "shop.yaml")
    (tmp_path / "catalog.yaml").write_text(catalog_yaml(catalog), "utf-8")
    assert read_catalog(tmp_path / "catalog.yaml") == catalog
    assert "城市" in catalog_yaml(catalog)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(FILE, "utf-8-sig")
    assert isinstance(read_catalog(tmp_path / "catalog.yaml"), Catalog)


@pytest.mark.parametrize(
    ("right", "wrong", "code", "suggestion"),
    [
        ("    type: choice", "    typ: choice", "unknown_key", "type"),
        ("timezone: Asia/Shanghai", "timezone: Asia/Shangai", "unknown_timezone", "Asia/Shanghai"),
        ("type: number, unit", "type: numbr, unit", "bad_value", "number"),
        ("type: phone", "type: fone", "bad_value", "phone"),
        ("tag: spend, op", "tag: spent, op", "unknown_tag", "spend"),
        ("op: at_least", "op: atleast", "bad_value", "at_least"),
        ("tag: chronic_condition", "tag: citi", "unknown_tag", "city"),
        ("category: health", "categry: health", "unknown_key", "category"),
    ],
)
def test_a_misspelt_word_is_named_with_the_right_one(right: str, wrong: str, code: str, suggestion: str) -> None:
    text = FILE.replace(right, wrong, 1)
    found = {problem.code: problem for problem in problems(text)}
    assert found[code].where == line_of(FILE, right)
    assert found[code].suggestions[0] == suggestion


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("as_of: 2026-10-31", "as_of: 2026-13-31", "bad_type"),
        ("id: spend", "id: city", "repeated_id"),
        ("lat: 39.93", "lat: 99.93", "out_of_range"),
        ("lat: 39.93", "lat: north", "bad_type"),
        ("name: {en: Spend}", "name: Spend", "bad_type"),
        ("name: {en: Spend}", "name: {}", "bad_entry"),
        ("type: place, columns", "type: number, columns", "bad_entry"),
        ("values: [beijing, guangzhou]", "values: beijing", "bad_type"),
        ("values: [beijing, guangzhou]", "values: []", "bad_type"),
        ("format: 1", "format: 2", "bad_value"),
        ("{id: amount, type: number", "{id: amount, id: sum, type: number", "repeated_key"),
        ("value: 010", "value: beijing", "repeated_id"),
    ],
)
def test_a_mistake_is_named_with_its_line(right: str, wrong: str, code: str) -> None:
    text = FILE.replace(right, wrong, 1)
    found = [problem for problem in problems(text) if problem.code == code]
    assert found[0].where == line_of(FILE, right)


def test_a_term_must_speak_of_what_the_catalog_has() -> None:
    definition = (
        "{kind: any, of: ["
        "{kind: not, of: {kind: event, event: oder}}, "
        "{kind: event, event: order, measure: sum, property: amout, op: at_least, value: 5}, "
        "{kind: near, tag: home, place: stor, radius_m: 500}, "
        "{kind: sequence, steps: [{event: order}, {event: ordr, absent: true}]}, "
        "{kind: formula, left: {kind: arithmetic, op: divide, left: {kind: tag, tag: spent}, "
        "right: {kind: measure, event: order, measure: sum, property: amoun}}, "
        "op: more_than, right: {kind: number, value: 2}}]}"
    )
    text = FILE.replace("{kind: all, of: [{kind: tag, tag: spend, op: at_least, value: 2000}]}", definition)
    found = problems(text)
    assert [(problem.code, problem.suggestions[0]) for problem in found] == [
        ("unknown_event", "order"),
        ("unknown_property", "amount"),
        ("unknown_place", "store"),
        ("unknown_event", "order"),
        ("unknown_tag", "spend"),
        ("unknown_property", "amount"),
    ]
    assert {problem.where for problem in found} == {line_of(text, "definition")}


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = FILE.replace("type: choice", "typ: choice", 1).replace("tag: spend, op", "tag: spent, op")
    text = text.replace("type: phone", "type: fone").replace("as_of: 2026-10-31", "as_of: soon")
    assert [problem.code for problem in problems(text)] == [
        "bad_type", "missing_key", "unknown_key", "unknown_tag", "bad_value"
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list\n"])
def test_what_is_no_catalog_says_how_one_begins(text: str) -> None:
    assert only(text).code == "not_a_catalog"


@pytest.mark.parametrize("text", ["tags: [", "a: b: c", "tags:\n\t- x", "&a [*a", "x: !!python/object:os.system {}"])
def test_broken_yaml_is_told_with_its_line(text: str) -> None:
    assert only(text).code in ("bad_yaml", "not_a_catalog")


def test_a_file_that_is_not_text_is_no_catalog(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(MusterError) as caught:
        read_catalog(tmp_path / "catalog.yaml")
    assert caught.value.problems[0].code == "unreadable_catalog"
