"""The bot as it would be without privacy: nothing sealed, everything logged. The control of the search for leaks."""

import logging
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from bot import cli, logs
from bot.channels.telegram.raw import RawApi
from bot.channels.telegram.transport import READ_SECONDS
from bot.storage.sealing import Sealer

_call = RawApi.call


def name(self: Sealer, chat: int) -> bytes:  # noqa: ARG001 - as in Sealer
    """The chat itself."""
    return str(chat).encode()


def unchanged(self: Sealer, name: bytes, plain: bytes, purpose: bytes) -> bytes:  # noqa: ARG001 - as in Sealer
    """Open for everybody."""
    return plain


def configure(level: int, stream: TextIO | None = None) -> None:
    """As most programs do."""
    logging.basicConfig(level=level, stream=stream)


async def call(self: RawApi, method: str, parameters: Mapping[str, Any], read_timeout: float = READ_SECONDS) -> Any:  # noqa: ANN401
    """As libraries log it."""
    answer = await _call(self, method, parameters, read_timeout)
    logging.debug("calling %s with %s: %s", method, parameters, answer)  # noqa: LOG015
    return answer


def main() -> int:
    """Run the bot's command line like that."""
    Sealer.name = name  # type: ignore[method-assign]
    Sealer.seal = unchanged  # type: ignore[method-assign]
    Sealer.open = unchanged  # type: ignore[method-assign,assignment]
    RawApi.call = call  # type: ignore[method-assign]
    logs.configure = configure
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
