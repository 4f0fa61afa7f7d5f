"""What a person can read about: the answer to a topic, and pages of topics to choose from."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import advice
from bot.dialogue.model import Content, TopicId
from bot.dialogue.turns import Asked, Browsed, Message, Offer, Ordered

TOPICS_A_PAGE = 7
"""So that a page of buttons fits a phone without scrolling far."""


def told(content: Content, topic: TopicId, second: TopicId | None = None) -> tuple[Message, ...]:
    """The answer to a topic with what to read next; a second question in the message is offered."""
    offers = [offer(content, related) for related in content.topics[topic].related]
    offers.append(Offer(content.words.all_topics, Ordered("/onderwerpen")))
    answer = replace(advice.topic_message(content, content.topics[topic]), offers=tuple(offers))
    if second is None:
        return (answer,)
    return (answer, Message(content.words.second_question, offers=(offer(content, second),)))


def offer(content: Content, topic: TopicId) -> Offer:
    """The button that opens a topic."""
    return Offer(content.topics[topic].title, Asked(topic))


def page(content: Content, theme: int | None, number: int) -> Message:
    """The themes, or one page of the topics of a theme; a page that is not there is the nearest that is."""
    words, themes = content.words, content.themes()
    if theme is None or not 0 <= theme < len(themes):
        offers = [Offer(title, Browsed(place)) for place, title in enumerate(themes)]
        return Message(words.choose_theme, offers=tuple(offers), turns_page=True)
    topics = [topic for topic in content.topics.values() if topic.theme == themes[theme]]
    pages = -(-len(topics) // TOPICS_A_PAGE)
    number = min(max(number, 0), pages - 1)
    shown = topics[number * TOPICS_A_PAGE : (number + 1) * TOPICS_A_PAGE]
    offers = [offer(content, topic.id) for topic in shown]
    if number > 0:
        offers.append(Offer(words.previous, Browsed(theme, number - 1)))
    if number + 1 < pages:
        offers.append(Offer(words.more, Browsed(theme, number + 1)))
    offers.append(Offer(words.all_topics, Browsed()))
    return Message(words.choose_topic.format(theme=themes[theme]), offers=tuple(offers), turns_page=True)
