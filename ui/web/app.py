"""The web page as a server: hardened, private, and loading nothing from anywhere else."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from tools.errors import MusterError
from tools.workspace import Workspace

if TYPE_CHECKING:
    from fastapi import FastAPI

    from agent.session import Session


def serve(workspace: Workspace, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the page until interrupted."""
    import uvicorn

    Thread(target=_warm_up, args=(workspace,), name="muster-warm-up", daemon=True).start()
    uvicorn.run(create_app(workspace), host=host, port=port, log_level="warning")


def create_app(workspace: Workspace, session: "Callable[[Workspace], Session] | None" = None) -> "FastAPI":
    """The page at `/` and exported files at `/exports/`, as an app that other routes can be added to.

    `session` opens a conversation; left out, one with the model that is configured. Call it before anything else
    imports Gradio: what keeps Gradio from calling home is read when it is imported.
    """
    _keep_to_ourselves(workspace.path)
    import gradio as gr
    from fastapi import FastAPI, Request, Response
    from fastapi.responses import FileResponse, PlainTextResponse

    from agent.session import Session
    from ui.web.guard import COOKIE, Guard
    from ui.web.page import build, look
    from ui.web.visits import Visits

    app = FastAPI(title="Muster", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard)
    visits = Visits(workspace, session or Session)

    @app.get("/exports/{ticket}")
    def exported(ticket: str, request: Request) -> Response:
        file = visits.downloads.file(ticket, request.cookies.get(COOKIE, ""))
        if file is None:
            sentence = "没有这个文件，或它不属于你。No such file, or it is not yours."
            return PlainTextResponse(sentence, status_code=404)
        headers = {"Cache-Control": "private, no-store"}
        return FileResponse(file, filename=file.name, media_type="application/octet-stream", headers=headers)

    page = build(visits)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        show_error=False,
        allowed_paths=[],
        max_file_size="1mb",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        **look(),
    )
    # Gradio checks that posted file references are uploads only for pages that it believes to be running.
    page.has_launched = page.is_running = True
    return app


def _warm_up(workspace: Workspace) -> None:
    """Load the sentence model and index the playbooks before anyone asks."""
    from knowledge_base.search_playbooks import SearchArguments, search_playbooks

    with suppress(MusterError):
        search_playbooks(workspace, SearchArguments(query="audience"))


def _keep_to_ourselves(workspace: Path) -> None:
    """No telemetry, no look-ups of another host, and a cache of our own."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["GRADIO_TEMP_DIR"] = str((workspace / ".gradio").resolve())
