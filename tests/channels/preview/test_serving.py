"""`rls-bot preview` as a program: where it listens, what it says, how it ends."""

import signal
import socket
import subprocess
import sys
import webbrowser
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn

from bot.channels.preview import serving
from bot.channels.preview.aloud import texts
from bot.cli import main
from tests.channels.preview.conftest import PATIENCE, started
from tests.channels.preview.pages import learn

CONSOLE = texts()["console"]


def address_of(preview: subprocess.Popen[str]) -> str:
    """The address it printed."""
    assert preview.stdout
    line = preview.stdout.readline()
    return next(word for word in line.split() if word.startswith("http"))


def test_it_ends_at_once_on_ctrl_c_with_a_page_open(folder: Path) -> None:
    """What the page holds open does not keep the program; no traceback."""
    with started(folder) as preview:
        try:
            address = address_of(preview)
            with httpx.stream("GET", f"{address}events", timeout=PATIENCE) as events:
                lines = events.iter_lines()
                assert next(lines) == "retry: 1000"
                assert any(line.startswith("data: ") for line in lines)
                preview.send_signal(signal.SIGINT)
                assert preview.wait(PATIENCE) == 0
            assert preview.stderr
            assert preview.stderr.read() == f"{CONSOLE['goodbye']}\n"
        finally:
            preview.kill()


def test_only_this_machine_is_answered(folder: Path) -> None:
    """Not even another address of the loopback network."""
    with started(folder) as preview:
        try:
            port = urlsplit(address_of(preview)).port
            assert port
            with socket.create_connection(("127.0.0.1", port), PATIENCE):
                pass
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.2", port), PATIENCE)
        finally:
            preview.kill()


def test_a_port_in_use_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """With what to do about it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["preview", "--no-browser", "--port", str(port)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"Poort {port} kan niet gebruikt worden: ")
    assert "--port" in err


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x"])
def test_what_is_no_port_is_wrong_usage(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, as for every command."""
    with pytest.raises(SystemExit) as ended:
        main(["preview", f"--port={port}"])
    assert ended.value.code == 2
    assert f"{port} is no port" in capsys.readouterr().err


@pytest.mark.parametrize("wanted", [True, False])
def test_the_browser_is_opened_unless_told_not_to(wanted: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    """At the address of the page."""
    opened: list[str] = []
    done = Event()

    def open_browser(address: str) -> bool:
        opened.append(address)
        done.set()
        return True

    def run(_server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        assert sockets
        done.wait(PATIENCE if wanted else 0)

    monkeypatch.setattr(webbrowser, "open", open_browser)
    monkeypatch.setattr(uvicorn.Server, "run", run)
    assert serving.serve(folder, learn, browser=wanted) == 0
    assert [address.startswith("http://127.0.0.1:") for address in opened] == [True] * wanted


def test_without_its_packages_it_says_which_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An installation without the extra has all other commands."""
    for module in [name for name in sys.modules if name.startswith("bot.channels.preview")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert main(["preview", "--no-browser"]) == 1
    assert capsys.readouterr().err == 'preview needs jinja2: install it with pip install "rls-bot[preview]"\n'
