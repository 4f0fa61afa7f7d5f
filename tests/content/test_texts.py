"""What the bot never says, and how it says the rest: every text a patient can read is looked at."""

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from bot.content.loading import default_root, load
from bot.dialogue.model import Alarm, Outcome, Topic
from bot.dialogue.words import FILLED_IN, Words

CONTENT = load(default_root())


class Never(NamedTuple):
    """A pattern of what is never said, why, and examples of it: one for each way it can be said."""

    pattern: str
    why: str
    examples: tuple[str, ...]


# Intended purpose: information and preparation of a visit to the doctor, never a verdict or an order.
NEVER = (
    Never(
        r"\b(begin|start)\s+(nu\s+|zelf\s+|maar\s+)?met\s+(het slikken van\s+)?(ijzer|een kuur)",
        "an order to start iron",
        (
            "Begin met ijzer.",
            "Start nu met ijzertabletten.",
            "Begin zelf met het slikken van ijzer.",
            "Start met een kuur.",
        ),
    ),
    Never(
        r"\bstop\s+(nu\s+|direct\s+|meteen\s+|maar\s+|zelf\s+)?met\b",
        "an order to stop a medicine",
        ("Stop met pramipexol.", "Stop direct met je ijzer.", "Stop zelf met de pillen."),
    ),
    Never(r"\bbouw\b[^.?!]{0,40}\baf\b", "an order to taper", ("Bouw je medicijn langzaam af.", "Bouw af.")),
    Never(
        r"\b(verdubbel|verhoog|verlaag|halveer)\b(?![^.?!]*\bniet\b)",
        "an order to change a dose",
        ("Verdubbel de dosis.", "Verhoog je ijzer.", "Halveer de tablet.", "Verlaag de hoeveelheid."),
    ),
    Never(
        r"\b(neem|slik|gebruik)\s+(extra|meer|elke dag|dagelijks|om de dag)\b[^.?!]{0,20}\b(ijzer|tablet)",
        "an order to take more",
        ("Neem extra ijzer.", "Slik elke dag een tablet.", "Gebruik om de dag ijzer."),
    ),
    Never(
        r"\b(neem|slik|gebruik)\s+(\d+|twee|drie)\s*(mg\b|milligram|tablet)",
        "a dose for the reader",
        ("Neem 200 mg per dag.", "Slik 1 tablet om de dag.", "Gebruik twee tabletten."),
    ),
    Never(r"\d\s*(mg|milligram)\b[^.?!]{0,30}\bvoor jou\b", "a dose for the reader", ("65 mg is genoeg voor jou.",)),
    Never(
        r"\b(neem|slik)\b[^.?!]{0,25}'s\s?(avonds|ochtends|morgens|nachts)\b",
        "a time of day as an order",
        ("Neem het 's avonds.", "Slik je ijzer 's ochtends."),
    ),
    Never(
        r"\bje hebt\s+(waarschijnlijk\s+|dus\s+|zeker\s+|vast\s+)?(geen\s+|een\s+)?"
        r"(rls|rusteloze benen|bloedarmoede|ijzertekort|trombose|een depressie|depressie|ijzerstapeling)\b(?!\?)",
        "a diagnosis",
        ("Je hebt RLS.", "Je hebt geen RLS.", "Je hebt waarschijnlijk een ijzertekort.", "Je hebt bloedarmoede."),
    ),
    Never(
        r"\b(je|jouw) (ferritine|hb|waarde|uitslag|ijzer|getal) is\s+(veel\s+)?(te\s+)?(goed|laag|hoog|normaal|prima)\b",
        "a verdict on a value",
        ("Je ferritine is te laag.", "Jouw Hb is goed.", "Je waarde is normaal."),
    ),
    Never(
        r"\bwacht rustig af\b|\bga gerust door\b|\bniets? aan de hand\b|\bgeen zorgen\b",
        "false comfort",
        ("Wacht rustig af.", "Ga gerust door.", "Er is niets aan de hand.", "Maak je geen zorgen."),
    ),
    Never(
        r"\b(zeker|altijd|volkomen|helemaal)\s+(onschuldig|veilig|ongevaarlijk)\b",
        "certainty there is not",
        ("Dat is zeker onschuldig.", "Dit is altijd veilig."),
    ),
    Never(
        r"\b(je|jouw) (huisarts|arts|dokter|specialist)\s+(heeft|zit)\s+(het\s+|er\s+)?(ongelijk|mis|naast|fout)\b",
        "against the doctor",
        ("Je huisarts heeft ongelijk.", "Je arts heeft het mis.", "Je dokter zit er naast."),
    ),
    Never(
        r"\b(ga|zoek|neem)\b[^.?!]{0,15}\bandere (dokter|arts|huisarts)\b",
        "against the doctor",
        ("Ga naar een andere dokter.", "Zoek een andere huisarts."),
    ),
    Never(
        r"(?<!niet alles )\b(geneest|verdwijnt|helpt|werkt)\s+(dan\s+|bij\s+)?(zeker|altijd|iedereen)\b|\bgegarandeerd\b",
        "a promise",
        ("Dit helpt gegarandeerd.", "IJzer werkt altijd.", "RLS geneest dan zeker.", "Dit helpt bij iedereen."),
    ),
    Never(
        r"\beigen risico\b|€|\beuro\b|\b(is|wordt|krijg je) vergoed\b",
        "costs, of which nothing is known",
        ("Dat valt onder het eigen risico.", "Dit kost € 5.", "Dit kost 5 euro.", "Het wordt vergoed."),
    ),
    Never(
        r"\d+\s*(%|procent)[^.?!]{0,40}(zelfmoord|zelfdoding|miskra|overl|sterf)"
        r"|(zelfmoord|zelfdoding|miskra|overl|sterf)[^.?!]{0,40}\d+\s*(%|procent)",
        "frightening figures",
        ("3 procent sterft.", "Zelfmoord komt voor bij 2%.", "5% krijgt een miskraam."),
    ),
    Never(
        r"\b(jouw|je) (kans|risico) (op|is)\b|\bheb je \d+\s*(%|procent) kans\b",
        "a probability for the reader",
        ("Jouw kans op RLS is groot.", "Je risico is 20 procent.", "Dan heb je 30 procent kans."),
    ),
    Never(
        r"\b(eis|sta op|vraag om)\b[^.?!]{0,20}\b(ijzer)?infuus",
        "an infusion to demand",
        ("Eis een ijzerinfuus.", "Vraag om een infuus.", "Sta op een infuus."),
    ),
    Never(
        r"\b(koop|bestel)\b[^.?!]{0,40}\b(ijzer\w*|tablet\w*|supplement\w*|capsule\w*)",
        "a tip to buy",
        ("Koop ijzertabletten bij de drogist.", "Bestel een supplement."),
    ),
    Never(
        r"\b(ferinject|monofer|venofer|feraccru|losferron|fero-?grad\w*|floradix|sifrol|requip|neupro|lyrica|neurontin)\b",
        "a brand",
        ("Ferinject is een infuus.", "Losferron bruist.", "Vraag naar Sifrol.", "Fero-Gradumet."),
    ),
    Never(
        r"\bbelgi|\bvlaams|\bvlaanderen|\bduits|\bmutualiteit",
        "rules of another country",
        ("In België is dat anders.", "De Duitse richtlijn zegt dit.", "Een Vlaamse arts.", "Vraag je mutualiteit."),
    ),
)
LONGEST_SENTENCE, AVERAGE_SENTENCE = 20, 12
SHORTEST_ANSWER, LONGEST_ANSWER, LONGEST_ALARM = 80, 150, 60
MOST_BULLETS, MOST_LINKS, LONGEST_LABEL = 5, 2, 24
PHONES = {"112", "113", "0800-0113"}
HOSTS = {
    "www.thuisarts.nl",
    "www.113.nl",
    "www.apotheek.nl",
    "www.lareb.nl",
    "www.hersenstichting.nl",
    "www.stichting-restless-legs.nl",
    "www.voedingscentrum.nl",
    "hemochromatose.nl",
}
"""Who may be linked to: the sites that were looked at, and no other."""
ABOUT_THE_BOT = {
    "welkom",
    "toestemming",
    "geen-toestemming",
    "privacy",
    "help",
    "gestopt",
    "gewist",
    "over-de-bot-kort",
}
"""Passages about the bot itself; nothing medical is in them."""
EMOJI = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2900-\u2bff\ufe0f\U0001f000-\U0001faff]")


def texts() -> Iterator[tuple[str, str]]:
    """Every text a patient can read, with where it stands."""
    yield from texts_of_the_check()
    for passage in CONTENT.passages.values():
        yield f"passage {passage.id}", passage.text
    for alarm in CONTENT.alarms.values():
        yield f"alarm {alarm.id}", f"{alarm.name}\n{alarm.first_line}\n{alarm.do}"
    for topic in CONTENT.topics.values():
        yield f"topic {topic.id}", f"{topic.theme}\n{topic.title}"
    for link in CONTENT.links.values():
        yield f"link {link.id}", link.title
    for command in CONTENT.commands:
        yield f"command {command.name}", command.menu
    for field in fields(Words):
        if not field.name.startswith("said_"):
            yield f"word {field.name}", str(getattr(CONTENT.words, field.name))


def texts_of_the_check() -> Iterator[tuple[str, str]]:
    """What it asks, the answers to choose from, and where it ends."""
    for outcome in CONTENT.outcomes.values():
        yield f"outcome {outcome.id}", "\n".join([outcome.title, *outcome.ask_doctor])
    for question in CONTENT.questions:
        yield f"question {question.id}", f"{question.name}\n{question.text}\n{question.help}\n{question.why}"
    for fact in CONTENT.facts.values():
        options = [part for option in fact.options for part in (option.label, option.text)]
        yield f"fact {fact.id}", "\n".join([fact.name, fact.statement, *options])


TEXTS = dict(texts())


@pytest.mark.parametrize("never", NEVER, ids=lambda never: f"{never.why}: {never.examples[0]}")
def test_what_is_never_said(never: Never) -> None:
    """No text gives a diagnosis, a dose, an order, a verdict or false comfort; the pattern would notice each of them."""
    pattern = re.compile(never.pattern, re.IGNORECASE)
    assert [example for example in never.examples if not pattern.search(example)] == []
    assert [(place, found[0]) for place, text in TEXTS.items() if (found := pattern.search(text))] == []


def words_of(text: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"[\w'’-]+", text)


def bullets_of(text: str) -> int:
    """How many lines of it are in a list."""
    return len(re.findall(r"^- ", text, re.MULTILINE))


def sentences(text: str) -> list[str]:
    """The sentences of a text; a bullet or a line of a list is one of its own."""
    lines = (line.lstrip("- ") for line in text.replace("...", ".").splitlines())
    parts = (part for line in lines for part in re.split(r"(?<=[.?!:])[\"']?\s+", line))
    return [part for part in parts if words_of(part)]


def test_sentences_are_counted_as_a_reader_does() -> None:
    """A question mark, a colon and a new line end a sentence; a decimal comma and a hyphen do not."""
    text = "Heb je RLS? Dan geldt: wacht.\n- Bel je arts\n- Meet 7,5 of 0800-0113"
    assert sentences(text) == ["Heb je RLS?", "Dan geldt:", "wacht.", "Bel je arts", "Meet 7,5 of 0800-0113"]


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
def test_an_outcome_fits_a_phone(outcome: Outcome) -> None:
    """What is said whatever was answered has 80 to 150 words; there are at most five bullets and two links."""
    always = [said.passage.text for said in outcome.say if () in said.when.rows]
    every = [said.passage.text for said in outcome.say]
    text = "\n".join([*always, *outcome.ask_doctor, outcome.closing.text])
    assert SHORTEST_ANSWER <= len(words_of(text)) <= LONGEST_ANSWER
    assert 3 <= len(outcome.ask_doctor) + bullets_of("\n".join(every)) <= MOST_BULLETS
    assert 1 <= len(outcome.links) <= MOST_LINKS


@pytest.mark.parametrize("outcome", CONTENT.outcomes.values(), ids=lambda outcome: outcome.id)
def test_an_outcome_leads_to_a_doctor_and_to_thuisarts(outcome: Outcome) -> None:
    """Whatever was answered it names who to speak with, says that it is no diagnosis, and links to Thuisarts first."""
    always = [said.passage.text for said in outcome.say if () in said.when.rows]
    text = "\n".join([*always, outcome.closing.text])
    assert re.search(r"\b(huis|kinder|nier)?arts\b|\bverloskundige\b|\bspecialist\b", text)
    assert re.search(r"\bgeen diagnose\b", outcome.closing.text)
    assert urlsplit(outcome.links[0].url).hostname == "www.thuisarts.nl"


@pytest.mark.parametrize("alarm", CONTENT.alarms.values(), ids=lambda alarm: alarm.id)
def test_an_alarm_is_short_and_says_whom_to_call(alarm: Alarm) -> None:
    """At most sixty words, whom to call first, one link, nothing for decoration, no talk about check or ferritin."""
    text = f"{alarm.first_line}\n{alarm.do}"
    assert len(words_of(text)) <= LONGEST_ALARM
    assert bullets_of(alarm.do) <= 3
    assert re.search("112|113|huisarts|verloskundige", alarm.first_line)
    assert len(alarm.links) == 1
    assert not EMOJI.search(f"{alarm.name}{text}")
    assert not re.search("ferritine|RLS|check", text)


def test_an_emoji_would_be_noticed() -> None:
    """The pattern finds what people decorate with, and no letter, dash or unit."""
    assert all(EMOJI.search(text) for text in ("🚑", "❗", "☎️", "→", "✅", "⚠"))
    assert not EMOJI.search("één – µg/L × 'vóór' ½ €")


@pytest.mark.parametrize("topic", CONTENT.topics.values(), ids=lambda topic: topic.id)
def test_a_topic_fits_a_phone(topic: Topic) -> None:
    """80 to 150 words, at most five bullets and two links, a title that fits a button, and related topics."""
    text = "\n".join(passage.text for passage in topic.say)
    assert SHORTEST_ANSWER <= len(words_of(text)) <= LONGEST_ANSWER
    assert bullets_of(text) <= MOST_BULLETS
    assert len(topic.links) <= MOST_LINKS
    assert len(topic.title) <= 30
    assert 2 <= len(topic.related) <= 3


def test_everything_medical_has_a_source() -> None:
    """Only what the bot says about itself stands without one."""
    assert {passage.id for passage in CONTENT.passages.values() if not passage.sources} <= ABOUT_THE_BOT
    said = [part.passage for outcome in CONTENT.outcomes.values() for part in outcome.say]
    said += [outcome.closing for outcome in CONTENT.outcomes.values()]
    said += [part.passage for block in CONTENT.blocks for part in block.say]
    assert [passage.id for passage in said if not passage.sources or passage.id in ABOUT_THE_BOT] == []
    assert all(alarm.sources for alarm in CONTENT.alarms.values())
    assert all(question.sources for question in CONTENT.questions)


def test_only_known_sites_are_linked_to() -> None:
    """Addresses are https and lead to sites that were looked at; no text hides another one."""
    addresses = {link.id: urlsplit(link.url) for link in CONTENT.links.values()}
    assert {i: a.geturl() for i, a in addresses.items() if a.scheme != "https" or a.hostname not in HOSTS} == {}
    assert [place for place, text in TEXTS.items() if re.search(r"https?:|www\.", text)] == []


def test_only_known_telephone_numbers_are_given() -> None:
    """112, 113 and 0800-0113: others grow old."""
    dialled = re.compile(r"\+?\b0[\d -]{6,}\d\b|\b(?:112|113|144|14\d|116\d{3})\b")
    assert dialled.findall("Bel 0800-0113, 112, 06 12345678, 020-1234567 of 144.") == [
        "0800-0113", "112", "06 12345678", "020-1234567", "144",
    ]  # fmt: skip
    assert {number for text in TEXTS.values() for number in dialled.findall(text)} == PHONES


def test_labels_fit_a_button() -> None:
    """A label is cut off on a phone when it is long."""
    labels = {f"{fact.id}.{option.id}": option.label for fact in CONTENT.facts.values() for option in fact.options}
    labels |= {f"{question.id}.all": question.all_label for question in CONTENT.questions}
    assert {key: label for key, label in labels.items() if len(label) > LONGEST_LABEL} == {}


def test_what_is_filled_in_is_named_in_the_text() -> None:
    """A remark that reads something back really does."""
    assert [
        name
        for name, parts in FILLED_IN.items()
        if not all(f"{{{part}}}" in getattr(CONTENT.words, name) for part in parts - {"unit", "high", "low", "fact"})
    ] == []
