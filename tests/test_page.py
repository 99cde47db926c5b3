"""The web page in a real browser, over a real server and real data."""

import hashlib
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from tests.browser import open_browser
from tools.actions.preview_segment import Preview
from tools.language import Lang
from tools.workspace import Workspace
from ui.web.app import create_app

USERS = 20_000
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    from tools.ingest.demo.build import build_demo

    folder = tmp_path_factory.mktemp("page")
    build_demo(folder, users=USERS)
    return Workspace(folder)


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(workspace), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as found:
        yield found


class Visitor:
    """A person at the page, in a browser of their own."""

    def __init__(self, browser: Browser, address: str, lang: Lang, width: int = 1280):
        locale = "zh-CN" if lang == "zh" else "en-GB"
        self.page: Page = browser.new_context(viewport={"width": width, "height": 844}, locale=locale).new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.requested: list[str] = []
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.goto(address)
        expect(self.page.locator(".welcome")).to_be_visible(timeout=PATIENCE_MS)

    def ask(self, text: str) -> None:
        turns = self.page.locator("#thread .turn").count()
        self.page.locator("#box textarea").fill(text)
        self.page.locator("#box textarea").press("Enter")
        self.finish(turns)

    def click(self, card: str, action: str) -> None:
        turns = self.page.locator("#thread .turn").count()
        self.page.locator(f".card.{card} button[data-action={action}]").last.click()
        self.finish(turns)

    def export_to(self, channel: str) -> None:
        turns = self.page.locator("#thread .turn").count()
        self.page.locator(f".card.offer button[data-argument={channel}]").last.click()
        self.finish(turns)

    def submit(self, card: str, action: str, value: str) -> None:
        turns = self.page.locator("#thread .turn").count()
        form = self.page.locator(f".card.{card} form[data-action={action}]").last
        form.locator("xpath=..").locator("summary").click()
        form.locator("input").fill(value)
        form.locator("button").click()
        self.finish(turns)

    def finish(self, turns: int) -> None:
        """Wait until one turn more has joined the thread."""
        self.page.wait_for_function(
            """count => document.querySelectorAll("#thread .turn").length == count
            && !document.querySelector("#live .turn")""",
            arg=turns + 1,
        )

    def count(self, card: str) -> int:
        """The big number of the last turn's card of this kind."""
        turn = self.page.locator(".turn").last
        assert turn.locator(f".card.{card}").count() == 1, turn.inner_text()
        return int(turn.locator(f".card.{card} .size strong").inner_text().replace(",", ""))

    def conditions(self) -> list[str]:
        return self.page.locator(".card.segment").last.locator(".funnel li:not(.base) > div > span").all_inner_texts()

    def download(self, label: str) -> Path:
        with self.page.expect_download() as download:
            self.page.locator(".card.receipt .links a", has_text=label).last.click()
        return Path(download.value.path())

    def overflow(self) -> int:
        """Pixels that a person would have to scroll sideways for."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Any]:
    opened: list[Visitor] = []

    def enter(lang: Lang = "en", width: int = 1280) -> Visitor:
        opened.append(Visitor(browser, address, lang, width))
        return opened[-1]

    yield enter
    for visitor in opened:
        visitor.page.context.close()


def last_export(workspace: Workspace) -> dict[str, Any]:
    manifests = sorted((workspace.path / "exports").glob("*/manifest.json"), key=lambda file: file.stat().st_mtime)
    found: dict[str, Any] = json.loads(manifests[-1].read_text("utf-8"))
    return found


def ids_in(file: Path) -> list[str]:
    header, *rows = file.read_text("utf-8-sig").splitlines()
    assert header.split(",")[0] == "user_id"
    return [row.split(",")[0] for row in rows]


def test_from_a_sentence_to_the_file_of_the_expanded_audience(visit: Any, workspace: Workspace) -> None:
    visitor = visit("en")
    visitor.ask("new energy car owners")
    found = visitor.count("segment")
    assert 0 < found < USERS
    assert len(visitor.conditions()) == 1
    assert "new energy car" in visitor.page.locator(".card.segment q").inner_text()
    kept = visitor.page.locator(".card.segment .funnel b").all_inner_texts()
    assert [kept[0], kept[-1]] == [f"{USERS:,}", f"{found:,}"]

    visitor.ask("only women")
    women = visitor.count("segment")
    assert women < found
    assert len(visitor.conditions()) == 2

    visitor.ask("expand these to 2000 similar users")
    assert visitor.count("expansion") == 2000

    visitor.ask("export")
    assert visitor.count("offer") == 2000
    visitor.export_to("csv")
    file, manifest = visitor.download("Download"), last_export(workspace)
    assert manifest["rows"] == 2000
    assert hashlib.sha256(file.read_bytes()).hexdigest() == manifest["sha256"]
    assert manifest["sha256"] in visitor.page.locator(".card.receipt").inner_text()
    from tools.segment import Definition

    expected = workspace.engine.ids(Definition.model_validate(manifest["definition"]))["user_id"].to_pylist()
    assert ids_in(file) == expected
    assert json.loads(visitor.download("Manifest").read_text("utf-8")) == manifest
    assert manifest["who"].startswith("web:")


def test_the_same_audience_in_chinese_with_the_buttons(visit: Any, workspace: Workspace) -> None:
    visitor = visit("zh")
    visitor.ask("新能源车主")
    found = visitor.count("segment")
    visitor.ask("再加上女性")
    women = visitor.count("segment")
    assert 0 < women < found

    visitor.click("segment", "profile")
    rows = visitor.page.locator(".card.profile .tgi tbody tr")
    assert rows.count() > 3
    first = int(rows.first.locator(".figure").inner_text().replace(",", ""))
    assert first > 100

    visitor.submit("segment", "save", "春季活动")
    assert [saved.name for saved in workspace.store.segments()] == ["春季活动"]
    assert workspace.store.segments()[0].count == women

    visitor.submit("segment", "expand", "1500")
    assert visitor.count("expansion") == 1500
    visitor.click("segment", "export")
    assert visitor.count("offer") == women, "a button is about its own card, whatever came after"
    visitor.export_to("csv")
    assert len(ids_in(visitor.download("下载文件"))) == women
    text = visitor.page.locator("body").inner_text()
    assert not re.findall(r"\b(?:Audience|Profile|Conditions|Export|Save|Download|users)\b", text)


def test_steps_show_while_a_request_is_worked_on(visit: Any) -> None:
    visitor = visit("en")
    visitor.ask("women in Beijing")
    steps = visitor.page.locator(".turn details.steps")
    steps.locator("summary").click()
    assert steps.locator("li.done").count() >= 1


def test_the_language_can_be_switched(visit: Any) -> None:
    visitor = visit("zh")
    expect(visitor.page.locator(".welcome h2")).to_have_text("想圈选什么样的人群？")
    visitor.page.get_by_role("button", name="English").click()
    expect(visitor.page.locator(".welcome h2")).to_have_text("Who do you want to reach?")
    assert f"{USERS:,} users" in visitor.page.locator(".source").inner_text()
    assert visitor.page.locator(".badge").inner_text() == "Synthetic data"


def test_examples_can_be_asked_with_a_click(visit: Any) -> None:
    visitor = visit("en")
    example = visitor.page.locator(".welcome li button").first
    words = example.inner_text()
    example.click()
    visitor.finish(0)
    assert visitor.page.locator(".request").inner_text() == words
    assert visitor.count("segment") > 0


def test_an_unknown_word_leads_to_a_question_with_suggestions_to_click(visit: Any) -> None:
    visitor = visit("en")
    visitor.ask("women in Bejing who like glorfindelian music")
    card = visitor.page.locator(".card.clarification")
    expect(card).to_have_count(1)
    assert "glorfindelian" in card.inner_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_phone_shows_everything_without_scrolling_sideways(visit: Any, lang: Lang) -> None:
    visitor = visit(lang, width=390)
    assert visitor.overflow() <= 0
    visitor.ask("new energy car owners in Beijing" if lang == "en" else "北京的新能源车主")
    assert visitor.overflow() <= 0
    visitor.click("segment", "profile")
    visitor.click("segment", "export")
    assert visitor.overflow() <= 0
    for part in visitor.page.locator(".card *:visible").all():
        box = part.bounding_box()
        inside_a_scroller = part.evaluate("node => !!node.closest('pre')")
        assert inside_a_scroller or box is None or box["x"] + box["width"] <= 390.5


def test_nothing_is_loaded_from_another_host(visit: Any, address: str) -> None:
    visitor = visit("en")
    visitor.ask("women in Beijing")
    elsewhere = [url for url in visitor.requested if not url.startswith((address, "data:", "blob:"))]
    assert elsewhere == []


def test_what_people_type_is_shown_and_never_run(visit: Any) -> None:
    visitor = visit("en")
    hostile = """women in Beijing <img src=x onerror="window.ran=1"> ${window.ran=1} {{ran}} <script>window.ran=1"""
    visitor.ask(hostile)
    assert visitor.page.locator(".request").inner_text() == hostile
    assert visitor.page.evaluate("window.ran") is None
    assert visitor.page.locator(".turn img").count() == 0


def test_two_people_do_not_see_each_others_audiences(visit: Any) -> None:
    first, second = visit("en"), visit("zh")
    first.ask("women in Beijing")
    second.ask("上海的男性")
    first.ask("only those older than 30")
    assert any("Beijing" in line for line in first.conditions())
    assert not any("Shanghai" in line for line in first.conditions())
    assert second.page.locator(".turn").count() == 1
    assert "Beijing" not in second.page.locator("#thread").inner_text()


def test_an_export_is_handed_only_to_the_browser_that_made_it(visit: Any, address: str) -> None:
    owner, stranger = visit("en"), visit("en")
    owner.ask("women in Beijing")
    owner.click("segment", "export")
    owner.export_to("csv")
    link = owner.page.locator(".card.receipt .links a").first.get_attribute("href")
    assert link is not None
    assert owner.page.request.get(address + link).status == 200
    assert stranger.page.request.get(address + link).status == 404
    assert httpx.get(address + link).status_code == 404
    assert owner.page.request.get(f"{address}exports/..%2f..%2fstate.db").status == 404


def test_enter_that_composes_chinese_characters_sends_nothing(visit: Any) -> None:
    visitor = visit("zh")
    visitor.page.locator("#box textarea").fill("北京")
    visitor.page.locator("#box textarea").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    visitor.page.wait_for_timeout(500)
    assert visitor.page.locator(".turn").count() == 0
    assert visitor.page.locator("#box textarea").input_value() == "北京"


def test_files_of_the_server_cannot_be_read_through_the_page(address: str, workspace: Workspace) -> None:
    """A posted reference to a file that nobody uploaded is refused, and so is asking for it by its path."""
    database = workspace.path.resolve() / "state.db"
    workspace.store.record("test", "touch", {})
    assert database.is_file()
    with httpx.Client(base_url=address, timeout=30) as client:
        client.get("/")
        for path in (database, workspace.path.resolve() / "current", Path("/etc/passwd"), Path("pyproject.toml")):
            assert client.get(f"/gradio_api/file={path}").status_code in (403, 404)
        config = client.get("/config").json()
        [submit] = [each["id"] for each in config["dependencies"] if any(t[1] == "submit" for t in each["targets"])]
        reference = {"path": str(workspace.path.resolve() / "current"), "meta": {"_type": "gradio.FileData"}}
        body = {"data": [reference], "fn_index": submit, "session_hash": "filereference"}
        assert client.post("/gradio_api/queue/join", json=body).status_code == 200
        with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "filereference"}) as events:
            messages = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]
        [completed] = [message for message in messages if message["msg"] == "process_completed"]
        assert completed["success"] is False
        assert str(workspace.path) not in json.dumps(completed)


def test_the_draft_shown_is_the_one_the_conversation_holds(visit: Any, workspace: Workspace) -> None:
    from agent.session import Session

    visitor = visit("en")
    visitor.ask("women in Beijing aged 25 to 35")
    segment = Session(workspace).ask("women in Beijing aged 25 to 35").segment
    assert isinstance(segment, Preview)
    assert visitor.count("segment") == segment.count == workspace.engine.count(segment.definition)
    assert visitor.conditions() == [line.text.en for line in segment.conditions]
