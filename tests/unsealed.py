"""The bot as it would be without privacy: nothing sealed, everything logged. The control of the search for leaks."""

import logging
import sys
from typing import TextIO

from bot import cli, logs
from bot.storage.sealing import Sealer


def name(self: Sealer, chat: int) -> bytes:  # noqa: ARG001 - as in Sealer
    """The chat itself."""
    return str(chat).encode()


def unchanged(self: Sealer, name: bytes, plain: bytes, purpose: bytes) -> bytes:  # noqa: ARG001 - as in Sealer
    """Open for everybody."""
    return plain


def configure(level: int, stream: TextIO | None = None) -> None:
    """As most programs do."""
    logging.basicConfig(level=level, stream=stream)


def main() -> int:
    """Run the bot's command line like that."""
    Sealer.name = name  # type: ignore[method-assign]
    Sealer.seal = unchanged  # type: ignore[method-assign]
    Sealer.open = unchanged  # type: ignore[method-assign,assignment]
    logs.configure = configure
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
