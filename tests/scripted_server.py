"""A local OpenAI-compatible server that plays a script, one entry a request, faults included. It needs no network."""

import json
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Says:
    text: str
    finish: str = "stop"


@dataclass(frozen=True)
class Calls:
    """Tool calls: `Calls(("find_tags", {"query": "city"}))`. Arguments given as text are sent as they stand."""

    calls: tuple[tuple[str, dict[str, Any] | str], ...]
    finish: str

    def __init__(self, *calls: tuple[str, dict[str, Any] | str], finish: str = "tool_calls"):
        object.__setattr__(self, "calls", calls)
        object.__setattr__(self, "finish", finish)


@dataclass(frozen=True)
class Declines:
    """A refusal by the model itself, as the API marks it."""

    refusal: str = "I cannot help with that."
    finish: str = "stop"


@dataclass(frozen=True)
class Refuses:
    """An HTTP error, as the API words it."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "refused"
    code: str | None = None


@dataclass(frozen=True)
class Hangs:
    """Says nothing until the client gives up."""


@dataclass(frozen=True)
class BreaksOff:
    """Begins to answer, then closes the connection; `at_a_word`, so that what has come looks whole."""

    text: str = "I was about to"
    at_a_word: bool = False


Entry = Says | Calls | Declines | Refuses | Hangs | BreaksOff


class ScriptedServer:
    """`with ScriptedServer([...]) as server:` listens on `server.url`; `server.requests` are the bodies received,
    `server.times` when, in seconds."""

    def __init__(self, script: Iterable[Entry]):
        self.requests: list[dict[str, Any]] = []
        self.times: list[float] = []
        self._script: Iterator[Entry] = iter(script)
        self._closing = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append(body)
                server.times.append(time.monotonic())
                entry = next(server._script, Refuses(500, message="the script is over"))
                match entry:
                    case Refuses():
                        error = {"message": entry.message, "type": "error", "code": entry.code}
                        self._send(entry.status, {"error": error}, entry.headers)
                    case Hangs():
                        server._closing.wait(30)
                        self.close_connection = True
                    case BreaksOff() if body.get("stream"):
                        self._begin_stream()
                        self._event(_chunk({"role": "assistant", "content": entry.text}))
                        if not entry.at_a_word:
                            self.wfile.write(b'data: {"id": "chatcmpl-1", "obj')
                        self.close_connection = True
                    case BreaksOff():
                        self._send(200, _completion(Says(entry.text), 0), cut=20)
                        self.close_connection = True
                    case Says() | Calls() if body.get("stream"):
                        self._begin_stream()
                        for delta in _deltas(entry, len(server.requests)):
                            self._event(_chunk(delta))
                        self._event(_chunk({}, finish=entry.finish))
                        self.wfile.write(b"data: [DONE]\n\n")
                        self.close_connection = True
                    case Says() | Calls() | Declines():
                        self._send(200, _completion(entry, len(server.requests)))

            def _send(
                self, status: int, data: dict[str, Any], headers: dict[str, str] | None = None, cut: int = 0
            ) -> None:
                body = json.dumps(data).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) - cut])

            def _begin_stream(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()

            def _event(self, data: dict[str, Any]) -> None:
                self.wfile.write(f"data: {json.dumps(data)}\n\n".encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def _message(entry: Says | Calls | Declines, number: int) -> dict[str, Any]:
    if isinstance(entry, Says):
        return {"role": "assistant", "content": entry.text}
    if isinstance(entry, Declines):
        return {"role": "assistant", "content": None, "refusal": entry.refusal}
    calls = [
        {
            "id": f"call_{number}_{i}",
            "type": "function",
            "function": {"name": name, "arguments": given if isinstance(given, str) else json.dumps(given)},
        }
        for i, (name, given) in enumerate(entry.calls)
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def _completion(entry: Says | Calls | Declines, number: int) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": _message(entry, number), "finish_reason": entry.finish}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _deltas(entry: Says | Calls, number: int) -> Iterator[dict[str, Any]]:
    """The message in pieces, arguments broken in the middle as real servers do."""
    yield {"role": "assistant", "content": ""}
    if isinstance(entry, Says):
        middle = len(entry.text) // 2
        yield {"content": entry.text[:middle]}
        yield {"content": entry.text[middle:]}
        return
    for i, tool_call in enumerate(_message(entry, number)["tool_calls"]):
        name, arguments = tool_call["function"]["name"], tool_call["function"]["arguments"]
        middle = len(arguments) // 2
        first = {"index": i, "id": tool_call["id"], "type": "function"}
        yield {"tool_calls": [{**first, "function": {"name": name, "arguments": arguments[:middle]}}]}
        yield {"tool_calls": [{"index": i, "function": {"arguments": arguments[middle:]}}]}


def _chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
