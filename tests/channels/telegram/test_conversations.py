"""Whole conversations over HTTP, with the bot as a process of its own: what a person sees, and not one refused call."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.bot_api import BotApi, Message, Person
from tests.processes import BotProcess, running

NONE = "Geen van deze"
FORBIDDEN = 403


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server that refused nothing by the end of the test."""
    async with BotApi() as server:
        yield server
        # That somebody blocked the bot is their doing, not a fault in a call.
        faults = [call for call in server.refused if call.refusal and call.refusal.error_code != FORBIDDEN]
        assert [(call.method, call.refusal) for call in faults] == []


@pytest.fixture
async def bot(api: BotApi, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """The bot, serving that server, that met nothing unforeseen by the end of the test."""
    async with running(api.url, api.token, tmp_path) as process:
        yield process
        assert "Traceback" not in process.log


async def begin(person: Person) -> None:
    """From /start to the first question."""
    await person.says("/start")
    await person.sees("Welkom bij RLS-wijzer", timeout=20)
    await person.settled()
    await answer(person, "Start de check", "Ja, ik ga akkoord")


async def answer(person: Person, *answers: str) -> None:
    """Tap each answer that is a button on the screen; type each that is not."""
    for given in answers:
        labels = [button.label.removeprefix("☐ ") for row in person.screen.buttons for button in row]
        if given in labels:
            shown = [button.label for row in person.screen.buttons for button in row]
            await person.taps(shown[labels.index(given)])
        else:
            await person.says(given)
        await person.settled()


def texts(person: Person) -> str:
    """Everything the bot says in the chat as it looks now."""
    return "\n".join(message.text for message in person.messages if message.from_bot)


def live(person: Person) -> list[Message]:
    """The messages whose buttons can be pressed now."""
    return [m for m in person.messages if any(button.data for row in m.buttons for button in row)]


HEALTHY = (NONE, "18 tot en met 49", NONE, "Nee", "Ja, alle vier", NONE, "1 keer per week")

ENDINGS = {
    "an alarm on the opening screen": (("Eén dik, rood, warm been", "Klaar"), "Bel vandaag nog je huisarts"),
    "under 18": ((NONE, "Jonger dan 18"), "altijd via een arts"),
    "hemochromatose": ((NONE, "50 of ouder", "IJzerstapeling", "Klaar"), "Geen extra ijzer bij ijzerstapeling"),
    "pregnant": ((NONE, "18 tot en met 49", NONE, "Ja", "weet ik niet"), "overleg met je verloskundige"),
    "no ferritin known": ((*HEALTHY, NONE, "Weet ik niet"), "ferritine"),
    "low ferritin, typed": ((*HEALTHY, NONE, "achttien", "Korter dan 6 maanden"), "Je ferritine: 18"),
    "in pmol/L": ((*HEALTHY, NONE, "112 pmol/l", "Korter dan 6 maanden", "Nee"), "Je ferritine: 50"),
    "enough": ((*HEALTHY, NONE, "120", "1", "2"), "Je ferritine: 120"),
    "high": ((*HEALTHY, NONE, ">300", "Nee"), "oorzaak"),
    "own iron": ((*HEALTHY, "IJzertabletten", "Klaar", "30", "Nee", "Zelf begonnen"), "ijzer"),
    "a recent infusion": ((*HEALTHY, "IJzerinfuus", "Klaar", "Korter dan 8 weken"), "infuus"),
}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("name", ENDINGS)
async def test_a_check_ends_in_information_that_fits_the_answers(name: str, api: BotApi) -> None:
    """From /start to the outcome: one live form that collapses into the answers, and the outcome as the newest message."""
    answers, expected = ENDINGS[name]
    person = api.person()
    await begin(person)
    await answer(person, *answers)

    outcome = person.messages[-1]
    assert expected.lower() in outcome.text.lower()
    assert any(button.url for row in outcome.buttons for button in row)
    assert len(live(person)) == 1
    assert "Je antwoorden" in live(person)[0].text


@pytest.mark.usefixtures("bot")
async def test_a_tap_edits_in_place_and_costs_one_round_trip(api: BotApi) -> None:
    """Answering the query and editing the screen are under way at the same time; no message is added."""
    person = api.person()
    await begin(person)
    before = len(person.messages)
    api.delay(0.3)
    seen = len(api.calls)
    await person.taps(NONE)
    await person.settled()

    calls = [call for call in api.calls[seen:] if call.method != "getUpdates"]
    assert sorted(call.method for call in calls) == ["answerCallbackQuery", "editMessageText"]
    assert abs(calls[0].time - calls[1].time) < 0.3
    assert len(person.messages) == before


@pytest.mark.usefixtures("bot")
async def test_three_taps_on_one_button_are_one_answer(api: BotApi) -> None:
    """Every query is answered once, and only the next question is shown."""
    person = api.person()
    await begin(person)
    await person.taps(NONE, times=3)
    await person.settled()

    assert "Hoe oud ben je?" in person.screen.text
    assert len([call for call in api.calls if call.method == "answerCallbackQuery"]) == 2 + 3


@pytest.mark.usefixtures("bot")
async def test_a_button_of_an_earlier_screen_changes_nothing(api: BotApi) -> None:
    """A late tap is answered, the question of now is shown again, and the answers stay as they were."""
    person = api.person()
    await begin(person)
    await answer(person, NONE, "43")
    await person.taps("Start de check", older=True)
    await person.settled()

    assert "Geldt iets hiervan voor jou?" in person.screen.text
    assert len(live(person)) == 1
    await answer(person, NONE)
    assert "Ben je zwanger" in person.screen.text


@pytest.mark.usefixtures("bot")
async def test_typing_is_an_equal_way_to_answer(api: BotApi) -> None:
    """A whole check with nothing but typed words and numbers; the old keyboard goes with each answer."""
    person = api.person()
    await person.says("start de check")
    await person.settled()
    typed = "ja;geen;43;geen;niet zwanger;alle vier;geen;elke dag;geen;vijfenveertig;1"
    for text in typed.split(";"):
        await person.says(text)
        await person.settled()
        assert len(live(person)) == 1, text

    assert "Je ferritine: 45" in texts(person)
    assert "ernstig" not in texts(person)


@pytest.mark.usefixtures("bot")
async def test_back_and_correction_keep_the_other_answers(api: BotApi) -> None:
    """Back undoes one answer; a corrected answer changes the outcome and says so."""
    person = api.person()
    await begin(person)
    await answer(person, NONE, "50 of ouder", "Terug")
    assert "Hoe oud ben je?" in person.screen.text

    await answer(person, *HEALTHY[1:], NONE, "28", "Korter dan 6 maanden")
    assert "Je ferritine: 28" in person.messages[-1].text

    await answer(person, "Verander een antwoord", "Ferritine")
    await answer(person, "82", "Nee")
    assert "Je ferritine: 82" in person.messages[-1].text
    assert "Eerst was dat" in texts(person)


async def test_a_restart_in_the_middle_loses_nothing(api: BotApi, bot: BotProcess) -> None:
    """After SIGTERM the process ends by itself with 0; what was typed meanwhile is answered by the next one."""
    person = api.person()
    await begin(person)
    await answer(person, NONE, "43")
    assert await bot.end() == 0
    await person.says("geen")
    await bot.start()
    await person.sees("Ben je zwanger", timeout=20)


async def test_a_kill_in_the_middle_loses_nothing(api: BotApi, bot: BotProcess) -> None:
    """After kill -9 the next process goes on where the conversation was."""
    person = api.person()
    await begin(person)
    await person.says("geen")
    await bot.end(signal.SIGKILL)
    await bot.start()
    await person.sees("Hoe oud ben je?", timeout=20)


@pytest.mark.usefixtures("bot")
async def test_what_is_not_an_answer_gets_one(api: BotApi) -> None:
    """An unknown command, a photo, a voice message, an edit, nonsense: a sentence, and the open question again."""
    person = api.person()
    await begin(person)
    await answer(person, NONE)
    said = await person.says("/onbekend")
    await person.sees("Die opdracht ken ik niet")
    for kind, expected in {"photo": "foto's", "voice": "spraak", "sticker": "sticker", "document": "bestanden"}.items():
        await person.sends(kind)
        await person.sees(expected)
    await person.edits(said, "geen")
    await person.sees("achteraf verandert")
    await person.says("bla <b>&")
    await person.sees("begrijp ik hier niet")
    await person.settled()

    assert "Hoe oud ben je?" in person.screen.text
    assert len(live(person)) == 1


@pytest.mark.usefixtures("bot")
async def test_one_slow_chat_never_delays_another(api: BotApi) -> None:
    """A chat that must wait 3 seconds (429) gets its message then, once; others get theirs at once."""
    slow, quick = api.person(1), api.person(2, "Bert")
    await begin(slow)
    await begin(quick)
    api.fail(
        "editMessageText", chat_id=1, error_code=429, description="Too Many Requests: retry after 3", retry_after=3
    )
    await slow.taps(NONE)
    await asyncio.sleep(0.2)
    await quick.taps(NONE)
    await quick.sees("Hoe oud ben je?", timeout=2.5)
    assert "Hoe oud" not in slow.screen.text
    await slow.sees("Hoe oud ben je?", timeout=10)
    await slow.settled()
    assert len(live(slow)) == 1


@pytest.mark.usefixtures("bot")
async def test_a_person_who_blocked_the_bot_is_left_in_peace(api: BotApi) -> None:
    """A 403 ends the sending to this chat and nothing else; when the person is back, the conversation goes on."""
    person, other = api.person(1), api.person(2, "Bert")
    await begin(person)
    await person.says("geen")
    person.blocks()
    await begin(other)
    person.unblocks()
    await person.says("43")
    await person.sees("Geldt iets hiervan", timeout=10)


@pytest.mark.usefixtures("bot")
async def test_in_a_group_nothing_is_said_about_health(api: BotApi) -> None:
    """Only a pointer to a private chat, with a button that opens it."""
    person = api.person()
    await begin(person)
    group = api.group()
    await group.says(person, "/check")
    pointer = await group.sees("praat ik niet in een groep")
    assert str(pointer.buttons[0][0].url).startswith("https://t.me/")
    assert len([m for m in group.messages if m.from_bot]) == 1


@pytest.mark.usefixtures("bot")
async def test_everything_can_be_wiped(api: BotApi) -> None:
    """/wis deletes at once and says so; old buttons do nothing; a new start asks for consent again."""
    person = api.person()
    await begin(person)
    await answer(person, NONE, "43")
    await person.says("/wis")
    await person.sees("Alles is meteen gewist")
    await person.settled()
    assert live(person) == []

    await person.taps("☐ IJzerstapeling", older=True)
    await person.settled()
    await person.says("/check")
    await person.sees("Ga je akkoord?")


@pytest.mark.usefixtures("bot")
async def test_deep_links_open_the_check(api: BotApi) -> None:
    """/start check asks for consent at once; an unknown payload is a normal start."""
    person = api.person()
    await person.says("/start check")
    await person.sees("Ga je akkoord?", timeout=20)
    await person.says("/start iets-onbekends")
    await person.sees("Welkom bij RLS-wijzer")


@pytest.mark.usefixtures("bot")
async def test_commands_and_descriptions_are_set(api: BotApi) -> None:
    """At start Telegram is told the commands of content and what the bot is."""
    person = api.person()
    await begin(person)
    methods = {call.method for call in api.calls}
    assert {"setMyCommands", "setMyDescription", "setMyShortDescription", "setChatMenuButton"} <= methods


async def test_commands_are_set_although_telegram_fails_at_first(api: BotApi, tmp_path: Path) -> None:
    """The bot goes on telling until Telegram has taken it all, and serves meanwhile."""
    for method in ("getMe", "deleteWebhook", "setMyCommands"):
        api.fail(method, error_code=502, description="Bad Gateway")
    async with running(api.url, api.token, tmp_path):
        await begin(api.person())
        async with asyncio.timeout(20):
            while not any(call.method == "setChatMenuButton" for call in api.calls):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert [call.method for call in api.calls if call.injected] == ["getMe", "deleteWebhook", "setMyCommands"]


@pytest.mark.usefixtures("bot")
async def test_a_question_in_the_middle_is_answered_and_the_check_goes_on(api: BotApi) -> None:
    """The answer stands on its own with what to read next; the open question comes back unchanged."""
    person = api.person()
    await begin(person)
    await answer(person, NONE)
    asked = person.screen.text
    await person.says("wat is ferritine?")
    told = await person.sees("Ferritine is")
    await person.settled()
    assert person.screen.text == asked
    labels = [button.label for row in told.buttons for button in row]
    assert "Alle onderwerpen" in labels

    await person.taps("Alle onderwerpen")
    await person.sees("Waar wil je iets over lezen?")
    await person.settled()
    themes = await person.sees("Waar wil je iets over lezen?")
    await person.taps_data(str(themes.buttons[0][0].data), themes.message_id)
    await person.sees("kies een onderwerp")
    await person.settled()
    await person.taps("Wat is RLS?")
    await person.settled()
    await answer(person, "43")
    assert "Geldt iets hiervan voor jou?" in person.screen.text
    assert len([message for message in live(person) if message.text.startswith("Vraag ")]) == 1


@pytest.mark.usefixtures("bot")
async def test_an_emergency_stops_the_talk(api: BotApi) -> None:
    """The fixed first line and nothing else; no question is open until the person goes on."""
    person = api.person()
    await begin(person)
    await answer(person, NONE)
    await person.says("ik heb ineens zo'n druk op mijn borst, komt dat van ijzer?")
    alarm = await person.sees("Bel direct 112.")
    await person.settled()
    assert person.messages[-1] is alarm
    assert not any("Hoe oud ben je?" in message.text for message in live(person))
    await person.taps("Ga verder met de check")
    await person.settled()
    assert "Hoe oud ben je?" in person.screen.text


async def test_logs_say_nothing_about_people(api: BotApi, bot: BotProcess) -> None:
    """No token, no name, no chat id and nothing that was typed stands in the log."""
    person = api.person(987654321, "Wilhelmina")
    await begin(person)
    await answer(person, NONE, "vreemde tekst", "43")
    for secret in (api.token, "Wilhelmina", "987654321", "vreemde"):
        assert secret not in bot.log
