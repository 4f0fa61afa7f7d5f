"""Each thing that can be wrong with content, and what the editor reads about it, in full.

`broken/<rule>.yaml` says what to spoil in the small content; `broken/<rule>.txt` is the report.
"""

import random
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from bot.content.loading import load
from bot.content.problems import ContentError, catalogue

HERE = Path(__file__).parent
BROKEN = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((HERE / "broken").glob("*.yaml"))
}
FILES = sorted(str(path.relative_to(HERE / "small")) for path in (HERE / "small").rglob("*.yaml"))


def spoil(folder: Path, how: dict[str, Any]) -> None:
    """Change one file as a broken case says: a text in it, all of it, its bytes, or that it is there."""
    path = folder / how["file"]
    if how.get("remove"):
        path.unlink()
    elif "contents" in how:
        path.write_text(how["contents"], encoding="utf-8")
    elif "bytes" in how:
        path.write_bytes(bytes.fromhex(how["bytes"]))
    else:
        text = path.read_text(encoding="utf-8")
        assert how["find"] in text
        path.write_text(text.replace(how["find"], how["replace"], 1), encoding="utf-8")


def problems(folder: Path) -> ContentError:
    """What is wrong with a folder that cannot be used."""
    with pytest.raises(ContentError) as error:
        load(folder)
    return error.value


def test_the_small_content_loads(small: Path) -> None:
    """So that every report below is about what was spoiled."""
    assert len(load(small).questions) == 4


def test_every_rule_has_a_case_and_a_report() -> None:
    """A new rule needs a new pair, and a pair without a rule is of no use."""
    reports = {path.stem for path in (HERE / "broken").glob("*.txt")}
    assert (set(BROKEN), reports) == (set(catalogue()), set(catalogue()))


@pytest.mark.parametrize("rule", BROKEN)
def test_a_problem_is_reported_in_full(rule: str, small: Path) -> None:
    """Place, sentence, rule and way out are exactly those of the text beside the case."""
    spoil(small, BROKEN[rule])
    expected = (HERE / "broken" / f"{rule}.txt").read_text(encoding="utf-8").strip()
    assert f"[{rule}]" in expected
    assert str(problems(small)) == expected


def test_all_problems_are_reported_at_once_in_file_order(small: Path) -> None:
    """One run is enough to see everything that must be mended, from the top of the first file to the end of the last."""
    spoiled = ("no-rule", "bad-link", "wrong-value", "unknown-reference", "bad-factor", "bad-band", "empty-text")
    for rule in spoiled:
        spoil(small, BROKEN[rule])
    found = problems(small).problems
    assert {problem.rule for problem in found} >= set(spoiled)
    assert [problem.place for problem in found] == sorted(problem.place for problem in found)


def test_a_file_that_cannot_be_read_hides_no_other_and_accuses_none(small: Path) -> None:
    """What is wrong inside other files is told as well, but not that they name what the unreadable one may hold."""
    for rule in ("not-text", "missing-file", "wrong-date"):
        spoil(small, BROKEN[rule])
    assert [(str(problem.place), problem.rule) for problem in problems(small).problems] == [
        ("content/links.yaml:4", "wrong-date"),
        ("content/rules.yaml:1", "missing-file"),
        ("content/sources.yaml:1", "not-text"),
    ]


class Misspelt(NamedTuple):
    """A name that is written wrong: in which file, how, on which line, and what then does not exist."""

    file: str
    find: str
    replace: str
    line: int
    missing: str


MISSPELT = (
    Misspelt("alarms.yaml", "sources: [boek]", "sources: [bok]", 12, 'bron "bok"'),
    Misspelt("alarms.yaml", "links: []", "links: [weg]", 11, 'link "weg"'),
    Misspelt("questions.yaml", "asks: [datum]", "asks: [dag]", 17, 'gegeven "dag"'),
    Misspelt("questions.yaml", "sources: [boek]", "sources: [bok]", 5, 'bron "bok"'),
    Misspelt("passages/alle.yaml", "sources: [boek]", "sources: [bok]", 3, 'bron "bok"'),
    Misspelt("outcomes/alle.yaml", "closing: slot", "closing: slotje", 6, 'tekst "slotje"'),
    Misspelt("outcomes/alle.yaml", "links: [rusteloze-benen]", "links: [benen]", 7, 'link "benen"'),
    Misspelt("outcomes/alle.yaml", "passage: over-jong", "passage: jong", 20, 'tekst "jong"'),
    Misspelt("outcomes/alle.yaml", "{leeftijd: oud}", "{leeftyd: oud}", 21, 'gegeven "leeftyd"'),
    Misspelt("outcomes/alle.yaml", "{leeftijd: oud}", "{leeftijd: ouder}", 21, 'antwoord bij leeftijd: "ouder"'),
    Misspelt("rules.yaml", "- outcome: jong", "- outcome: jonger", 1, 'uitkomst "jonger"'),
    Misspelt("rules.yaml", "{leeftijd: jong}", "{leeftyd: jong}", 2, 'gegeven "leeftyd"'),
    Misspelt("rules.yaml", "datum: nieuw", "datum: nieuwer", 5, 'antwoord bij datum: "nieuwer"'),
    Misspelt("blocks.yaml", "{ziekten: nier}", "{ziekten: nieren}", 2, 'antwoord bij ziekten: "nieren"'),
    Misspelt("blocks.yaml", "say: [bij-nier]", "say: [bij-nieren]", 4, 'tekst "bij-nieren"'),
    Misspelt("facts.yaml", "dont_know: oud", "dont_know: ouder", 7, 'antwoord "ouder"'),
    Misspelt("facts.yaml", "dont_know: oud", "dont_know: oud\n  absent: ouder", 8, 'antwoord "ouder"'),
    Misspelt("facts.yaml", "dont_know: oud", "dont_know: oud\n  tick: ouder", 8, 'antwoord "ouder"'),
    Misspelt("facts.yaml", "dont_know: weet-niet", "dont_know: geen-idee", 21, 'antwoord "geen-idee"'),
    Misspelt("facts.yaml", "dont_know: oud", "dont_know: oud\n  implies: {dag: nieuw}", 8, 'gegeven "dag"'),
    Misspelt("facts.yaml", "dont_know: oud", "dont_know: oud\n  implies: {datum: nu}", 8, 'antwoord "nu"'),
    Misspelt("facts.yaml", "possible:", "mix_up: {fact: hb, between: 4 t/m 11}\n  possible:", 20, 'gegeven "hb"'),
    Misspelt("facts.yaml", "{ferritine: bekend}", "{hb: bekend}", 25, 'gegeven "hb"'),
    Misspelt("topics/een.yaml", "say: [slot]", "say: [slotje]", 5, 'tekst "slotje"'),
    Misspelt("topics/een.yaml", "links: []", "links: [weg]", 6, 'link "weg"'),
    Misspelt("topics/een.yaml", "related: [wat]", "related: [wie]", 7, 'onderwerp "wie"'),
    Misspelt("commands.yaml", "/help:", "/hulp:", 4, 'opdracht "/hulp"'),
)


@pytest.mark.parametrize("case", MISSPELT, ids=lambda case: f"{case.file}: {case.replace}")
def test_a_name_that_nothing_has_is_reported_where_it_stands(case: Misspelt, small: Path) -> None:
    """Every kind of name is looked up, wherever it may be written."""
    spoil(small, case._asdict())
    line = f"content/{case.file}:{case.line}: {case.missing} bestaat niet [unknown-reference]"
    assert line in str(problems(small)).splitlines()


@pytest.mark.parametrize("name", ["rf-borst", "borst pijn"])
def test_a_name_in_the_phrases_of_alarms_is_looked_up(name: str, small: Path) -> None:
    """An alarm, or a group of words, that does not exist would silently never be heard."""
    spoil(small, {"file": "alarm_phrases.yaml", "find": name, "replace": f"{name}en"})
    assert f'"{name.rsplit(maxsplit=1)[-1]}en"' in str(problems(small))


@pytest.mark.parametrize(
    ("find", "replace", "says"),
    [
        ("leeftijd:", "leeftijden:", 'gegeven "leeftijden" bestaat niet [unknown-reference]'),
        ("    jong:", "    jongg:", 'antwoord bij leeftijd: "jongg" bestaat niet [unknown-reference]'),
        ("said:", "saidd:", 'soort "saidd" bestaat niet [unknown-reference]'),
        ("<jong>", "<jongg>", 'lijst "jongg" bestaat niet [unknown-reference]'),
        ("doubt:", "doubts:", 'soort "doubts" bestaat niet [unknown-reference]'),
        ("  ziekten:\n", "  ziekten:\n    nonewhen: 3\n", 'instelling "nonewhen" bestaat niet [unknown-reference]'),
        ("  ziekten:\n", "  ziekten:\n    none_when: drie\n", "hoort een heel getal, maar er staat drie [wrong-type]"),
        ("  ziekten:\n", "  ziekten:\n    negated: hart\n", 'antwoord bij negated: "hart" bestaat niet'),
    ],
)
def test_a_name_in_the_phrases_of_facts_is_looked_up(find: str, replace: str, says: str, small: Path) -> None:
    """A fact, a value, a kind or a list that does not exist would silently never be heard."""
    spoil(small, {"file": "fact_phrases.yaml", "find": find, "replace": replace})
    assert says in str(problems(small))


def test_the_texts_the_program_says_itself_are_there(small: Path) -> None:
    """A passage that the program needs by its name cannot be renamed."""
    spoil(small, {"file": "passages/alle.yaml", "find": "welkom:", "replace": "welcom:"})
    assert 'tekst "welkom" bestaat niet [unknown-reference]' in str(problems(small)).splitlines()[0]


# What is missing where there is no entry to miss it: file, text, instead of it, the line of the report.
LACKING = (
    ("alarms.yaml", "  2: Bel meteen.\n", "", 'content/alarms.yaml:1: hier ontbreekt "2" [missing-key]'),
    ("out_of_scope.yaml", "messages:", "berichten:", 'content/out_of_scope.yaml:1: hier ontbreekt "messages" [missing-key]'),
    ("topics/een.yaml", "title: Een thema\n", "", 'content/topics/een.yaml:1: hier ontbreekt "title" [missing-key]'),
    ("commands.yaml", "/help:\n  menu: help\n  said: [help]\n", "", 'content/commands.yaml:1: hier ontbreekt "/help" [missing-key]'),
    ("words.yaml", "help: help\n", "", 'content/words.yaml:1: hier ontbreekt "help" [missing-key]'),
    ("topics/een.yaml", "topics:", "topic:", 'content/topics/een.yaml:1: hier ontbreekt "topics" [missing-key]'),
)  # fmt: skip


@pytest.mark.parametrize(("file", "text", "instead", "line"), LACKING, ids=[case[3] for case in LACKING])
def test_what_is_missing_is_named(file: str, text: str, instead: str, line: str, small: Path) -> None:
    """Also the parts of a file that are no entries."""
    spoil(small, {"file": file, "find": text, "replace": instead})
    assert line in str(problems(small)).splitlines()


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_another_shape_is_a_problem(file: str, small: Path) -> None:
    """A file that holds a list where names belong, or the other way round, is never taken for an empty one."""
    spoil(small, {"file": file, "contents": "een: woord" if file == "rules.yaml" else "- een\n- lijst"})
    assert problems(small).problems


def damaged(text: str, rng: random.Random) -> str:
    """The text after a slip of the keyboard: a line lost, doubled, moved, indented or left half written."""
    lines = text.splitlines()
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    key = lines[at].partition(":")[0]
    match rng.randrange(7):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = " " * rng.randrange(6) + lines[at].strip()
        case 4:
            lines[at] = f"{key}: " + rng.choice(
                ("", "[]", "{}", "[a, b]", "{a: b}", "[[a]]", "{a: [{b: c}]}", "-1", "a: b")
            )
        case 5:
            lines[at] = lines[at].replace(rng.choice("aeo:{}[],"), rng.choice(("", "{", "]", ":", "'", '"', "\t")), 1)
        case _:
            lines = lines[: max(at, 1)]
    return "\n".join(lines)


def test_whatever_is_spoiled_is_reported_or_harmless(small: Path) -> None:
    """No slip ends in a traceback: what comes out is a content, or a report for the editor."""
    rng = random.Random(20261124)  # noqa: S311 - repeatable damage, no secret
    reports = []
    for _ in range(250):
        path = small / rng.choice(FILES)
        whole = path.read_text(encoding="utf-8")
        path.write_text(damaged(whole, rng), encoding="utf-8")
        try:
            load(small)
        except ContentError as error:
            reports.append(str(error))
        path.write_text(whole, encoding="utf-8")
    assert len(reports) > 125
    assert all(report.startswith("content/") for report in reports)
