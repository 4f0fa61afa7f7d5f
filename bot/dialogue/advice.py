"""What is said where a check ends: general information that fits the answers, never a verdict."""

from __future__ import annotations

from bot.dialogue import replay
from bot.dialogue.conditions import Known
from bot.dialogue.model import Alarm, Content, LinkId, Outcome, Passage, Said, Topic
from bot.dialogue.telling import bullets, day, filled, paragraphs, sources_text, value_text
from bot.dialogue.turns import Message


def result(content: Content, facts: Known) -> Message:
    """The message with which the check ends."""
    match replay.ending(content, facts):
        case Alarm() as alarm:
            return alarm_message(alarm)
        case Outcome() as outcome:
            return Message(_outcome_text(content, facts, outcome), outcome.links, about=("outcome", outcome.id))
        case None:
            return Message(content.words.no_result)


def alarm_message(alarm: Alarm) -> Message:
    """What to do now, and nothing else."""
    return Message(paragraphs(f"# {alarm.first_line}", alarm.do), alarm.links, about=("alarm", alarm.id), urgent=True)


def topic_message(content: Content, topic: Topic) -> Message:
    """The curated answer to a topic, with its sources and the day it was reviewed."""
    sources = [source for passage in topic.say for source in passage.sources]
    reviewed = content.words.reviewed.format(
        sources=sources_text(content, sources), date=day(content, min(passage.reviewed for passage in topic.say))
    )
    return Message(
        paragraphs(f"# {topic.title}", *(passage.text for passage in topic.say), reviewed if sources else ""),
        topic.links,
        about=("topic", topic.id),
    )


def unknown(content: Content) -> Message:
    """That nothing was written about this, and where to look."""
    return Message(content.words.unknown, (content.links[LinkId("rusteloze-benen")],))


def summary(content: Content, facts: Known) -> Message:
    """One page to show the doctor: the answers, what they led to, what to ask."""
    words = content.words
    lines = [f"# {words.summary_heading}", bullets(answer_lines(content, facts)) or words.kept_nothing]
    ending = replay.ending(content, facts) if replay.open_question(content, facts) is None else None
    if isinstance(ending, Outcome):
        lines += [
            words.summary_result.format(title=ending.title),
            f"# {words.doctor_heading}",
            bullets(ending.ask_doctor),
        ]
    if isinstance(ending, Alarm):
        lines += [f"# {ending.first_line}", ending.do]
    return Message(paragraphs(*lines, words.summary_closing))


def answer_lines(content: Content, facts: Known) -> list[str]:
    """Each known fact in words, in the order of the questions; what was left unticked is not named."""
    lines = []
    asked = [fact for question in content.questions for fact in question.asks]
    heard = [fact for fact in content.facts.values() if fact not in asked]
    for fact in asked + heard:
        value = facts.said(fact.id)
        if value is None or (fact.tick and value != fact.tick):
            continue
        name = fact.statement or fact.name
        lines.append(f"{name.rstrip('.')}: {value_text(fact, value, none=content.words.none_of_these)}")
    return lines


def passages(content: Content, facts: Known, outcome: Outcome) -> tuple[Passage, ...]:
    """All passages said at this outcome, blocks included, in the order said."""
    appended = [said for block in replay.blocks(content, facts, outcome) for said in block.say]
    return (*_holding(facts, outcome.say), *_holding(facts, tuple(appended)), outcome.closing)


def _outcome_text(content: Content, facts: Known, outcome: Outcome) -> str:
    words = content.words
    main = [filled(passage.text, facts) for passage in _holding(facts, outcome.say)]
    appended = [
        filled(" ".join(passage.text for passage in _holding(facts, block.say)), facts)
        for block in replay.blocks(content, facts, outcome)
    ]
    said = passages(content, facts, outcome)
    return paragraphs(
        f"# {outcome.title}",
        *main,
        f"# {words.also_heading}" if appended else "",
        *appended,
        f"# {words.doctor_heading}",
        bullets(outcome.ask_doctor),
        outcome.closing.text,
        words.reviewed.format(
            sources=sources_text(content, [source for passage in said for source in passage.sources]),
            date=day(content, min(passage.reviewed for passage in said)),
        ),
    )


def _holding(facts: Known, say: tuple[Said, ...]) -> tuple[Passage, ...]:
    return tuple(said.passage for said in say if facts.verdict(said.when))
