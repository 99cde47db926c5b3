"""Whether a server takes tools in strict mode: tried with each, remembered of those that refuse."""

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.tools import BaseTool
from pydantic import BaseModel, ConfigDict, ValidationError

from agent.model import server_url
from agent.toolbox import shown
from tools.ingest.snapshot import write_atomically

logger = logging.getLogger(__name__)

_FILE = "model-servers.json"
_ABOUT_SCHEMAS = re.compile(r"\bstrict\b|schema", re.IGNORECASE)


class Server(BaseModel):
    """A model by name behind a base URL."""

    model_config = ConfigDict(frozen=True)

    model: str
    url: str


class PlainServers:
    """The servers of a workspace that refuse strict mode, in a file that any process reads."""

    def __init__(self, folder: Path):
        self.file = folder / _FILE

    def __contains__(self, server: Server) -> bool:
        return server in self._read()

    def add(self, server: Server) -> None:
        known = {*self._read(), server}
        lines = sorted((each.model_dump() for each in known), key=lambda each: (each["url"], each["model"]))
        write_atomically(self.file, json.dumps(lines, indent=1))

    def _read(self) -> set[Server]:
        """A file that cannot be read costs one refused request, no more."""
        try:
            return {Server.model_validate(each) for each in json.loads(self.file.read_text("utf-8"))}
        except (OSError, ValueError, ValidationError, TypeError):
            return set()


class StrictTools(AgentMiddleware):
    """Shows the tools in strict mode, and plainly to a server that refuses it."""

    def __init__(self, folder: Path):
        super().__init__()
        self._plain = PlainServers(folder)

    def wrap_model_call(self, request: ModelRequest, handler: Callable[[ModelRequest], ModelResponse]) -> ModelResponse:
        import openai

        server = Server(model=str(getattr(request.model, "model_name", "")), url=server_url())
        if server in self._plain:
            return handler(_with_tools(request, strict=False))
        try:
            return handler(_with_tools(request, strict=True))
        except openai.BadRequestError as error:
            if not request.tools or not _ABOUT_SCHEMAS.search(error.message):
                raise
            logger.warning("%s at %s takes no strict schemas: %s", server.model, server.url, error.message)
        response = handler(_with_tools(request, strict=False))
        self._plain.add(server)
        return response


def _with_tools(request: ModelRequest, strict: bool) -> ModelRequest:
    tools: list[BaseTool | dict[str, Any]] = [
        shown(tool.name, strict) for tool in request.tools if isinstance(tool, BaseTool)
    ]
    return request.override(tools=tools)
