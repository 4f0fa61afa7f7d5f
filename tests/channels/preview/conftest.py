"""A copy of the content that a test may spoil."""

import shutil
from pathlib import Path

import pytest

from bot.content.loading import default_root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content, to change."""
    return Path(shutil.copytree(default_root(), tmp_path / "content"))


@pytest.fixture
def tmp_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder shared by the tests of a run."""
    return tmp_path_factory.getbasetemp() / "cache"
