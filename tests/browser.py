"""A headless Chromium for the page's tests. It is found, never installed, here: `install_browser.py` does that."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.install_browser import installed

# Nothing of Chromium's own may reach for the network, and containers seldom have what its sandbox needs.
_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Raises RuntimeError with the line to run when there is no browser."""
    with sync_playwright() as playwright:
        found = installed(Path(playwright.chromium.executable_path))
        if found is None:
            raise RuntimeError(f"no browser for the page's tests; run: {sys.executable} -m tests.install_browser")
        browser = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield browser
        browser.close()
