"""The check and the difference on the page, with the real content."""

import shutil
from datetime import date
from pathlib import Path

from bot.channels.preview.proving import checks
from bot.content.loading import default_root, load

CHECKS = checks(lambda: date(2026, 11, 24))


def test_findings_of_the_check(tmp_path: Path) -> None:
    """With the conversation that shows each."""
    folder = tmp_path / "content"
    shutil.copytree(default_root(), folder)
    assert list(CHECKS.examine(folder)) == []
    rules = (folder / "rules.yaml").read_text(encoding="utf-8")
    changed = rules.replace("    - {transferrineverzadiging: boven 45}\n", "", 1)
    (folder / "rules.yaml").write_text(changed, encoding="utf-8")
    errors = [finding for finding in CHECKS.examine(folder) if finding.severity == "error"]
    assert errors
    assert {finding.rule for finding in errors} >= {"requirement"}
    assert all(finding.conversation for finding in errors if finding.rule == "requirement")


def test_for_whom_a_change_changes_anything(tmp_path: Path) -> None:
    """A line for each change; none for the same content."""
    folder = tmp_path / "content"
    shutil.copytree(default_root(), folder)
    blocks = (folder / "blocks.yaml").read_text(encoding="utf-8")
    changed = blocks.replace(
        "stemming-check:\n  when: {ernst: dagelijks}", "stemming-check:\n  when: {ernst: vaker}", 1
    )
    (folder / "blocks.yaml").write_text(changed, encoding="utf-8")
    gone, new = CHECKS.compare(load(default_root()), load(folder))
    assert 'vervalt het blok "stemming-check"' in gone
    assert "Hoe vaak: 2 tot 6 keer per week" in new
    assert list(CHECKS.compare(load(folder), load(folder))) == []
