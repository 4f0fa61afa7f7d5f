"""What is asked: no question that can change nothing, no fact used that is never known, no conversation that is too long."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.conditions import ANY_NUMBER, Condition, FactId, Test
from bot.dialogue.telling import PLACEHOLDER
from bot.proof.examining import Examined
from bot.proof.findings import Finding
from bot.proof.paths import Moment
from bot.proof.regions import UNSAID
from bot.proof.showing import Conversation, parts_of
from bot.proof.telling import conversation_text


def known_at_all(examined: Examined) -> Iterator[Finding]:
    """A condition looks only at facts that are asked, or can be told in free text; what can be answered is asked."""
    heard = examined.heard()
    for fact in sorted(examined.used_in_conditions()):
        if examined.content.asking(fact) is None and fact not in heard:
            yield Finding(examined.files.facts.found[fact].place(), "never-known", {"fact": fact})
    for name, known in examined.content.facts.items():
        if known.dont_know is not None and examined.content.asking(name) is None:
            yield Finding(examined.files.facts.found[name].place("dont_know"), "not-asked", {"fact": name})


def known_when_used(examined: Examined) -> Iterator[Finding]:
    """A number that a text fills in is known wherever the text is said."""
    space, situations = examined.space, examined.situations
    for part, found in examined.parts():
        for place, said in enumerate(part.say):
            for name in PLACEHOLDER.findall(said.passage.text):
                fact = FactId(name)
                known = situations.holds(Condition(((Test(fact, bands=(ANY_NUMBER,)),),)))
                where = space.both(situations.finished, situations.said_by(part, said))
                where = space.but_not(where, known)
                if not space.never(where):
                    details = {"fact": fact, "passage": said.passage.id, "part": part.id}
                    yield Finding(found.place("say", place), "number-not-known", details, examined.show(where))
    said_elsewhere = [passage for topic in examined.content.topics.values() for passage in topic.say]
    said_elsewhere += [outcome.closing for outcome in examined.content.outcomes.values()]
    for passage in {passage.id: passage for passage in said_elsewhere}.values():
        for name in PLACEHOLDER.findall(passage.text):
            found_passage = examined.files.passages.found[passage.id]
            details = {"fact": name, "passage": passage.id, "part": passage.id}
            yield Finding(found_passage.place("text"), "number-not-known", details)


def matters(examined: Examined) -> Iterator[Finding]:
    """Whenever a question is asked, two answers to it can end in something else being said."""
    reported: set[str] = set()
    for moment in examined.walk.moments:
        question = moment.question
        if question is None or not moment.first or question.id in reported:
            continue
        if not _can_change(examined, moment):
            reported.add(question.id)
            shown = Conversation((), tuple(moment.known.items()))
            place = examined.files.questions.found[question.id].place()
            text = conversation_text(examined.content, shown)
            yield Finding(place, "question-for-nothing", {"question": question.id}, text)


def length(examined: Examined) -> Iterator[Finding]:
    """No conversation is longer than a requirement allows."""
    for name, found in examined.files.requirements.found.items():
        most = found.entry.most_questions
        if most is not None and examined.walk.longest > most:
            shown = Conversation((), tuple(examined.walk.longest_answers().items()))
            details = {"requirement": name, "most": str(most), "longest": str(examined.walk.longest)}
            text = conversation_text(examined.content, shown)
            yield Finding(found.place("most_questions"), "too-long", details, text)


def _can_change(examined: Examined, moment: Moment) -> bool:
    """Whether what is said depends on the facts of the question, for people who answered what was answered so far."""
    assert moment.question is not None  # noqa: S101 - asked of moments with a question
    space = examined.space
    so_far = {
        variable: part
        for fact, value in moment.known.items()
        for variable, part in parts_of(space.partition, fact, value).items()
    }
    asked = [variable for fact in moment.question.asks for variable in space.partition.of(fact.id)]
    for function in examined.situations.said_when_complete():
        left = space.given(function, so_far)
        for variable in asked:
            said = [part for part in variable.parts if part != UNSAID]
            if len({space.given(left, {variable: part}) for part in said}) > 1:
                return True
    return False
