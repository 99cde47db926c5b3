"""The page's parts without a browser: what is escaped, what a reply may hold, who may download what."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.actions.export_segment import Receipt
from tools.language import Lang
from tools.segment import Definition
from tools.store.store import Store
from ui.view import Bar, Button, Card, Entry, Fact, Line, Weight
from ui.web.downloads import Downloads
from ui.web.render import page_part, reply_html, suggested_size
from ui.web.visits import browser_language

HOSTILE = """<img src=x onerror="alert(1)">'"></script>"""


def drawn(card: Card, request: str = "", lang: Lang = "en") -> str:
    shown = {"card": card, "index": {"turn": 0, "result": 0}, "links": ()}
    turn = {"index": 0, "request": request, "steps": [], "took": "", "reply": "", "cards": [shown], "done": True}
    return page_part("turn.html", lang, turn=turn)


def test_no_text_of_a_card_reaches_the_page_as_markup() -> None:
    card = Card(
        kind="segment", title=HOSTILE, summary=HOSTILE, count=1, population=2, share=0.5, sql=HOSTILE,
        lines=(Line(text=HOSTILE, because=HOSTILE, note=HOSTILE, count=1, kept=0.5),),
        facts=(Fact(label=HOSTILE, value=HOSTILE, hint=HOSTILE),),
        bars=(Bar(label=HOSTILE, tgi=200, share=0.2, base_share=0.1, count=1),), bars_title=HOSTILE,
        weights=(Weight(label=HOSTILE, share=0.1),), weights_title=HOSTILE,
        entries=(Entry(title=HOSTILE, text=HOSTILE, note=HOSTILE),),
        assumptions=(HOSTILE,), warnings=(HOSTILE,), notes=(HOSTILE,),
        buttons=(Button(action="say", label=HOSTILE, argument=HOSTILE), Button(action="save", label=HOSTILE)),
    )  # fmt: skip
    html = drawn(card, request=HOSTILE)
    assert html.count("&lt;img") >= 20
    assert "<img" not in html
    assert "</script" not in html
    assert 'onerror="' not in html


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://elsewhere.example/x.png)",
        "[click](javascript:alert(1))",
        "<https://elsewhere.example>",
        HOSTILE,
        "[x]: https://elsewhere.example\n\n[x] ![x]",
    ],
)
def test_a_reply_loads_nothing_and_leads_nowhere(text: str) -> None:
    html = reply_html(text)
    assert "<img" not in html
    assert "<a" not in html
    assert "<script" not in html


def test_a_reply_keeps_its_lists_and_emphasis() -> None:
    assert reply_html("**Two** ways:\n\n- one\n- two") == (
        "<p><strong>Two</strong> ways:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


@pytest.mark.parametrize(
    ("count", "population", "size"), [(217, 100_000, 2000), (4_321, 100_000, 5000), (95, 100, 5), (100, 100, 1)]
)
def test_the_proposed_size_is_round_and_exists(count: int, population: int, size: int) -> None:
    assert suggested_size(Card(kind="segment", title="", count=count, population=population)) == size


def test_bars_of_a_profile_reach_as_far_for_half_as_for_double() -> None:
    bars = (
        Bar(label="more", tgi=200, share=0.2, base_share=0.1, count=2),
        Bar(label="less", tgi=50, share=0.05, base_share=0.1, count=1),
        Bar(label="none", tgi=0, share=0, base_share=0.1, count=0),
    )
    html = drawn(Card(kind="profile", title="", bars=bars))
    widths = [part.split("%")[0] for part in html.split("50%;width:")[1:]]
    assert widths[0] == widths[1]
    assert float(widths[2]) > float(widths[0])


@pytest.mark.parametrize(
    ("header", "lang"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,en;q=0.9,zh;q=0.8", "en"), ("de,zh;q=0.5", "zh"), ("", "en")],
)
def test_the_page_starts_in_the_browsers_language(header: str, lang: str) -> None:
    assert browser_language(header) == lang


class Folder:
    """As much of a workspace as downloads need."""

    def __init__(self, path: Path):
        self.path = path
        self.store = Store(path, clock=lambda: datetime.now(UTC))


def exported(folder: Folder, file: Path) -> Receipt:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("user_id\nu1\n")
    now = datetime.now(UTC)
    return Receipt(
        id="e1", channel="csv", file=file, manifest=file.with_name("manifest.json"), rows=1, sha256="ab", left_out={},
        exported_at=now,
    )  # fmt: skip


def record(folder: Folder, receipt: Receipt) -> None:
    folder.store.record_export(
        id=receipt.id, segment=None, definition=Definition(), fingerprint="f", snapshot="s", channel="csv",
        file=str(receipt.file), rows=1, sha256="ab", left_out={}, exported_at=receipt.exported_at, by="test",
    )  # fmt: skip


def test_a_file_goes_to_the_browser_that_asked_and_only_after_the_export_is_finished(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    downloads = Downloads(folder)  # type: ignore[arg-type]
    receipt = exported(folder, tmp_path / "exports" / "e1" / "a.csv")
    link, _ = downloads.add(receipt, "mine", "en")
    ticket = link.href.removeprefix("exports/")
    assert downloads.file(ticket, "mine") is None, "not recorded as finished"
    record(folder, receipt)
    assert downloads.file(ticket, "mine") == receipt.file
    assert downloads.file(ticket, "yours") is None
    assert downloads.file(ticket, "") is None
    assert downloads.file("guess", "mine") is None


def test_a_file_outside_the_exports_folder_is_never_handed_out(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    downloads = Downloads(folder)  # type: ignore[arg-type]
    outside = exported(folder, tmp_path / "elsewhere" / "a.csv")
    record(folder, outside)
    (tmp_path / "exports" / "e1").mkdir(parents=True)
    inside = tmp_path / "exports" / "e1" / "a.csv"
    inside.symlink_to(outside.file)
    for file in (outside.file, inside):
        link, _ = downloads.add(outside.model_copy(update={"file": file}), "mine", "en")
        assert downloads.file(link.href.removeprefix("exports/"), "mine") is None
