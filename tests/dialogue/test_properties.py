"""Whatever people do, in whatever order: there is an answer, and nothing they said is lost."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.loading import default_root, load
from bot.dialogue import replay
from bot.dialogue.engine import step
from bot.dialogue.screens import is_finished, open_question, screen_of
from bot.dialogue.turns import Event, Give, Screen, Sent, State, Tapped, Typed
from bot.play import play
from bot.storage import codec
from bot.understanding.hearing import hear

CONTENT = load(default_root())
TYPED = (
    "ja", "nee", "geen", "weet ik niet", "28", "7,8", "1500", "99999999", "-5", "<10", ">300", "112 pmol/l", "twintig", "0,5",
    "2 5", "ja ja nee twijfel", "alle vier", "nee ik bedoel 55", "ik ben 43 en mijn ferritine is 28",
    "hoe lang duurt het", "pijn op mijn borst", "ik wil niet meer leven", "banaan <b>&", "?", "terug", "waarom", "stop", "klaar",
    "/start", "/check", "/start check", "/start onderwerp_ijzerinfuus", "/opnieuw", "/wis", "/samenvatting", "/mijngegevens",
    "/privacy", "/help", "/onbekend",
)  # fmt: skip
MOST = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

# What a person may do: tap the nth choice of the screen (modulo how many there are), tap an old button, type, send.
does = st.one_of(
    st.tuples(st.just("tap"), st.integers(0, 30)),
    st.tuples(st.just("tap"), st.integers(0, 30)),
    st.tuples(st.just("old tap"), st.integers(0, 30)),
    st.tuples(st.just("type"), st.sampled_from(TYPED)),
    st.tuples(st.just("type"), st.text(max_size=40)),
    st.tuples(st.just("send"), st.sampled_from(["photo", "voice", "edited"])),
)
doings = st.lists(does, max_size=40)


def event(state: State, doing: tuple[str, object]) -> Event:
    """What the person did, as an event for this state."""
    match doing:
        case ("tap", int(place)):
            return Tapped(state.conversation, state.screen, place % len(screen_of(CONTENT, state).choices))
        case ("old tap", int(place)):
            return Tapped(state.conversation, state.screen - 1, place)
        case ("type", str(text)):
            return Typed(hear(CONTENT, text))
        case ("send", str(remark)):
            return Sent(remark)
    raise AssertionError(doing)


def reached(done: list[tuple[str, object]], state: State | None = None) -> State:
    """The state after all this was done."""
    state = state or State("c")
    for doing in done:
        state = step(CONTENT, state, event(state, doing)).state or State("c")
    return state


def in_check(done: list[tuple[str, object]]) -> State:
    """The same, by somebody who agreed and is in the check."""
    return reached([*done, ("type", "/check"), ("type", "ja")], State("c", consent=True, place="check"))


@MOST
@given(doings)
def test_every_event_gets_a_reply(done: list[tuple[str, object]]) -> None:
    """From any state: at least one reply with something in it, and never an exception."""
    state = State("c")
    for doing in done:
        turn = step(CONTENT, state, event(state, doing))
        assert turn.replies
        for reply in turn.replies:
            assert reply.text.strip()
            assert len(reply.text) < 4096
            if isinstance(reply, Screen):
                assert reply.choices
                assert all(choice.label.strip() for choice in reply.choices)
        assert turn.state is None or turn.state.screen >= state.screen
        state = turn.state or State("c")


@MOST
@given(doings)
def test_replay_is_a_fixed_point(done: list[tuple[str, object]]) -> None:
    """What is kept can be stored, read, replayed and drawn again with the same result."""
    state = reached(done)
    assert codec.decode(codec.encode(state)) == state
    assert replay.reconciled(CONTENT, state.answers) == (state.answers, ())
    assert screen_of(CONTENT, state) == screen_of(CONTENT, state)
    assert reached(done) == state


@MOST
@given(doings, st.integers(0, 30))
def test_back_undoes_exactly_one_answer(done: list[tuple[str, object]], place: int) -> None:
    """After any answer that a button gives, back restores the answers before it."""
    state = in_check(done)
    choices = screen_of(CONTENT, state).choices
    choice = place % len(choices)
    if open_question(CONTENT, state) is None or state.changing or not isinstance(choices[choice].action, Give):
        return
    answered = step(CONTENT, state, Tapped("c", state.screen, choice)).state
    assert answered is not None
    assert answered.answers != state.answers
    undone = step(CONTENT, answered, event(answered, ("type", "terug"))).state
    assert undone is not None
    assert undone.answers == state.answers


@MOST
@given(doings, st.integers(0, 30), st.lists(st.tuples(st.just("tap"), st.integers(0, 30)), max_size=6))
def test_changing_an_answer_leaves_the_others(
    done: list[tuple[str, object]], which: int, then: list[tuple[str, object]]
) -> None:
    """Only the facts of the question that is changed get other values; all answers keep their place."""
    state = in_check(done)
    answered = [q for q in CONTENT.questions if any(f.id in replay.given(state.answers) for f in q.asks)]
    if not answered:
        return
    question = answered[which % len(answered)]
    changing = State("c", 5, consent=True, place="check", answers=state.answers, changing=question.id)
    for doing in then:
        if changing.changing is None:
            break
        changing = step(CONTENT, changing, event(changing, doing)).state or changing
    own = {fact.id for fact in question.asks}
    before = [answer for answer in state.answers if answer.fact not in own]
    assert [answer for answer in changing.answers if answer.fact not in own][: len(before)] == before


@MOST
@given(doings, st.integers(-3, 40), st.sampled_from(["c", "another"]))
def test_an_old_button_changes_nothing(done: list[tuple[str, object]], place: int, conversation: str) -> None:
    """A press on a screen that is gone, or of another conversation, leaves the state as it was and shows the screen."""
    state = reached(done)
    screen = state.screen if conversation == "another" else state.screen - 1
    turn = step(CONTENT, state, Tapped(conversation, screen, place))
    assert turn.state is not None
    assert turn.state.answers == state.answers
    assert turn.state.screen == state.screen
    assert turn.replies == (screen_of(CONTENT, state),)
    assert turn.remark == CONTENT.words.old_button


@MOST
@given(doings)
def test_a_finished_check_ends_where_its_facts_end(done: list[tuple[str, object]]) -> None:
    """The conversation and `play` with the same facts say the same."""
    state = in_check(done)
    if not is_finished(CONTENT, state):
        return
    values = replay.known(CONTENT, state.answers).values
    facts: dict[str, object] = {fact: sorted(v) if isinstance(v, frozenset) else v for fact, v in values.items()}
    ending = replay.ending(CONTENT, replay.known(CONTENT, state.answers))
    assert ending is not None
    assert play(CONTENT, facts).outcome == ending.id
