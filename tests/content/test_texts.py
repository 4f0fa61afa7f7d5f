"""What the bot never says, and how it says the rest: every text a patient can read is looked at."""

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from bot.content.loading import default_root, load
from bot.dialogue.words import FILLED_IN, Words

CONTENT = load(default_root())

# What is never said, why (intended purpose: information and preparation, never a verdict or an order), and an example.
NEVER = (
    (r"\b(begin|start)\s+(nu\s+|zelf\s+|maar\s+)?met\s+(het slikken van\s+)?ijzer", "an order to start", "Begin met ijzer."),
    (r"\bstop\s+(nu\s+|direct\s+|meteen\s+|maar\s+)met\b", "an order to stop", "Stop direct met pramipexol."),
    (r"\bbouw\b[^.?!]{0,40}\baf\b", "an order to taper", "Bouw je medicijn af."),
    (r"\bverdubbel\b", "an order to double", "Verdubbel de dosis."),
    (r"\bneem\s+(extra|meer|elke dag|dagelijks)\b[^.?!]{0,20}\b(ijzer|tablet)", "an order to take more", "Neem extra ijzer."),
    (r"\bneem\s+\d+\s*(mg|milligram|tablet)", "a dose for the reader", "Neem 200 mg per dag."),
    (r"\bje hebt\s+(geen\s+)?(rls|rusteloze benen|bloedarmoede|(een\s+)?ijzertekort|trombose)\b(?!\?)", "a diagnosis", "Je hebt RLS."),
    (r"\bje (ferritine|hb|waarde) is\s+(te\s+)?(goed|laag|hoog|normaal|prima)\b", "a verdict on a value", "Je ferritine is te laag."),
    (r"\bwacht rustig af\b|\bga gerust door\b|\bniets aan de hand\b", "false comfort", "Wacht rustig af."),
    (r"\b(zeker|altijd|volkomen)\s+(onschuldig|veilig)\b", "certainty there is not", "Dat is zeker onschuldig."),
    (r"\b(je huisarts|je arts)\s+heeft\s+(het\s+)?(ongelijk|mis)\b", "against the doctor", "Je huisarts heeft ongelijk."),
    (r"\b(ga|zoek)\b[^.?!]{0,15}\bandere (dokter|arts|huisarts)\b", "against the doctor", "Ga naar een andere dokter."),
    (r"\b(genees|geneest)\b[^.?!]{0,20}\b(zeker|altijd)\b|\bgegarandeerd\b", "a promise", "Dit helpt gegarandeerd."),
    (r"\beigen risico\b|€|\beuro\b", "costs", "Dat valt onder het eigen risico."),
    (r"\d+\s*(%|procent)[^.?!]{0,40}(zelfmoord|zelfdoding|miskra|overl|sterf)", "frightening figures", "3 procent sterft."),
)  # fmt: skip
LONGEST_SENTENCE, AVERAGE_SENTENCE = 20, 12
PHONES = {"112", "113", "0800-0113"}


def texts() -> Iterator[tuple[str, str]]:
    """Every text a patient can read, with where it stands."""
    for passage in CONTENT.passages.values():
        yield f"passage {passage.id}", passage.text
    for outcome in CONTENT.outcomes.values():
        yield f"outcome {outcome.id}", "\n".join([outcome.title, *outcome.ask_doctor])
    for alarm in CONTENT.alarms.values():
        yield f"alarm {alarm.id}", f"{alarm.name}\n{alarm.first_line}\n{alarm.do}"
    for question in CONTENT.questions:
        yield f"question {question.id}", f"{question.text}\n{question.help}\n{question.why}"
        for fact in question.asks:
            yield f"fact {fact.id}", "\n".join([fact.name, fact.statement, *(option.text for option in fact.options)])
    for topic in CONTENT.topics.values():
        yield f"topic {topic.id}", topic.title
    for field in fields(Words):
        if not field.name.startswith("said_"):
            yield f"word {field.name}", str(getattr(CONTENT.words, field.name))


TEXTS = dict(texts())


@pytest.mark.parametrize(
    ("pattern", "why", "example"), NEVER, ids=[why + ": " + pattern[:24] for pattern, why, _ in NEVER]
)
def test_what_is_never_said(pattern: str, why: str, example: str) -> None:
    """No text gives a diagnosis, a dose, an order, a verdict or false comfort; the pattern would notice."""
    assert re.search(pattern, example, re.IGNORECASE), why
    assert [
        (place, found[0]) for place, text in TEXTS.items() if (found := re.search(pattern, text, re.IGNORECASE))
    ] == []


def words_of(text: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"[\w'’-]+", text)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a bullet or a line of a list is one of its own."""
    lines = (line.lstrip("- ") for line in text.replace("...", ".").splitlines())
    parts = (part for line in lines for part in re.split(r"(?<=[.?!:])[\"']?\s+", line))
    return [part for part in parts if words_of(part)]


def test_sentences_are_short() -> None:
    """B1: no sentence over twenty words, and none of the longer texts over twelve on average."""
    too_long = [
        (place, s) for place, text in TEXTS.items() for s in sentences(text) if len(words_of(s)) > LONGEST_SENTENCE
    ]
    heavy = [
        place
        for place, text in TEXTS.items()
        if len(words_of(text)) > 40 and len(words_of(text)) / len(sentences(text)) > AVERAGE_SENTENCE
    ]
    assert too_long == []
    assert heavy == []


@pytest.mark.parametrize("outcome", CONTENT.outcomes.values(), ids=lambda outcome: outcome.id)
def test_an_outcome_fits_a_phone(outcome: object) -> None:
    """80 to 150 words without what depends on answers, at most five bullets and two links, and a doctor in it."""
    assert hasattr(outcome, "say")
    always = [said.passage.text for said in outcome.say if not any(row for row in said.when.rows)]
    some = "\n".join(said.passage.text for said in outcome.say)
    text = "\n".join([*always, *outcome.ask_doctor, outcome.closing.text])  # type: ignore[attr-defined]
    shortest = 80 if len(always) == len(outcome.say) else 50
    assert shortest <= len(words_of(text)) <= 150
    assert 3 <= len(outcome.ask_doctor) + some.count("\n- ") <= 5  # type: ignore[attr-defined]
    assert 1 <= len(outcome.links) <= 2  # type: ignore[attr-defined]
    assert outcome.links[0].url.startswith("https://www.thuisarts.nl/")  # type: ignore[attr-defined]
    assert re.search("arts|verloskundige|specialist", text)


@pytest.mark.parametrize("alarm", CONTENT.alarms.values(), ids=lambda alarm: alarm.id)
def test_an_alarm_is_short_and_says_whom_to_call(alarm: object) -> None:
    """At most sixty words, whom to call first, one link, no talk about iron."""
    text = f"{alarm.first_line}\n{alarm.do}"  # type: ignore[attr-defined]
    assert len(words_of(text)) <= 60
    assert re.search("112|113|huisarts|verloskundige", alarm.first_line)  # type: ignore[attr-defined]
    assert len(alarm.links) <= 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("topic", CONTENT.topics.values(), ids=lambda topic: topic.id)
def test_a_topic_fits_a_phone(topic: object) -> None:
    """80 to 150 words, at most five bullets and two links, a title that fits a button, and related topics."""
    text = "\n".join(passage.text for passage in topic.say)  # type: ignore[attr-defined]
    assert 80 <= len(words_of(text)) <= 150
    assert text.count("\n- ") <= 5
    assert len(topic.title) <= 30  # type: ignore[attr-defined]
    assert 2 <= len(topic.related) <= 3  # type: ignore[attr-defined]


def test_everything_medical_has_a_source() -> None:
    """Only what the bot says about itself stands without one."""
    about_the_bot = {
        "welkom",
        "toestemming",
        "geen-toestemming",
        "privacy",
        "help",
        "gestopt",
        "gewist",
        "over-de-bot-kort",
    }
    assert {passage.id for passage in CONTENT.passages.values() if not passage.sources} <= about_the_bot
    assert all(alarm.sources for alarm in CONTENT.alarms.values())
    assert all(question.sources for question in CONTENT.questions)


def test_only_known_telephone_numbers_are_given() -> None:
    """112, 113 and 0800-0113: others grow old."""
    found = {number for text in TEXTS.values() for number in re.findall(r"\b0\d{2,3}[- ]?\d{4,7}\b|\b11[0-9]\b", text)}
    assert found <= PHONES


def test_labels_fit_a_button() -> None:
    """A label is cut off on a phone when it is long."""
    labels = {f"{fact.id}.{option.id}": option.label for fact in CONTENT.facts.values() for option in fact.options}
    assert {key: label for key, label in labels.items() if len(label) > 24} == {}


def test_what_is_filled_in_is_named_in_the_text() -> None:
    """A remark that reads something back really does."""
    assert [
        name
        for name, parts in FILLED_IN.items()
        if not all(f"{{{part}}}" in getattr(CONTENT.words, name) for part in parts - {"unit", "high", "low", "fact"})
    ] == []
