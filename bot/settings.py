"""The environment -> one frozen `Settings`. Read here and nowhere else; the names are fixed (`contract.md`)."""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import BotError

TELEGRAM = "https://api.telegram.org"
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SHORTEST_SECRET = 16
_LARGEST_PORT = 65535
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class BadSetting(BotError):
    """A setting is missing or wrong; says which, by the name of its variable."""


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """What the operator decides. Not printable as a whole: it holds the token and the key."""

    token: str
    api_url: str
    """Root of the Bot API, without a slash at the end."""
    database: Path
    secret: bytes
    """Key from which all keys for chats and what is stored are derived."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises BadSetting with the name of the first variable that is not right."""
    return Settings(
        token=_token(environment.get("TELEGRAM_BOT_TOKEN", "")),
        api_url=_api_url(environment.get("TELEGRAM_API_URL", "") or TELEGRAM),
        database=_database(environment.get("DATABASE_URL", ""), environment),
        secret=_secret(environment.get("RLS_BOT_SECRET", ""), environment),
    )


def log_level(environment: Mapping[str, str] = os.environ) -> int:
    """From which level on the log is written: debug, info (when not set), warning or error."""
    written = environment.get("RLS_BOT_LOG_LEVEL", "") or "info"
    if written.lower() not in _LEVELS:
        message = f"RLS_BOT_LOG_LEVEL should be one of {', '.join(_LEVELS)}, not {written!r}."
        raise BadSetting(message)
    return _LEVELS[written.lower()]


def metrics_port(environment: Mapping[str, str] = os.environ) -> int | None:
    """On which port of this machine the metrics are served; None when they are not."""
    written = environment.get("RLS_BOT_METRICS_PORT", "")
    if not written:
        return None
    if not written.isdecimal() or not 0 < int(written) <= _LARGEST_PORT:
        message = f"RLS_BOT_METRICS_PORT should be a port number, such as 9464, not {written!r}."
        raise BadSetting(message)
    return int(written)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where things may be kept that can be made again."""
    return _folder(environment, "XDG_CACHE_HOME", ".cache")


def _token(written: str) -> str:
    if not written:
        message = "TELEGRAM_BOT_TOKEN is not set. Ask @BotFather in Telegram for a token and put it in this variable."
        raise BadSetting(message)
    if not _TOKEN.fullmatch(written):
        message = "TELEGRAM_BOT_TOKEN does not look like a token: it should be digits, a colon, and letters and digits."
        raise BadSetting(message)
    return written


def _api_url(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        message = f"TELEGRAM_API_URL should be an address such as {TELEGRAM}, not {written!r}."
        raise BadSetting(message)
    return written.rstrip("/")


def _database(written: str, environment: Mapping[str, str]) -> Path:
    if not written:
        return _folder(environment, "XDG_DATA_HOME", ".local/share") / "rls-bot.sqlite3"
    scheme, _, path = written.partition("://")
    if scheme != "sqlite" or not path.startswith("/") or path == "/":
        message = "DATABASE_URL should be sqlite:///path/to/file (four slashes for a path from the root)."
        raise BadSetting(message)
    return Path(path[1:])


def _secret(written: str, environment: Mapping[str, str]) -> bytes:
    if written and len(written) < _SHORTEST_SECRET:
        message = (
            f"RLS_BOT_SECRET is too short: at least {_SHORTEST_SECRET} characters, and nothing a person could guess."
        )
        raise BadSetting(message)
    return written.encode() if written else _key_file(_folder(environment, "XDG_CONFIG_HOME", ".config") / "key")


def _key_file(path: Path) -> bytes:
    """The key of this machine, made once; only its owner may read it. Kept apart from the data on purpose."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123 - the mode must hold from the start
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    except OSError as error:
        message = f"RLS_BOT_SECRET is not set, and no key file can be made at {path}: {error.strerror}."
        raise BadSetting(message) from None
    return path.read_bytes()


def _folder(environment: Mapping[str, str], variable: str, fallback: str) -> Path:
    base = environment.get(variable, "")
    return (Path(base) if base else Path.home() / fallback) / "rls-bot"
