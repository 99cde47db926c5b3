"""Playbooks as files: those of Muster are whole in both languages, and what is wrong in one is named by its line."""

from pathlib import Path

import pytest

from knowledge_base.index import OWN_PLAYBOOKS
from knowledge_base.playbook import read_playbook
from tools.errors import MusterError
from tools.language import language_of

FILES = sorted(OWN_PLAYBOOKS.glob("*.md"))
SLUGS = sorted({file.name.split(".")[0] for file in FILES})

HEADINGS = {
    "目标": "Goal",
    "圈选谁": "Who to select",
    "怎样扩量": "How to expand",
    "怎么做": "How to do it",
    "怎么说": "What to type",
    "注意什么": "What to watch",
    "怎样衡量": "How to measure",
    "常见误区": "Pitfalls",
}

GOOD = """---
title: Gift cards
kind: scenario
language: en
keywords: [vouchers, 618]
questions:
  - who buys gift cards
---

## Goal
Sell gift cards.

## Pitfalls
### Timing
Too late.
"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_playbook_reads_and_is_in_its_language(file):
    playbook = read_playbook(file)
    assert file.name == f"{playbook.slug}.{playbook.language}.md"
    assert playbook.keywords
    assert len(playbook.questions) >= 8
    assert {language_of(question) for question in playbook.questions if playbook.language == "en"} <= {"en"}
    assert [section.heading for section in playbook.sections if not section.text.strip()] == []
    assert {language_of(section.text) for section in playbook.sections} == {playbook.language}


@pytest.mark.parametrize("slug", SLUGS)
def test_both_languages_have_the_same_sections_in_order(slug):
    chinese = read_playbook(OWN_PLAYBOOKS / f"{slug}.zh.md")
    english = read_playbook(OWN_PLAYBOOKS / f"{slug}.en.md")
    assert [HEADINGS[section.heading] for section in chinese.sections] == [s.heading for s in english.sections]
    assert chinese.kind == english.kind


def test_every_kind_is_covered():
    kinds = [read_playbook(OWN_PLAYBOOKS / f"{slug}.en.md").kind for slug in SLUGS]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"scenario": 9, "industry": 8, "method": 10}


def test_titles_tell_playbooks_apart():
    titles = [read_playbook(file).title for file in FILES]
    assert len(set(titles)) == len(titles)


def written(folder: Path, text: str, name: str = "gift-cards.en.md") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_front_matter_and_sections_are_read(tmp_path):
    playbook = read_playbook(written(tmp_path, GOOD))
    assert (playbook.slug, playbook.title, playbook.kind, playbook.language) == (
        "gift-cards",
        "Gift cards",
        "scenario",
        "en",
    )
    assert playbook.keywords == ("vouchers", "618")
    assert playbook.questions == ("who buys gift cards",)
    assert [(section.heading, section.text) for section in playbook.sections] == [
        ("Goal", "Sell gift cards."),
        ("Pitfalls", "### Timing\nToo late."),
    ]


def test_windows_files_and_names_without_a_language_are_read(tmp_path):
    file = tmp_path / "gift-cards.md"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_playbook(file).sections[0].text == "Sell gift cards."


def test_text_above_the_first_heading_stands_under_the_title(tmp_path):
    playbook = read_playbook(written(tmp_path, GOOD.replace("## Goal\n", "")))
    assert [section.heading for section in playbook.sections] == ["Gift cards", "Pitfalls"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("---\ntitle", "title", 1, "front matter"),
        ("title: Gift cards\n", "", 1, "`title`"),
        ("kind: scenario", "kind: holiday", 3, "scenario, industry or method"),
        ("language: en", "language: fr", 4, "en or zh"),
        ("language: en", "language: zh", 4, "file name"),
        ("[vouchers, 618]", "vouchers", 5, "list of words"),
        ("[vouchers, 618]", "[vouchers, 618", 6, "YAML"),
        ("keywords:", "tags:", 5, "not known"),
        ("questions:\n  - who", "questions: who", 6, "list of questions"),
        ("Sell gift cards.", "", 10, "Goal"),
        (GOOD[GOOD.index("## Goal") :], "", 8, "no text"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path, old, new, line, says):
    assert old in GOOD
    with pytest.raises(MusterError, match=says) as error:
        read_playbook(written(tmp_path, GOOD.replace(old, new, 1)))
    assert error.value.problems[0].code == "bad_playbook"
    assert error.value.problems[0].where == f"gift-cards.en.md:{line}"


def test_every_wrong_key_is_named_at_once(tmp_path):
    with pytest.raises(MusterError) as error:
        read_playbook(written(tmp_path, GOOD.replace("scenario", "holiday").replace("language: en", "language: fr")))
    assert [problem.where for problem in error.value.problems] == ["gift-cards.en.md:3", "gift-cards.en.md:4"]


def test_a_file_in_another_encoding_is_refused(tmp_path):
    file = tmp_path / "gbk.md"
    file.write_bytes("标题：礼品卡".encode("gbk"))
    with pytest.raises(MusterError, match="UTF-8"):
        read_playbook(file)
