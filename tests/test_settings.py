"""What the environment says, and what is said back when it is wrong."""

import stat
from pathlib import Path

import pytest

from bot.settings import MOST_DAYS, BadSetting, from_environment
from bot.storage import keeping

TOKEN = "123456:A-token_of-no-bot"  # noqa: S105 - the token of no bot
GOOD = {"TELEGRAM_BOT_TOKEN": TOKEN, "RLS_BOT_SECRET": "long enough for a test"}
WEBHOOK = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": "s3cret_of-no-webhook"}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", ""),
        ("TELEGRAM_BOT_TOKEN", "no token"),
        ("TELEGRAM_API_URL", "ftp://example.org"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgresql://"),
        ("RLS_BOT_SECRET", "geheim"),
        ("RLS_BOT_KEEP_DAYS", "0"),
        ("RLS_BOT_KEEP_DAYS", "31"),
        ("RLS_BOT_KEEP_DAYS", "een maand"),
        ("WEBHOOK_URL", "bot.example/hook"),
        ("WEBHOOK_URL", "http://bot.example/hook"),
        ("WEBHOOK_URL", "https://bot.example:9443/hook"),
        ("WEBHOOK_URL", "https://bot.example:poort/hook"),
        ("WEBHOOK_SECRET", ""),
        ("WEBHOOK_SECRET", "with spaces"),
        ("WEBHOOK_SECRET", "x" * 257),
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
    ],
)
def test_a_wrong_value_is_reported_by_name(variable: str, value: str, tmp_path: Path) -> None:
    """The message names the variable, and never repeats a secret."""
    with pytest.raises(BadSetting, match=variable) as error:
        from_environment({"HOME": str(tmp_path), **GOOD, **WEBHOOK, variable: value})
    assert not value or "SECRET" not in variable or value not in str(error.value)


def test_defaults_are_in_the_folders_of_the_user(tmp_path: Path) -> None:
    """Without settings: Telegram itself, a database among the data, a key among the configuration that only the owner reads."""
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "XDG_DATA_HOME": str(tmp_path / "d"),
        "XDG_CONFIG_HOME": str(tmp_path / "c"),
    }
    first = from_environment(environment)
    key = tmp_path / "c" / "rls-bot" / "key"
    assert first.api_url == "https://api.telegram.org"
    assert first.storage.database == tmp_path / "d" / "rls-bot" / "rls-bot.sqlite3"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert from_environment(environment).storage.secret == first.storage.secret


def test_a_database_path_may_be_absolute_or_relative() -> None:
    """Three slashes and a path; a fourth slash begins a path from the root."""
    assert from_environment({**GOOD, "DATABASE_URL": "sqlite:///here.db"}).storage.database == Path("here.db")
    assert from_environment({**GOOD, "DATABASE_URL": "sqlite:////var/lib/x.db"}).storage.database == Path(
        "/var/lib/x.db"
    )


def test_a_webhook_needs_an_address_and_a_secret() -> None:
    """Without an address the bot polls, and serves HTTP only where PORT says so."""
    assert from_environment(GOOD).webhook is None
    assert from_environment(GOOD).port is None
    assert from_environment({**GOOD, "PORT": "9000"}).port == 9000
    settings = from_environment({**GOOD, **WEBHOOK})
    assert settings.webhook
    assert (settings.webhook.url, settings.port) == (WEBHOOK["WEBHOOK_URL"], 8080)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/hook", "http://localhost/", "http://[::1]:1/x"])
def test_a_webhook_on_this_machine_needs_no_tls(url: str) -> None:
    """Nor does one of a Bot API server of one's own."""
    assert from_environment({**GOOD, **WEBHOOK, "WEBHOOK_URL": url}).webhook
    own = {"WEBHOOK_URL": "http://bot.internal:81/hook", "TELEGRAM_API_URL": "http://api.internal"}
    assert from_environment({**GOOD, **WEBHOOK, **own}).webhook


def test_postgresql_needs_a_key_of_its_own(tmp_path: Path) -> None:
    """A key file of one machine would be unknown to the others."""
    url = "postgresql://user:password@host/database"
    assert from_environment({**GOOD, "DATABASE_URL": url}).storage.database == url
    with pytest.raises(BadSetting, match="RLS_BOT_SECRET"):
        from_environment({"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": url, "HOME": str(tmp_path)})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    """As Docker and systemd hand them over; a file that cannot be read is reported by the variable's name."""
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    apart = {"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token")}
    assert from_environment({**GOOD, **apart}).token == TOKEN
    with pytest.raises(BadSetting, match="TELEGRAM_BOT_TOKEN_FILE"):
        from_environment({**GOOD, **apart, "TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "nothing")})


def test_as_many_days_as_the_store_knows() -> None:
    """The setting's limit is the one by which is kept."""
    assert from_environment(GOOD).storage.keep_days == keeping.MOST_DAYS == MOST_DAYS


def test_settings_do_not_print_what_is_secret() -> None:
    """A settings object in a log or a traceback gives nothing away."""
    settings = from_environment({**GOOD, **WEBHOOK})
    shown = f"{settings!r} {settings.storage!r} {settings.webhook!r}"
    assert all(value not in shown for value in (TOKEN, GOOD["RLS_BOT_SECRET"], WEBHOOK["WEBHOOK_SECRET"]))
