"""All visits to the page: one conversation for each browser tab."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from agent.session import Session
from tools.ingest.snapshot import current_snapshot
from tools.language import Lang
from tools.workspace import Workspace
from ui.web.downloads import Downloads
from ui.web.guard import COOKIE
from ui.web.visit import Visit

if TYPE_CHECKING:
    import gradio as gr

_MOST = 500  # tabs whose pages are kept; the one unused for longest goes first


class Visits:
    """Visits by browser (a secret cookie) and tab (Gradio's session): neither alone opens a conversation."""

    def __init__(self, workspace: Workspace, session: Callable[[Workspace], Session]):
        self.downloads = Downloads(workspace)
        self._workspace = workspace
        self._session = session
        self._visits: OrderedDict[tuple[str, str], Visit] = OrderedDict()
        self._lock = Lock()

    def of(self, request: "gr.Request") -> Visit:
        """The visit that a request belongs to; a new one for a new tab."""
        key = _key(request)
        with self._lock:
            if key not in self._visits:
                lang = browser_language(request.headers.get("accept-language", ""))
                self._workspace = _fresh(self._workspace)
                self._visits[key] = Visit(self._workspace, self._session, lang, key[0], self.downloads)
                if len(self._visits) > _MOST:
                    self._visits.popitem(last=False)
            self._visits.move_to_end(key)
            return self._visits[key]

    def forget(self, request: "gr.Request") -> None:
        """The tab was closed."""
        with self._lock:
            self._visits.pop(_key(request), None)


def _fresh(workspace: Workspace) -> Workspace:
    """The workspace on the snapshot in use now: data loaded while the page is served reach whoever comes next."""
    if current_snapshot(workspace.path).id == workspace.snapshot.id:
        return workspace
    return Workspace(workspace.path, workspace.settings, workspace.clock)


def browser_language(accepted: str) -> Lang:
    """The page's language at first, from an Accept-Language header: Chinese when it comes before English."""
    wanted = [part.split(";")[0].strip().lower() for part in accepted.split(",")]
    return next(("zh" if each.startswith("zh") else "en" for each in wanted if each.startswith(("zh", "en"))), "en")


def _key(request: "gr.Request") -> tuple[str, str]:
    return request.cookies.get(COOKIE, ""), request.session_hash or ""
