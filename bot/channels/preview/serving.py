"""The page on an address of this machine, until Ctrl-C."""

from __future__ import annotations

import socket
import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import uvicorn

from bot.channels.preview.aloud import texts
from bot.channels.preview.app import application
from bot.channels.preview.workshop import NO_CHECKS, Checks, Hear, Workshop
from bot.dialogue.model import Content
from bot.errors import BotError

ADDRESS = "127.0.0.1"
"""Nobody but this machine: there is no password."""
LONGEST_GOODBYE = 2
"""Seconds that answers under way get after Ctrl-C."""


def serve(
    root: Path,
    learn: Callable[[Content], Hear],
    *,
    port: int = 0,
    browser: bool = True,
    checks: Checks = NO_CHECKS,
) -> int:
    """Serve until Ctrl-C; returns the exit code. Port 0 is any free one. Raises BotError when the port is in use."""
    words = texts()["console"]
    try:
        listener = socket.create_server((ADDRESS, port))
    except OSError as error:
        message = words["port_in_use"].format(port=port, reason=error.strerror)
        raise BotError(message) from None
    workshop = Workshop(root, learn, checks)
    with listener:
        address = f"http://{ADDRESS}:{listener.getsockname()[1]}/"
        server = uvicorn.Server(
            uvicorn.Config(
                application(workshop, stopping=lambda: server.should_exit),
                lifespan="off",
                ws="none",
                access_log=False,
                server_header=False,
                log_level="warning",
                timeout_graceful_shutdown=LONGEST_GOODBYE,
            )
        )
        print(words["address"].format(address=address), flush=True)  # noqa: T201 - what was asked for
        if browser:
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        try:
            # Whether the interrupt comes out of it again depends on where it was when Ctrl-C was pressed.
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
            print(words["goodbye"], file=sys.stderr)  # noqa: T201
        finally:
            workshop.close()
    return 0
