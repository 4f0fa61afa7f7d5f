"""step(): one event in, one turn out.

Total: every state and every event gets a reply. Pure: no clock, chance, files or network,
so the same conversation always goes the same way, whatever it is held through.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.dialogue.actions import act
from bot.dialogue.commands import asked, browsed, obey
from bot.dialogue.model import Content
from bot.dialogue.reconciling import reconciled
from bot.dialogue.replying import mark, show
from bot.dialogue.screens import screen_of
from bot.dialogue.turns import Asked, Browsed, Event, Message, Ordered, Screen, Sent, State, Tapped, Turn, Typed
from bot.dialogue.typed import typed


def step(content: Content, state: State, event: Event) -> Turn:
    """Answer one event. A tap on a button of an older screen changes nothing and shows the current one."""
    state, changed = reconciled(content, state)
    if state.shown not in ("", mark(content, state)):
        # Content has changed and would draw another screen now: the buttons in the chat are old ones.
        state = _next_screen(state)
    if isinstance(event, Tapped) and not _is_current(content, state, event):
        turn = Turn(state, (screen_of(content, state, changed),), remark=content.words.old_button)
    else:
        turn = _answer(content, _next_screen(state), event)
        if changed and turn.state is not None:
            turn = replace(turn, replies=(Message(changed), *turn.replies))
    if turn.state is None:
        return turn
    if not turn.quiet and not any(isinstance(reply, Screen) for reply in turn.replies):
        # The live screen stays as it is, so its buttons stay good.
        return replace(turn, state=replace(turn.state, screen=state.screen, shown=state.shown))
    return replace(turn, state=replace(turn.state, shown=mark(content, turn.state)))


def _is_current(content: Content, state: State, tap: Tapped) -> bool:
    """The press counts only on the screen that is shown now (compare and set)."""
    here = (tap.conversation, tap.screen) == (state.conversation, state.screen)
    return here and 0 <= tap.choice < len(screen_of(content, state).choices)


def _answer(content: Content, state: State, event: Event) -> Turn:
    match event:
        case Tapped(choice=choice):
            return act(content, state, screen_of(content, state).choices[choice].action)
        case Typed(heard=heard):
            return typed(content, state, heard)
        case Sent(remark=remark):
            return show(content, state, getattr(content.words, remark))
        case Asked(topic=topic):
            return asked(content, state, topic)
        case Browsed(theme=theme, page=page):
            return browsed(content, state, theme, page)
        case Ordered(command=command):
            return obey(content, state, command)
        case _:
            assert_never(event)


def _next_screen(state: State) -> State:
    return replace(state, screen=state.screen + 1)
