"""The page: what is where, and which event does what. It is drawn by `render`; what it does is in `visit`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from tools.errors import MusterError
from ui.view.examples import examples
from ui.web.render import page_part
from ui.web.visit import Visit
from ui.web.visits import Visits
from ui.web.words import source_parts, words

_HERE = Path(__file__).parent
_TOGETHER = 8  # requests that are worked on at the same time; more wait in the queue
_WAITING = 64
_LONGEST_REQUEST = 2_000  # characters

_SANS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "sans-serif",
)
_MONO = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "monospace")


def look() -> dict[str, Any]:
    """Theme and style, for mounting. Fonts are the system's own: nothing is loaded from another host."""
    # As a style of ours in the head: Gradio rewrites the selectors of what it is given as css, and breaks `:is(a, b)`.
    style = f"<style>{(_HERE / 'style.css').read_text('utf-8')}</style>"
    return {
        "theme": gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=list(_SANS), font_mono=list(_MONO)),
        "head": style + (_HERE / "head.html").read_text("utf-8"),
    }


def build(visits: Visits) -> gr.Blocks:
    """The page over all visits: every browser tab has its own conversation and sees no other."""
    script = (_HERE / "page.js").read_text("utf-8")

    def part(name: str) -> gr.HTML:
        return gr.HTML(elem_id=name, js_on_load=script, apply_default_css=False)

    with gr.Blocks(title="Muster", fill_width=True, analytics_enabled=False, delete_cache=(3600, 3600)) as page:
        top, welcome, thread, live = part("top"), part("welcome"), part("thread"), part("live")
        box = gr.Textbox(
            elem_id="box",
            show_label=False,
            container=False,
            lines=1,
            max_lines=6,
            autofocus=True,
            submit_btn=True,
            max_length=_LONGEST_REQUEST,
        )

        def frame(visit: Visit) -> dict[Any, Any]:
            """All that depends on the page's language or on how far the conversation is."""
            return {
                top: top_html(visit),
                welcome: "" if visit.turns else welcome_html(visit),
                thread: visit.thread_html(),
                live: visit.live_html(),
                box: gr.update(placeholder=words(visit.lang).placeholder, label=words(visit.lang).placeholder),
            }

        def opened(request: gr.Request) -> dict[Any, Any]:
            return frame(visits.of(request))

        def closed(request: gr.Request) -> None:
            visits.forget(request)

        def said(text: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
            if text.strip():
                yield from run(visits.of(request), "say", -1, -1, text)

        def acted(event: gr.EventData, request: gr.Request) -> Iterator[dict[Any, Any]]:
            visit = visits.of(request)
            action, turn, result, argument = clicked(event._data)
            if action == "lang":
                visit.lang = "zh" if argument == "zh" else "en"
                yield frame(visit)
            else:
                yield from run(visit, action, turn, result, argument)

        def run(visit: Visit, action: str, turn: int, result: int, argument: str) -> Iterator[dict[Any, Any]]:
            """Draw what changes: the turn at work all the time, those before it when it is done and joins them."""
            also: dict[Any, Any] = {box: "", welcome: ""}
            try:
                for _ in visit.do(action, turn, result, argument[:_LONGEST_REQUEST]):
                    if visit.turns[-1].done:
                        also[thread] = visit.thread_html()
                    yield {live: visit.live_html()} | also
                    also = {}
            except MusterError as error:
                gr.Info(error.to(visit.lang))

        def top_html(visit: Visit) -> str:
            manifest = visit.workspace.snapshot.manifest
            source = source_parts(manifest.as_of.isoformat(), manifest.users, manifest.id, visit.lang)
            return page_part("top.html", visit.lang, source=source, synthetic=manifest.synthetic)

        def welcome_html(visit: Visit) -> str:
            return page_part("welcome.html", visit.lang, examples=examples(visit.workspace.catalog, visit.lang))

        shown: list[Any] = [top, welcome, thread, live, box]
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        # Several at a time: a click during another request gets an answer ("still being worked on"), not silence.
        work: dict[str, Any] = {
            "concurrency_limit": _TOGETHER, "concurrency_id": "work", "trigger_mode": "multiple", **private
        }  # fmt: skip
        page.load(opened, None, shown, **private)
        page.unload(closed)
        box.submit(said, box, shown, **work)
        for place in (top, welcome, thread, live):
            place.act(acted, None, shown, **work)
    return page.queue(max_size=_WAITING, api_open=False)


def clicked(data: dict[str, Any]) -> tuple[str, int, int, str]:
    """A click as the browser reported it; anything may have written it."""
    turn, result = data.get("turn"), data.get("result")
    return (
        str(data.get("action")),
        turn if isinstance(turn, int) else -1,
        result if isinstance(result, int) else -1,
        str(data.get("argument", "")),
    )
