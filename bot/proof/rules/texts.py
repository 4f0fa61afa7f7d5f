"""What is said can be read: on a phone, within what Telegram takes, and by everybody (Dutch at level B1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bot.content.problems import Place
from bot.dialogue.model import Block, Outcome
from bot.dialogue.telling import bullets, paragraphs
from bot.proof import reading_level
from bot.proof.examining import Examined
from bot.proof.findings import Finding, limits

Text = tuple[str, str, Place]
"""What it is called, what it says, and where it is written."""


def texts(examined: Examined) -> Iterator[Text]:
    """Every text of sentences a patient can read."""
    content, files = examined.content, examined.files
    for passage in content.passages.values():
        yield passage.id, passage.text, files.passages.found[passage.id].place("text")
    for question in content.questions:
        found = files.questions.found[question.id]
        for key in ("text", "help", "why"):
            if getattr(question, key):
                yield question.id, getattr(question, key), found.place(key)
    for alarm in content.alarms.values():
        found_alarm = files.alarms.found[alarm.id]
        yield alarm.id, f"{alarm.first_line}\n{alarm.do}", found_alarm.place("do")
    for outcome in content.outcomes.values():
        found_outcome = files.outcomes.found[outcome.id]
        for place, asked in enumerate(outcome.ask_doctor):
            yield outcome.id, asked, found_outcome.place("ask_doctor", place)
    for fact in content.facts.values():
        found_fact = files.facts.found[fact.id]
        for option in fact.options:
            yield f"{fact.id}: {option.id}", option.text, found_fact.place("options", option.id)


def sentence_lengths(examined: Examined) -> Iterator[Finding]:
    """No sentence is longer than can be kept in mind."""
    most = limits()["words_in_a_sentence"]
    for name, text, place in texts(examined):
        for sentence in reading_level.sentences(text):
            number = len(reading_level.words(sentence))
            if number > most:
                details = {"text": name, "words": str(number), "most": str(most), "sentence": sentence}
                yield Finding(place, "long-sentence", details)


def mean_lengths(examined: Examined) -> Iterator[Finding]:
    """Sentences are short on average, in texts long enough to have an average."""
    most = limits()["words_in_a_sentence_on_average"]
    for name, text, place in texts(examined):
        words, sentences = len(reading_level.words(text)), len(reading_level.sentences(text))
        if words >= reading_level.SHORTEST and words / sentences > most:
            details = {"text": name, "words": f"{words / sentences:.1f}".replace(".", ","), "most": str(most)}
            yield Finding(place, "long-sentences", details)


def ease(examined: Examined) -> Iterator[Finding]:
    """Every longer text is at least as easy as the limit on Douma's scale."""
    least = limits()["reading_ease"]
    for name, text, place in texts(examined):
        found = reading_level.ease(text)
        if found is not None and found < least:
            hardest = sorted(set(reading_level.words(text)), key=lambda word: (-reading_level.syllables(word), word))
            details = {"text": name, "ease": f"{found:.0f}", "least": str(least), "hardest": ", ".join(hardest[:3])}
            yield Finding(place, "hard-to-read", details)


def labels(examined: Examined) -> Iterator[Finding]:
    """A button's label is not cut off on a phone."""
    most = limits()["label"]
    for fact in examined.content.facts.values():
        found = examined.files.facts.found[fact.id]
        for option in fact.options:
            if len(option.label) > most:
                details = {"label": option.label, "length": str(len(option.label)), "most": str(most)}
                yield Finding(found.place("options", option.id), "long-label", details)
    for topic in examined.content.topics.values():
        if len(topic.title) > limits()["title"]:
            details = {"label": topic.title, "length": str(len(topic.title)), "most": str(limits()["title"])}
            yield Finding(examined.files.topics.found[topic.id].place("title"), "long-label", details)


def buttons(examined: Examined) -> Iterator[Finding]:
    """The button that opens a topic carries its id, within what Telegram takes."""
    most = limits()["button_bytes"] - len(limits()["button_prefix"])
    for topic in examined.content.topics.values():
        if len(topic.id.encode()) > most:
            details = {"topic": topic.id, "bytes": str(len(topic.id.encode())), "most": str(most)}
            yield Finding(examined.files.topics.found[topic.id].place(), "long-id", details)


def messages(examined: Examined) -> Iterator[Finding]:
    """A question and a topic fit one message; an ending fits those allowed, with every block that can stand there."""
    most = limits()["message"]
    allowed = most * limits()["messages_at_the_end"]
    for name, text, place in _screens_and_topics(examined):
        yield from _too_long(name, text, place, most)
    for outcome in examined.content.outcomes.values():
        doctor = examined.content.words.doctor_heading
        parts = [outcome.title, *_all_said(outcome), *_all_blocks(examined, outcome)]
        text = paragraphs(*parts, doctor, bullets(outcome.ask_doctor), outcome.closing.text)
        yield from _too_long(outcome.id, text, examined.files.outcomes.found[outcome.id].place(), allowed)


def _too_long(name: str, text: str, place: Place, most: int) -> Iterator[Finding]:
    units = len(text.encode("utf-16-le")) // 2
    if units > most:
        yield Finding(place, "long-message", {"text": name, "units": str(units), "most": str(most)})


def _screens_and_topics(examined: Examined) -> Iterator[Text]:
    content, files = examined.content, examined.files
    for question in content.questions:
        options = [option.text for fact in question.asks for option in fact.options]
        statements = [fact.statement for fact in question.asks]
        parts = [question.text, question.help, question.why, *statements, *options]
        yield question.id, paragraphs(*parts), files.questions.found[question.id].place()
    for topic in content.topics.values():
        text = paragraphs(topic.title, *(passage.text for passage in topic.say))
        yield topic.id, text, files.topics.found[topic.id].place()


def _all_said(part: Outcome | Block) -> list[str]:
    return [said.passage.text for said in part.say]


def _all_blocks(examined: Examined, outcome: Outcome) -> list[str]:
    """Every passage of every block that some situation appends to this outcome."""
    space, situations = examined.space, examined.situations
    here = space.both(situations.finished, situations.ends_at({outcome.id}))
    appended = [b for b in examined.content.blocks if not space.never(space.both(here, situations.block(b)))]
    return list(chain.from_iterable(_all_said(block) for block in appended))
