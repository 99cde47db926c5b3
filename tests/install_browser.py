"""Get a browser for the page's tests: one that is installed, else Debian's, else Playwright's own download.

Run before the tests (`python -m tests.install_browser`), so that they only have to look for it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tests import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")


def installed(downloaded: Path) -> Path | None:
    """The browser to test with: of this machine, else the one that Playwright `downloaded` before."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return downloaded if downloaded.exists() else None


def install() -> Path:
    """Raises RuntimeError with the line to run when no way works."""
    downloaded = _playwrights()
    for attempt in (lambda: None, lambda: debian.install(*PACKAGES), _playwright):
        attempt()
        if found := installed(downloaded):
            return found
    raise RuntimeError(
        "The page's tests need Chromium, and it could not be installed here. As root, run:\n"
        f"  apt-get update && apt-get install -y --no-install-recommends {' '.join(PACKAGES)}"
    )


def _playwrights() -> Path:
    """Where Playwright would keep its own download."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _playwright() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"])


if __name__ == "__main__":
    try:
        print(f"browser: {install()}")
    except RuntimeError as error:
        sys.exit(str(error))
