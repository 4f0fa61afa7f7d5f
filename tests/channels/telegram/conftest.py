"""What all tests of this channel share."""

import pytest


@pytest.fixture(autouse=True)
def _waiting_times_as_in_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the library warns that the type of waiting times will change."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
