"""Whatever people do, in whatever order: there is an answer, and nothing they said is lost."""

from dataclasses import replace

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.buttons import MOST_BYTES, button_data
from bot.content.loading import default_root, load
from bot.dialogue import advice, replay
from bot.dialogue.conditions import NONE, FactId, Value
from bot.dialogue.engine import step
from bot.dialogue.model import Fact
from bot.dialogue.screens import is_finished, open_question, screen_of
from bot.dialogue.turns import ChangeAnswer, Screen, State, Tapped, Turn
from bot.play import play
from bot.storage import codec
from tests.dialogue.helpers import TYPICAL, Doing, event_of, value_of

CONTENT = load(default_root())
TYPED = (
    "ja", "nee", "geen", "weet ik niet", "28", "7,8", "1500", "99999999", "-5", "<10", ">300", "112 pmol/l", "twintig", "0,5",
    "2 5", "ja ja nee twijfel", "alle vier", "hoe lang duurt het", "banaan <b>&", "?", "terug", "waarom", "stop", "klaar",
    "/start", "/check", "/start check", "/start onderwerp_ijzerinfuus", "/start onderwerp_", "/opnieuw", "/wis",
    "/samenvatting", "/mijngegevens", "/privacy", "/help", "/onderwerpen", "/onbekend",
)  # fmt: skip
UNDERSTOOD: tuple[dict[str, object], ...] = (
    {"type": "pijn op mijn borst", "alarm": "rf-borst-adem-flauw"},
    {"type": "ik gok de hele nacht", "alarm": "rf-impulscontrole"},
    {"type": "nee ik bedoel 55", "correction": "55"},
    {"type": "nee, ik ben 60", "correction": "ik ben 60"},
    {"type": "ik ben 43 en mijn ferritine is 28", "facts": {"leeftijd": "18-49", "ferritine": 28}},
    {"type": "ik slik ijzer en ben 30 weken", "facts": {"supplement": ["ijzertablet"], "weken": 30}},
    {"type": "is 28 laag", "facts": {"ferritine": 28}, "topics": ["wat-is-ferritine"], "sure": "answer", "asks": True},
    {"type": "wat is rls en hoe kom ik eraan", "topics": ["wat-is-rls"], "second": "oorzaken-rls", "sure": "answer"},
    {"type": "ijzer", "topics": ["wanneer-ijzer", "soorten-ijzer", "ijzerinfuus"], "sure": "suggest"},
)
LASTING: tuple[dict[str, object], ...] = (
    {"ask": "ijzerinfuus"}, {"ask": "gone"}, {"browse": None}, {"browse": 0, "page": 1}, {"browse": 40, "page": -2},
    {"order": "/check"}, {"order": "/onderwerpen"}, {"order": "/gone"},
)  # fmt: skip
FORGETS = ("/wis", "/opnieuw")
MOST = settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
LIMITS = (1.0, 4.0, 5.0, 28.0, 49.9, 50.0, 75.0, 75.1, 300.0, 301.0, 1000.0, 1001.0, 5000.0)
"""Numbers on and beside the limits of the ferritin."""
LONGEST_TEXT = 4096
NEWEST_SCREEN, NEWEST_CONVERSATION = 2**31, f"{2**63:x}"
"""More screens than anybody sees, and the highest update id there can be, as a conversation is named after it."""

# What a person may do: tap the nth choice of the screen (modulo how many there are), tap an old button, type, send.
taps = st.builds(lambda place: {"tap": place}, st.integers(0, 30))
replies = st.sampled_from(("weet ik niet", "geen", "1", "2", "90", "ja nee ja ja"))
typing = st.one_of(st.sampled_from(TYPED), st.text(max_size=40), st.sampled_from(UNDERSTOOD))
does = st.one_of(
    taps,
    taps,
    st.builds(lambda place, screen: {"tap": place, "screen": screen}, st.integers(-3, 40), st.integers(-2, 2)),
    typing,
    st.sampled_from(LASTING),
    st.sampled_from([{"send": "photo"}, {"send": "voice"}, {"send": "edited"}]),
)
doings = st.lists(does, max_size=25)


def values(fact: Fact) -> st.SearchStrategy[Value]:
    """An answer to a fact, mostly one with which the check goes on."""
    usual = value_of(TYPICAL[fact.id]) if fact.id in TYPICAL else fact.absent
    assert usual is not None
    return st.one_of(st.just(usual), st.just(usual), st.just(usual), _any_value(fact))


def _any_value(fact: Fact) -> st.SearchStrategy[Value]:
    if fact.type == "number":
        return st.one_of(st.sampled_from(LIMITS), st.just(fact.dont_know or LIMITS[0]))
    options = [option.id for option in fact.options]
    if fact.type == "choice":
        return st.sampled_from(options)
    return st.frozensets(st.sampled_from([o for o in options if o != NONE]), min_size=1, max_size=2)


people = st.fixed_dictionaries({fact.id: values(fact) for q in CONTENT.questions for fact in q.asks})


@st.composite
def in_check(draw: st.DrawFn) -> State:
    """Somebody in the check who has answered some of its questions, or all, and then did a few other things."""
    facts, count = draw(people), draw(st.sampled_from(range(1, len(CONTENT.questions))))
    answers: replay.Answers = ()
    while count and (question := replay.open_question(CONTENT, replay.known(CONTENT, answers))) is not None:
        answers = replay.with_answer(CONTENT, answers, {fact.id: facts[fact.id] for fact in question.asks})
        count -= 1
    return reached(draw(st.lists(does, max_size=2)), State("c", 1, consent=True, place="check", answers=answers))


states = st.one_of(st.builds(State, st.just("c")), in_check(), in_check(), in_check())


def taken(state: State, doing: Doing) -> Turn:
    """The turn after one doing; a tap on the current screen is always on one of its buttons."""
    if isinstance(doing, dict) and "tap" in doing and "screen" not in doing:
        doing = {"tap": doing["tap"] % len(screen_of(CONTENT, state).choices)}
    return step(CONTENT, state, event_of(CONTENT, state, doing))


def reached(done: list[Doing], state: State) -> State:
    """The state after all this was done."""
    for doing in done:
        state = taken(state, doing).state or State("c")
    return state


@MOST
@given(states, doings)
def test_every_event_gets_a_reply(state: State, done: list[Doing]) -> None:
    """From any state: at least one reply with something in it, screens counted up, and never an exception."""
    for doing in done:
        turn = taken(state, doing)
        assert turn.replies
        assert all(reply.text.strip() and len(reply.text) < LONGEST_TEXT for reply in turn.replies)
        if turn.state is None:
            state = State("c")
            continue
        assert turn.state.screen >= state.screen
        state = turn.state


@MOST
@given(states, doings)
def test_the_buttons_that_are_shown_are_the_buttons_that_count(state: State, done: list[Doing]) -> None:
    """A turn draws at most one screen, as a tap will find it; without one the live screen and its number stay."""
    for doing in done:
        turn = taken(state, doing)
        after = turn.state
        if after is None:
            return
        shown = [reply for reply in turn.replies if isinstance(reply, Screen)]
        if shown:
            (drawn,) = shown
            assert (drawn.number, drawn.conversation) == (after.screen, after.conversation)
            assert drawn.choices == screen_of(CONTENT, after).choices
            assert drawn.settled == any(choice.action == ChangeAnswer(None) for choice in drawn.choices)
            assert after.screen > state.screen or turn.remark
        elif not turn.quiet:
            assert after.screen == state.screen
            assert screen_of(CONTENT, after).choices == screen_of(CONTENT, state).choices
        state = after


@MOST
@given(states)
def test_a_screen_can_be_used_on_a_phone(state: State) -> None:
    """At least one button, every button says something, rows follow each other, and the data fits Telegram."""
    choices = screen_of(CONTENT, state).choices
    assert choices
    assert all(choice.label.strip() for choice in choices)
    rows = [choice.row for choice in choices]
    assert rows == sorted(rows)
    assert set(rows) == set(range(rows[-1] + 1))
    data = [button_data(NEWEST_CONVERSATION, NEWEST_SCREEN, place).encode() for place, _ in enumerate(choices)]
    assert all(1 <= len(button) <= MOST_BYTES for button in data)


@MOST
@given(states, does)
def test_replay_is_a_fixed_point(state: State, doing: Doing) -> None:
    """What is kept can be stored, read, replayed, drawn and answered again with the same result."""
    assert codec.decode(codec.encode(state)) == state
    assert replay.reconciled(CONTENT, state.answers) == (state.answers, ())
    assert screen_of(CONTENT, state) == screen_of(CONTENT, state)
    assert taken(state, doing) == taken(state, doing)
    facts = [answer.fact for answer in state.answers]
    assert sorted(facts) == sorted(set(facts))


@MOST
@given(in_check(), st.one_of(taps, taps, replies, typing))
def test_back_undoes_exactly_one_answer(state: State, doing: Doing) -> None:
    """After any new answer to a question, tapped or typed, back restores the answers before it, each in its place."""
    answered = taken(state, doing).state
    if answered is None or state.changing is not None or state.proposed or len(answered.answers) <= len(state.answers):
        return
    event("an answer was given")
    undone = taken(answered, "/terug").state
    assert undone is not None
    assert undone.answers == state.answers
    assert open_question(CONTENT, undone) == open_question(CONTENT, replace(state, unsure=None))


@MOST
@given(in_check(), st.integers(0, 30), st.lists(st.one_of(taps, replies, typing), max_size=6))
def test_changing_an_answer_leaves_the_others(state: State, which: int, then: list[Doing]) -> None:
    """Only the facts of the question that is changed get other values; all answers keep their place, new ones come last."""
    answered = [q for q in CONTENT.questions if any(f.id in replay.given(state.answers) for f in q.asks)]
    if not answered:
        return
    question = answered[which % len(answered)]
    own: set[FactId] = {fact.id for fact in question.asks}
    # A number typed for the ferritin may turn out to be the Hb, which is then noted as well.
    own |= {fact.mix_up for fact in question.asks if fact.mix_up}
    before = state.answers
    changing = State("c", 5, consent=True, place="check", answers=before, changing=question.id)
    for doing in then:
        if doing in FORGETS or (isinstance(doing, dict) and "facts" in doing):
            continue
        changing = taken(changing, doing).state or changing
        if changing.changing != question.id:
            break
    event("the answer was changed" if changing.answers != before else "nothing was changed")
    old, new = changing.answers[: len(before)], changing.answers[len(before) :]
    assert [answer.fact for answer in old] == [answer.fact for answer in before]
    corrected = before[-1:] if any(isinstance(doing, dict) and "correction" in doing for doing in then) else ()
    may_change = own | {fact.id for a in corrected if (q := CONTENT.asking(a.fact)) for fact in q.asks}
    assert [answer for answer in old if answer.fact not in may_change] == [
        answer for answer in before if answer.fact not in may_change
    ]
    assert {answer.fact for answer in new} <= may_change


@MOST
@given(states, st.integers(-3, 40), st.integers(-3, 3), st.sampled_from(["c", "another"]))
def test_an_old_button_changes_nothing(state: State, place: int, further: int, conversation: str) -> None:
    """A press on another screen, of another conversation, or on no button leaves the state as it was and shows the screen."""
    choices = screen_of(CONTENT, state).choices
    if (conversation, further) == ("c", 0) and 0 <= place < len(choices):
        place += len(choices)
    turn = step(CONTENT, state, Tapped(conversation, state.screen + further, place))
    assert turn.state is not None
    assert replace(turn.state, shown=state.shown) == state
    assert turn.replies == (screen_of(CONTENT, state),)
    assert turn.remark == CONTENT.words.old_button


@MOST
@given(in_check())
def test_a_finished_check_ends_where_its_facts_end(state: State) -> None:
    """The conversation and `play` with the same facts say the same."""
    if not is_finished(CONTENT, state):
        return
    event("finished")
    known = replay.known(CONTENT, state.answers)
    facts: dict[str, object] = {
        fact: sorted(value) if isinstance(value, frozenset) else value for fact, value in known.values.items()
    }
    ending, result, played = replay.ending(CONTENT, known), advice.result(CONTENT, known), play(CONTENT, facts)
    assert ending is not None
    assert played.outcome == ending.id
    assert (played.text, played.links) == (result.text, tuple(link.url for link in result.links))
    assert taken(state, "/check").replies[-1] == result
