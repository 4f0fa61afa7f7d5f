"""The environment -> one frozen `Settings`. Read here and nowhere else; the names are fixed (`contract.md`).

A secret may also stand in a file that the variable with `_FILE` behind its name points to.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import BotError

TELEGRAM = "https://api.telegram.org"
MOST_DAYS = 30
"""Days a conversation may be kept: what the privacy statement in `content/` promises."""
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""Where Telegram delivers to (Bot API, setWebhook)."""
DEFAULT_PORT = 8080
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""Bot API, setWebhook.secret_token."""
_SHORTEST_SECRET = 16
_HIGHEST_PORT = 65535
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class BadSetting(BotError):
    """A setting is missing or wrong; says which, by the name of its variable."""


@dataclass(frozen=True, slots=True, repr=False)
class StorageSettings:
    """Where conversations are kept, and under which key. Not printable: it holds the key."""

    database: Path | str
    """A file for SQLite, or the address of a PostgreSQL database."""
    secret: bytes
    """Key from which all keys for chats and what is stored are derived."""
    keep_days: int
    """How long a conversation is kept after its last turn."""


@dataclass(frozen=True, slots=True, repr=False)
class Webhook:
    """Where Telegram delivers updates, and by what it is known. Not printable: it holds the secret."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """What the operator decides. Not printable as a whole: it holds the token and the key."""

    token: str
    api_url: str
    """Root of the Bot API, without a slash at the end."""
    storage: StorageSettings
    webhook: Webhook | None
    """None: long polling."""
    port: int | None
    """Where HTTP is served: the webhook, and whether all is well. None: nowhere."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises BadSetting with the name of the first variable that is not right."""
    webhook = webhook_from_environment(environment)
    return Settings(
        token=token_from_environment(environment),
        api_url=api_from_environment(environment),
        storage=storage_from_environment(environment),
        webhook=webhook,
        port=_port(environment.get("PORT", ""), DEFAULT_PORT if webhook else None),
    )


def token_from_environment(environment: Mapping[str, str] = os.environ) -> str:
    """The bot's token. Raises BadSetting."""
    return _token(_kept_apart(environment, "TELEGRAM_BOT_TOKEN"))


def api_from_environment(environment: Mapping[str, str] = os.environ) -> str:
    """Root of the Bot API. Raises BadSetting."""
    return _api_url(environment.get("TELEGRAM_API_URL", "") or TELEGRAM)


def webhook_from_environment(environment: Mapping[str, str] = os.environ) -> Webhook | None:
    """Where Telegram delivers; None with long polling. Raises BadSetting."""
    api_url = api_from_environment(environment)
    return _webhook(environment.get("WEBHOOK_URL", ""), _kept_apart(environment, "WEBHOOK_SECRET"), api_url)


def database_from_environment(environment: Mapping[str, str] = os.environ) -> Path | str:
    """Where conversations are kept: a file for SQLite, or the address of a PostgreSQL database. Raises BadSetting."""
    return _database(_kept_apart(environment, "DATABASE_URL"), environment)


def key_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file of this machine with the key, made at the first start; None when the key is set otherwise."""
    return None if _kept_apart(environment, "RLS_BOT_SECRET") else _key_path(environment)


def storage_from_environment(environment: Mapping[str, str] = os.environ) -> StorageSettings:
    """Only what the store needs. Raises BadSetting."""
    database = database_from_environment(environment)
    return StorageSettings(
        database=database,
        secret=_secret(_kept_apart(environment, "RLS_BOT_SECRET"), database, environment),
        keep_days=_keep_days(environment.get("RLS_BOT_KEEP_DAYS", "")),
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
    if not written.isdecimal() or not 0 < int(written) <= _HIGHEST_PORT:
        message = f"RLS_BOT_METRICS_PORT should be a port number, such as 9464, not {written!r}."
        raise BadSetting(message)
    return int(written)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where things may be kept that can be made again."""
    return _folder(environment, "XDG_CACHE_HOME", ".cache")


def _kept_apart(environment: Mapping[str, str], variable: str) -> str:
    """The value of a variable, or what stands in the file that the same name with _FILE says."""
    path = environment.get(f"{variable}_FILE", "")
    if environment.get(variable) or not path:
        return environment.get(variable, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{variable}_FILE: {path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}."
        raise BadSetting(message) from None


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


def _database(written: str, environment: Mapping[str, str]) -> Path | str:
    if not written:
        return _folder(environment, "XDG_DATA_HOME", ".local/share") / "rls-bot.sqlite3"
    scheme, _, path = written.partition("://")
    if scheme in ("postgresql", "postgres") and path:
        return written
    if scheme != "sqlite" or not path.startswith("/") or path == "/":
        message = (
            "DATABASE_URL should be sqlite:///path/to/file (four slashes for a path from the root) "
            "or postgresql://user:password@host/database."
        )
        raise BadSetting(message)
    return Path(path[1:])


def _secret(written: str, database: Path | str, environment: Mapping[str, str]) -> bytes:
    if written and len(written) < _SHORTEST_SECRET:
        message = (
            f"RLS_BOT_SECRET is too short: at least {_SHORTEST_SECRET} characters, and nothing a person could guess."
        )
        raise BadSetting(message)
    if not written and not isinstance(database, Path):
        message = (
            "RLS_BOT_SECRET is not set. With PostgreSQL it has to be: everyone who serves from one database "
            "needs the same key."
        )
        raise BadSetting(message)
    return written.encode() if written else _key_file(_key_path(environment))


def _key_path(environment: Mapping[str, str]) -> Path:
    return _folder(environment, "XDG_CONFIG_HOME", ".config") / "key"


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


def _keep_days(written: str) -> int:
    if not written:
        return MOST_DAYS
    if not written.isdecimal() or not 1 <= int(written) <= MOST_DAYS:
        message = (
            f"RLS_BOT_KEEP_DAYS should be a number of days from 1 to {MOST_DAYS}: "
            "the privacy statement promises that nothing is kept for longer."
        )
        raise BadSetting(message)
    return int(written)


def _webhook(url: str, secret: str, api_url: str) -> Webhook | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname:
        message = (
            "WEBHOOK_URL should be the address at which Telegram reaches this bot, such as https://bot.example/hook."
        )
        raise BadSetting(message)
    # A Bot API server of one's own delivers anywhere; Telegram's only over TLS, and to these ports.
    if api_url == TELEGRAM and not _is_loopback(parts.hostname):
        if parts.scheme != "https":
            message = "WEBHOOK_URL should begin with https://: Telegram delivers in no other way."
            raise BadSetting(message)
        if port not in WEBHOOK_PORTS:
            message = f"WEBHOOK_URL has port {port}; Telegram delivers only to {', '.join(map(str, WEBHOOK_PORTS))}."
            raise BadSetting(message)
    if not _WEBHOOK_SECRET.fullmatch(secret):
        message = (
            "WEBHOOK_SECRET should be 1 to 256 letters, digits, _ and -, and nothing a person could guess: "
            "with WEBHOOK_URL it is what tells Telegram from others."
        )
        raise BadSetting(message)
    return Webhook(url, secret)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _port(written: str, otherwise: int | None) -> int | None:
    if not written:
        return otherwise
    if not written.isdecimal() or not 1 <= int(written) <= _HIGHEST_PORT:
        message = f"PORT should be a number from 1 to {_HIGHEST_PORT}."
        raise BadSetting(message)
    return int(written)


def _folder(environment: Mapping[str, str], variable: str, fallback: str) -> Path:
    base = environment.get(variable, "")
    return (Path(base) if base else Path.home() / fallback) / "rls-bot"
