"""The web page, started from the command line."""

import socket

from tools.errors import fail
from tools.language import Text
from tools.workspace import Workspace
from ui.cli.console import Console

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(workspace: Workspace, host: str, port: int, console: Console) -> None:
    """Serve until interrupted. Raises MusterError (`cannot_listen`)."""
    _check_free(host, port)
    console.note(
        Text(en="Muster listens on {}", zh="Muster 已启动：{}").to(console.lang).format(f"http://{host}:{port}")
    )
    if host not in _LOOPBACK:
        console.note(
            Text(
                en="Anyone who can reach this address can see and export this data: put a proxy that signs people in "
                "before it.",
                zh="能访问该地址的人都能查看并导出这些数据，请在前面加上带登录的代理。",
            ).to(console.lang)
        )
    from ui.web.app import serve as run

    run(workspace, host, port)


def _check_free(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise fail(
            "cannot_listen",
            f"Cannot listen on {host}:{port} ({error.strerror}): choose another --port.",
            f"无法监听 {host}:{port}（{error.strerror}），请用 --port 换一个端口。",
            where="--port",
            got=port,
        ) from error
