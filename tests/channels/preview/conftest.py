"""A copy of the content that a test may spoil, and a browser that looks at its page."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bot.content.loading import default_root

REQUIRED = "RLS_BOT_BROWSER"
"""Set this to anything where a missing browser must fail the tests instead of skipping some."""
PATIENCE = 60
"""Seconds that starting and ending takes at most on a busy machine."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content, to change."""
    return Path(shutil.copytree(default_root(), tmp_path / "content"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where `rls-bot preview` shows the content of this program."""
    with serving(default_root()) as address:
        yield address


@pytest.fixture
def own_address(folder: Path) -> Iterator[str]:
    """Where it shows the copy."""
    with serving(folder) as address:
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A preview of the folder; it is ended by Ctrl-C and must take that well."""
    with started(folder) as preview:
        assert preview.stdout
        assert preview.stderr
        try:
            found = re.search(r"http://\S+", preview.stdout.readline())
            assert found
            yield found[0]
            preview.send_signal(signal.SIGINT)
            assert (preview.wait(PATIENCE), preview.stderr.read()) == (0, "Gestopt.\n")
        finally:
            preview.kill()


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`rls-bot preview` as a process of its own."""
    return subprocess.Popen(  # noqa: S603 - the bot itself
        [sys.executable, "-m", "bot", "preview", "--no-browser", "--content", str(folder), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        # What is learnt from content is the same for all of them.
        env={**os.environ, "XDG_CACHE_HOME": str(Path(tempfile.gettempdir()) / "rls-bot-tests")},
    )


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of this machine. For one module: while it is there, no other event loop can run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = f"no chromium on PATH (apt-get install chromium); {REQUIRED} makes this a failure"
        if REQUIRED in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)
    # As root, as in a container, chromium's own sandbox does not start.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser without a past, as wide as a laptop."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, locale="nl-NL")
    context.set_default_timeout(PATIENCE * 1000)
    yield context
    context.close()
