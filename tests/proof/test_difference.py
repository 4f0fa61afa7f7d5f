"""The difference between two contents: exact against the core, readable, and nothing when there is none."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest

from bot.cli import main
from bot.content.loading import default_root, load
from bot.dialogue import advice, replay
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.model import Content, Outcome
from bot.play import play
from bot.proof import difference_text
from bot.proof.changing import Change
from bot.proof.comparing import Comparison
from bot.proof.diagrams import Function, Space
from bot.proof.difference import Difference, difference, earlier
from bot.proof.groups import inside
from bot.proof.regions import Situation, known_of, values_of
from bot.proof.showing import parts_of
from tests.proof.copies import Change as Edit
from tests.proof.copies import spoil
from tests.proof.test_agreement import candidates

PEOPLE = 1500
REAL = earlier(default_root(), str(default_root()))

LIMIT = (
    Edit("rules.yaml", "{ferritine: 50 t/m 75}", "{ferritine: 50 t/m 76}"),
    Edit("rules.yaml", "{ferritine: boven 75 t/m 300, tr", "{ferritine: boven 76 t/m 300, tr"),
    Edit("rules.yaml", "{ferritine: boven 75 t/m 300}", "{ferritine: boven 76 t/m 300}"),
)
BLOCK = (Edit("blocks.yaml", "stemming-check:\n  when: {ernst: dagelijks}", "stemming-check:\n  when: {ernst: vaker}"),)
CHILD = (Edit("rules.yaml", "{leeftijd: onder-18}", "{leeftijd: onder-18, zwanger: nee}"),)
ALARM = (Edit("rules.yaml", "{spoed: rf-koud-been}", "{spoed: rf-koud-been, leeftijd: 18-49}"),)
ASKED_FOR = (Edit("rules.yaml", "{anders: dik-been}\n  if_known: true", "{anders: dik-been}"),)
SATURATION = (Edit("rules.yaml", "    - {transferrineverzadiging: boven 45}\n", ""),)
EDITS = {
    "limit": LIMIT,
    "block": BLOCK,
    "child": CHILD,
    "alarm": ALARM,
    "asked for": ASKED_FOR,
    "saturation": SATURATION,
}


def changed(folder: Path, edits: Iterable[Edit]) -> Difference:
    """The difference that these edits of the real content make."""
    root = folder / "content"
    spoil(root, edits)
    return difference(REAL, root, load(root))


def told(found: Difference) -> list[str]:
    """Each change with its groups, on one line."""
    return [f"{change.says} | {' | '.join(change.groups)}" for change in difference_text.told(found)]


def test_no_difference(content: Content) -> None:
    """The same content has none, and says no more than that."""
    found = difference(REAL, default_root(), content)
    assert found.none
    assert difference_text.report(found).endswith("\nGeen verschil.")


def test_a_limit_that_moves(tmp_path: Path) -> None:
    """One line for the people between the old limit and the new one, read among those who had the outcome."""
    found = changed(tmp_path, LIMIT)
    (line,) = told(found)
    assert line == (
        'Wie eerst "Ferritine boven 75: meestal voldoende bij RLS" (ferritine-voldoende) kreeg, krijgt nu "IJzer en RLS: '
        'bespreek je uitslag met je arts" (ferritine-onder-75-bespreken). | Ferritine: boven 75 t/m 76: 33,3 % van hen, '
        "10 gebieden"
    )
    (text,) = found.texts
    assert str(text.place).startswith("content/rules.yaml:")


def test_a_block_with_another_condition(tmp_path: Path) -> None:
    """The same change at every outcome is said once, with the outcomes as a range."""
    outcomes = "geen-typische-rls t/m ferritine-voldoende"
    assert told(changed(tmp_path, BLOCK)) == [
        f'Bij {outcomes} vervalt het blok "stemming-check". | Hoe vaak: Elke dag of nacht: 20 % van hen, 460 gebieden',
        f'Bij {outcomes} komt het blok "stemming-check" erbij. | Hoe vaak: 2 tot 6 keer per week: 20 % van hen, 460 gebieden',
    ]


def test_people_who_go_to_several_outcomes(tmp_path: Path) -> None:
    """First who is lost, in one wide region; then each outcome they get instead, among those."""
    found = changed(tmp_path, CHILD)
    whole = difference_text.told(found)[0]
    assert whole.groups == (
        "Zwangerschap: Ja of Misschien of Bevallen of borstvoeding of Niet van toepassing: 80 % van hen, 8 gebieden",
    )
    assert len(whole.to) > 10
    assert any('krijgt nu "Zwanger' in to.says for to in whole.to)


@pytest.mark.parametrize("name", EDITS)
def test_exactly_the_people_for_whom_something_changes(name: str, tmp_path: Path) -> None:
    """Random people, through the core itself: in a group when they are told or asked something else, and only then."""
    found = changed(tmp_path, EDITS[name])
    before, after, space = found.comparison.before, found.comparison.after, found.comparison.space
    chance = Random(5)  # noqa: S311 - the same ones in every run
    values = {fact: candidates(before, fact) for fact in before.facts}
    asked = {fact.id for question in before.questions for fact in question.asks}
    concerned = [concerns(found.comparison, change) for change in found.comparison.changes]
    hit = 0
    for _ in range(PEOPLE):
        person = {f: chance.choice(v) for f, v in values.items() if v and (f in asked or chance.random() < 0.3)}
        someone = chance.choice(concerned)
        person |= {fact: value for fact, value in someone.items() if chance.random() < chance.choice((0.8, 1.0))}
        at: Situation = {v: p for f, value in person.items() for v, p in parts_of(space.partition, f, value).items()}
        kinds = {change.kind for change in found.comparison.changes if space.at(change.where, at) is True}
        expected = {kind for kind, differs in different(before, after, person).items() if differs}
        assert ("ending" in kinds) is ("ending" in expected), person
        if "ending" not in kinds:
            assert kinds - {"sooner", "later"} == expected, person
        hit += bool(kinds)
    assert hit > 3
    assert_groups_are_exact(found.comparison)


def concerns(comparison: Comparison, change: Change) -> Mapping[FactId, Value]:
    """Somebody a change is for, of whom everything is known if there is such a person."""
    space = comparison.space
    known = space.both(change.where, comparison.complete)
    simplest = space.simplest(change.where if space.never(known) else known)
    assert simplest is not None
    return values_of(simplest)


def different(before: Content, after: Content, person: Mapping[FactId, Value]) -> Mapping[str, bool]:
    """What the core says and asks differently; of blocks and passages only where the ending is the same."""
    said = [says(content, person) for content in (before, after)]
    questions = [play(content, given(content, person)).asked for content in (before, after)]
    return {
        "ending": said[0][0] != said[1][0],
        "block": said[0][1] != said[1][1],
        "passage": said[0][1] == said[1][1] and said[0][2] != said[1][2],
        "questions": questions[0] != questions[1],
    }


def given(content: Content, person: Mapping[FactId, Value]) -> dict[str, object]:
    """The asked facts of a person, as `play` takes them."""
    asked = {fact.id for question in content.questions for fact in question.asks}
    return {f: sorted(v) if isinstance(v, frozenset) else v for f, v in person.items() if f in asked}


def says(content: Content, person: Mapping[FactId, Value]) -> tuple[str, list[str], list[str]]:
    """Where somebody ends, with which blocks and passages."""
    known = known_of(content, person)
    ending = replay.ending(content, known)
    assert ending is not None
    if not isinstance(ending, Outcome):
        return ending.id, [], []
    blocks = [block.id for block in replay.blocks(content, known, ending)]
    return ending.id, blocks, sorted({passage.id for passage in advice.passages(content, known, ending)})


def assert_groups_are_exact(comparison: Comparison) -> None:
    """The groups of a change, among the people who had its endings, are exactly the people it is for."""
    for change in comparison.changes:
        if change.groups:
            assert covered(comparison.space, change, comparison.complete) == comparison.space.both(
                change.where, comparison.complete
            )


def covered(space: Space, change: Change, complete: Function) -> Function:
    """True for the people of whom everything is known who are in one of the groups."""
    regions = [inside(space, dict(group.region.allowed)) for group in change.groups]
    return space.both(change.people, complete, space.either(*regions))


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """The content in a repository of its own, changed since its only commit."""
    folder = tmp_path / "content"
    shutil.copytree(default_root(), folder)
    for arguments in (["init"], ["add", "."], ["commit", "-m", "As it was"]):
        command = ["git", "-c", "user.name=An editor", "-c", "user.email=editor@example.org", *arguments]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603
    return folder


def edit(folder: Path, edits: Iterable[Edit]) -> None:
    """Change the files where they stand."""
    for one in edits:
        path = folder / one.file
        path.write_text(path.read_text(encoding="utf-8").replace(one.find, one.replace, 1), encoding="utf-8")


def test_the_command_against_a_revision(committed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A difference is no error; nothing is left behind of the earlier content."""
    assert main(["check", "--content", str(committed), "--against", "HEAD"]) == 0
    assert capsys.readouterr().out.endswith("\nGeen verschil.\n")
    edit(committed, BLOCK)
    edit(committed, [Edit("stories/spoed.yaml", "outcome: rf-koud-been", "outcome:  rf-koud-been")])
    assert main(["check", "--content", str(committed), "--against", "HEAD"]) == 1, "a story fails by this"
    assert 'vervalt het blok "stemming-check"' in capsys.readouterr().out


def test_the_command_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Against a folder, for machines: ids, shares and regions."""
    folder = tmp_path / "content"
    spoil(folder, LIMIT)
    main(["check", "--content", str(folder), "--against", str(default_root()), "--json"])
    found = json.loads(capsys.readouterr().out)["difference"]
    (change,) = found["changes"]
    assert (change["kind"], change["endings"], change["after"]) == (
        "ending",
        ["ferritine-voldoende"],
        ["ferritine-onder-75-bespreken"],
    )
    assert change["groups"][0]["who"] == "Ferritine: boven 75 t/m 76"
    assert 0 < change["groups"][0]["share"] == change["share"] < 0.01
    assert [text["file"] for text in found["texts"]] == ["content/rules.yaml"]


def test_what_is_for_understanding_is_only_counted(tmp_path: Path) -> None:
    """By the names of the entries, also of a topic whose examples changed; its answer is shown in full."""
    folder = tmp_path / "content"
    edits = [
        Edit("topics/3-ferritine.yaml", "      - hb of ferritine?\n", ""),
        Edit("stories/spoed.yaml", "rf-koud-been", "rf-cauda"),
    ]
    spoil(folder, edits)
    found = difference(REAL, folder, load(folder))
    assert found.texts == ()
    assert found.counted.keys() == {"content/topics/3-ferritine.yaml", "content/stories/spoed.yaml"}
    assert all(len(names) == 1 for names in found.counted.values())
    said = difference_text.report(found)
    assert "Voor niemand verandert er iets" in said
    assert "content/topics/3-ferritine.yaml: 1 (ferritine-of-hb)" in said


def test_wrong_usage(committed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is nothing to compare with it says why, in one line, and exits with 2."""
    check = ["check", "--content", str(committed), "--against"]
    assert main([*check, "v0"]) == 2
    assert capsys.readouterr().err == 'rls-bot: git kent "v0" niet, en er is geen map die zo heet\n'
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(committed.parent.parent))
    shutil.rmtree(committed.parent / ".git")
    assert main([*check, "HEAD"]) == 2
    assert "staat niet in git" in capsys.readouterr().err
    monkeypatch.setenv("PATH", "")
    assert main([*check, "HEAD"]) == 2
    assert "git staat niet op deze computer" in capsys.readouterr().err


def test_earlier_content_that_cannot_be_used(
    committed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its problems are told."""
    broken = tmp_path / "broken"
    shutil.copytree(committed, broken)
    (broken / "links.yaml").write_text("- niets\n", encoding="utf-8")
    assert main(["check", "--content", str(committed), "--against", str(broken)]) == 2
    assert "broken/links.yaml:1" in capsys.readouterr().err


def test_a_revision_is_read_whole(committed: Path) -> None:
    """The earlier content and how it was written stay known when the copy has gone."""
    version = load(committed).version
    edit(committed, LIMIT)
    before = earlier(committed, "HEAD")
    assert before.content.version == version != load(committed).version
    assert before.written.keys() == {path.relative_to(committed).as_posix() for path in committed.rglob("*.yaml")}


class Outline(HTMLParser):
    """What a page is made of: its elements, and the scope of its table headings."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.scopes: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.append(tag)
        given = dict(attrs)
        self.addresses += [value for name, value in attrs if name in ("src", "href") and value]
        if tag == "th":
            self.scopes.append(given.get("scope"))


def test_a_page_to_sign(tmp_path: Path) -> None:
    """One file with nothing from elsewhere; every heading of a table says of what; a place to sign; texts are escaped."""
    folder, file = tmp_path / "content", tmp_path / "difference.html"
    spoil(folder, [*LIMIT, Edit("passages/blokken.yaml", "Soms neemt je lichaam", "Vaak <neemt> je lichaam")])
    main(["check", "--content", str(folder), "--against", str(default_root()), "--html", str(file)])
    written = file.read_text(encoding="utf-8")
    outline = Outline()
    outline.feed(written)
    assert not {"script", "link", "img", "iframe"} & set(outline.tags)
    assert outline.addresses == []
    assert "url(" not in written
    assert set(outline.scopes) == {"col", "row"}
    assert "Ferritine: boven 75 t/m 76: 33,3 % van hen" in written
    assert "<del>Soms neemt </del>" in written
    assert "<ins>Vaak &lt;neemt&gt; </ins>" in written
    for field in ("Naam", "Rol", "Datum", "Handtekening"):
        assert f'<th scope="row">{field}</th>' in written
    assert "De check vindt fouten" in written


def test_a_page_needs_something_to_compare_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --against there is no difference to write; a file that cannot be written is named."""
    assert main(["check", "--html", str(tmp_path / "page.html")]) == 2
    assert "--against" in capsys.readouterr().err
    missing = tmp_path / "missing" / "page.html"
    assert main(["check", "--against", str(default_root()), "--html", str(missing)]) == 2
    assert str(missing) in capsys.readouterr().err
