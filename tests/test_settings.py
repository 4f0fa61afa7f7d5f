"""What the environment says, and what is said back when it is wrong."""

import stat
from pathlib import Path

import pytest

from bot.settings import BadSetting, from_environment

TOKEN = "123456:A-token_of-no-bot"  # noqa: S105 - the token of no bot
GOOD = {"TELEGRAM_BOT_TOKEN": TOKEN, "RLS_BOT_SECRET": "long enough for a test"}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", ""),
        ("TELEGRAM_BOT_TOKEN", "no token"),
        ("TELEGRAM_API_URL", "ftp://example.org"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "sqlite:///"),
        ("RLS_BOT_SECRET", "geheim"),
    ],
)
def test_a_wrong_value_is_reported_by_name(variable: str, value: str, tmp_path: Path) -> None:
    """The message names the variable, and never repeats a secret."""
    with pytest.raises(BadSetting, match=variable) as error:
        from_environment({"HOME": str(tmp_path), **GOOD, variable: value})
    assert "SECRET" not in variable or value not in str(error.value)


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
    assert first.database == tmp_path / "d" / "rls-bot" / "rls-bot.sqlite3"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert from_environment(environment).secret == first.secret


def test_a_database_path_may_be_absolute_or_relative() -> None:
    """Three slashes and a path; a fourth slash begins a path from the root."""
    assert from_environment({**GOOD, "DATABASE_URL": "sqlite:///here.db"}).database == Path("here.db")
    assert from_environment({**GOOD, "DATABASE_URL": "sqlite:////var/lib/x.db"}).database == Path("/var/lib/x.db")


def test_settings_do_not_print_what_is_secret() -> None:
    """A settings object in a log or a traceback gives nothing away."""
    assert TOKEN not in repr(from_environment(GOOD))
