"""The test server keeps Telegram's rules: each test is one rule, seen through python-telegram-bot or plain HTTP."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any

import aiohttp
import aiohttp.web
import pytest
from telegram import (
    Bot,
    BotCommand,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram import constants as telegram_limits
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.request import HTTPXRequest

from tests.fakes import bot_api
from tests.fakes.bot_api import BotApi, Button, Person

SMILE = "😀"
SECOND = 1.0
# Made once: reading the certificates, which no test needs, would take longer than most tests.
TLS = ssl.create_default_context()


def bot_of(api: BotApi, token: str = "") -> Bot:
    """A bot that talks to the server, not started."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": TLS}) for _ in range(2)]
    return Bot(token or api.token, base_url=f"{api.url}/bot", request=requests[0], get_updates_request=requests[1])


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A server of this test only."""
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """A bot that talks to the server."""
    async with bot_of(api) as started:
        api.calls.clear()
        yield started


@pytest.fixture
async def anna(api: BotApi) -> Person:
    """Somebody who wrote first, so the bot may answer."""
    person = api.person(chat_id=1001, first_name="Anna")
    await person.says("/start")
    return person


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    """One button a row, each with its label as data."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)] for label in labels])


async def call(api: BotApi, method: str, body: dict[str, Any] | None = None, token: str = "") -> dict[str, Any]:
    """A call as plain HTTP; the reply, with its HTTP status as `status`."""
    address = f"{api.url}/bot{token or api.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(address, json=body or {}) as response:
        return {**await response.json(), "status": response.status}


async def send_raw(api: BotApi, **params: object) -> dict[str, Any]:
    """What sendMessage to Anna answers."""
    return await call(api, "sendMessage", {"chat_id": 1001, "text": "Vraag", **params})


async def updates_of(bot: Bot, **params: Any) -> tuple[Update, ...]:  # noqa: ANN401 -- as Bot.get_updates takes them
    """What getUpdates answers, without waiting."""
    return await bot.get_updates(**{"timeout": 0, **params})


async def refused(
    api: BotApi, attempt: Awaitable[object], reason: str, error: type[TelegramError] = BadRequest
) -> None:
    """Checks that the bot is told exactly this, and that the server noted it."""
    with pytest.raises(error) as caught:
        await attempt
    last = api.refused[-1].refusal
    assert last is not None
    assert last.description.partition(": ")[2] == reason
    assert reason.casefold() in caught.value.message.casefold()


# ---------------------------------------------------------------------------------------------- protocol


@pytest.mark.parametrize("kind", ["query", "form", "multipart", "json"])
async def test_parameters_come_in_every_way_telegram_takes_them(api: BotApi, anna: Person, kind: str) -> None:
    """A query string, a form, multipart and JSON say the same."""
    params = {"chat_id": "1001", "text": "é & <"}
    multipart = aiohttp.MultipartWriter("form-data")
    for name, value in params.items():
        multipart.append(value).set_content_disposition("form-data", name=name)
    sent: dict[str, dict[str, Any]] = {
        "query": {"method": "GET", "params": params},
        "form": {"method": "POST", "data": params},
        "multipart": {"method": "POST", "data": multipart},
        "json": {"method": "POST", "json": {"chat_id": 1001, "text": "é & <", "parse_mode": None}},
    }
    async with (
        aiohttp.ClientSession() as session,
        session.request(url=f"{api.url}/bot{api.token}/SENDmessage", **sent[kind]) as response,
    ):
        assert (await response.json())["result"]["text"] == "é & <"
    assert api.calls[-1].params == params
    assert anna.messages[-1].html == "é &amp; &lt;"


@pytest.mark.parametrize("body", ["{", "[]"])
async def test_json_that_cannot_be_read_is_refused(api: BotApi, body: str) -> None:
    """A body that says JSON must be a JSON object."""
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.url}/bot{api.token}/getMe", data=body, headers=headers) as response,
    ):
        assert response.status == 400
    assert len(api.refused) == 1


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"message_id": "x"}, "parameter message_id must be an integer"),
        ({"message_id": 1, "text": "x", "entities": [{"type": "bold"}]}, "can't parse MessageEntity"),
        ({"message_id": 1, "text": "x", "entities": "{}"}, "array expected as entities"),
    ],
)
async def test_a_parameter_has_its_type(
    api: BotApi, bot: Bot, anna: Person, params: dict[str, object], reason: str
) -> None:
    """Here refused, where Telegram would leave some out."""
    sent = await bot.send_message(anna.user["id"], "Vraag")
    given = {"chat_id": 1001, **params, **({"message_id": sent.message_id} if params["message_id"] == 1 else {})}

    assert (await call(api, "editMessageText", given))["description"] == f"Bad Request: {reason}"


async def test_an_unknown_method_is_not_found(api: BotApi) -> None:
    """404, and noted as the bot's fault."""
    reply = await call(api, "sendMesage")

    assert reply == {"ok": False, "error_code": 404, "description": "Not Found: method not found", "status": 404}
    assert [refused.method for refused in api.refused] == ["sendMesage"]


async def test_a_wrong_token_is_unauthorized(api: BotApi) -> None:
    """401, which python-telegram-bot takes as an invalid token."""
    assert await call(api, "getMe", token="1:OTHER") == {  # noqa: S106 -- the token of no bot
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
        "status": 401,
    }
    with pytest.raises(InvalidToken):
        async with bot_of(api, "1:OTHER"):  # the token of no bot
            pass


async def test_the_bot_knows_itself(bot: Bot) -> None:
    """GetMe tells the id that stands in the token."""
    me = await bot.get_me()

    assert (me.id, me.is_bot, me.username) == (123456, True, "rls_test_bot")


async def test_every_call_is_kept(api: BotApi, bot: Bot, anna: Person) -> None:
    """With its parameters, its time and what came back."""
    before = time.monotonic()
    await bot.send_message(1001, "Dag")

    (made,) = api.calls
    assert (made.method, made.params) == ("sendMessage", {"chat_id": "1001", "text": "Dag"})
    assert before <= made.time <= time.monotonic()
    assert made.result == anna.messages[-1].as_json()
    assert (made.refusal, api.refused, api.injected) == (None, [], [])


def test_limits_are_those_of_python_telegram_bot() -> None:
    """Both took them from the documentation, independently."""
    assert {name: getattr(bot_api, name) for name in vars(bot_api) if name.startswith("MAX_")} == {
        "MAX_TEXT": telegram_limits.MessageLimit.MAX_TEXT_LENGTH,
        "MAX_CALLBACK_DATA": telegram_limits.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA,
        "MAX_COPY_TEXT": telegram_limits.InlineKeyboardButtonLimit.MAX_COPY_TEXT,
        "MAX_ROW": telegram_limits.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW,
        "MAX_BUTTONS": telegram_limits.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER,
        "MAX_CALLBACK_ANSWER": telegram_limits.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH,
        "MAX_COMMANDS": telegram_limits.BotCommandLimit.MAX_COMMAND_NUMBER,
        "MAX_COMMAND": telegram_limits.BotCommandLimit.MAX_COMMAND,
        "MAX_COMMAND_DESCRIPTION": telegram_limits.BotCommandLimit.MAX_DESCRIPTION,
        "MAX_DESCRIPTION": telegram_limits.BotDescriptionLimit.MAX_DESCRIPTION_LENGTH,
        "MAX_SHORT_DESCRIPTION": telegram_limits.BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH,
        "MAX_UPDATES": telegram_limits.PollingLimit.MAX_LIMIT,
        "MAX_SECRET": telegram_limits.WebhookLimit.MAX_SECRET_TOKEN_LENGTH,
    }
    assert set(telegram_limits.ChatAction) == bot_api.CHAT_ACTIONS
    assert set(telegram_limits.MenuButtonType) == bot_api.MENU_BUTTONS


# ------------------------------------------------------------------------------------------------ updates


async def test_an_update_stays_until_a_later_one_is_asked_for(bot: Bot, anna: Person) -> None:
    """Without offset the first unconfirmed update comes again; an offset forgets everything below it."""
    await anna.says("twee")
    first, second = await updates_of(bot)

    assert second.update_id == first.update_id + 1
    assert await updates_of(bot) == (first, second)
    assert await updates_of(bot, offset=second.update_id) == (second,)
    assert await updates_of(bot) == (second,)
    assert await updates_of(bot, offset=second.update_id + 1) == ()


async def test_a_negative_offset_counts_from_the_end(bot: Bot, anna: Person) -> None:
    """It forgets everything before."""
    await anna.says("twee")
    last = await updates_of(bot, offset=-1)

    assert [update.message.text for update in last if update.message] == ["twee"]
    assert await updates_of(bot) == last


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (2, 2), (0, 1), (100, 100), (500, 100), (None, 100)])
async def test_a_batch_has_at_most_a_hundred_updates(bot: Bot, anna: Person, limit: int | None, count: int) -> None:
    """A limit outside 1..100 is brought within it."""
    for number in range(105):
        await anna.says(str(number))

    assert len(await updates_of(bot, limit=limit)) == count


async def test_a_long_poll_returns_at_once_when_something_comes(bot: Bot, anna: Person) -> None:
    """It does not sit out its time."""
    (start,) = await updates_of(bot)
    poll = asyncio.create_task(updates_of(bot, offset=start.update_id + 1, timeout=5))
    await asyncio.sleep(0.05)
    assert not poll.done()

    await anna.says("hallo")
    (update,) = await asyncio.wait_for(poll, SECOND)
    assert update.message
    assert update.message.text == "hallo"


async def test_a_long_poll_ends_empty_when_nothing_comes(bot: Bot) -> None:
    """After its timeout, and not before."""
    before = time.monotonic()

    assert await updates_of(bot, timeout=1) == ()
    assert 0.9 < time.monotonic() - before < 2


async def test_a_second_poll_ends_the_first_with_a_conflict(api: BotApi, bot: Bot) -> None:
    """The older of two gets 409, the newer goes on."""
    async with bot_of(api) as other:
        older = asyncio.create_task(updates_of(bot, timeout=5))
        await asyncio.sleep(0.05)
        newer = asyncio.create_task(updates_of(other, timeout=5))
        reason = "terminated by other getUpdates request; make sure that only one bot instance is running"
        await refused(api, asyncio.wait_for(older, SECOND), reason, Conflict)

        await api.person().says("hallo")
        assert len(await asyncio.wait_for(newer, SECOND)) == 1


async def test_the_poll_of_a_killed_bot_is_forgotten(api: BotApi, bot: Bot) -> None:
    """Its successor's poll is no conflict anybody hears of, and gets the updates."""
    killed = asyncio.create_task(call(api, "getUpdates", {"timeout": 5}))
    await asyncio.sleep(0.05)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    await asyncio.sleep(0.05)

    poll = asyncio.create_task(updates_of(bot, timeout=5))
    await asyncio.sleep(0.05)
    await api.person().says("hallo")
    assert len(await asyncio.wait_for(poll, SECOND)) == 1
    assert api.refused == []


async def test_allowed_updates_are_remembered(bot: Bot, anna: Person) -> None:
    """What is not allowed is never stored and takes no id, also in later polls that do not say so again."""
    (start,) = await updates_of(bot, allowed_updates=["message"])
    written = await anna.says("een")
    await anna.edits(written, "twee")
    anna.blocks()
    anna.unblocks()
    await anna.says("drie")

    updates = await updates_of(bot, offset=start.update_id + 1)
    assert [update.message.text for update in updates if update.message] == ["een", "drie"]
    assert [update.update_id - start.update_id for update in updates] == [1, 2]


async def test_an_empty_list_allows_everything_again(bot: Bot, anna: Person) -> None:
    """As Telegram's documentation says."""
    await updates_of(bot, allowed_updates=["callback_query"])
    await updates_of(bot, allowed_updates=[])
    await anna.says("hallo")

    assert len(await updates_of(bot)) == 2


async def test_delete_webhook_can_drop_what_waits(api: BotApi, bot: Bot, anna: Person) -> None:
    """Only when it is told to; getWebhookInfo counts what waits."""
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).pending_update_count == 1

    await bot.delete_webhook(drop_pending_updates=True)
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("", 0)
    await anna.settled(SECOND)
    assert api.refused == []


async def all_kinds_of_updates(bot: Bot, anna: Person, api: BotApi) -> Sequence[str]:
    """Make one update of every kind there is; their kinds, in order."""
    kinds = ["photo", "voice", "sticker", "document", "location", "contact"]
    for kind in kinds:
        await anna.sends(kind)
    await anna.edits(await anna.says("<3"), "/help mij")
    await api.group(-100200).says(anna, "@rls_test_bot hallo")
    sent = await bot.send_message(1001, "<b>Vraag</b>", "HTML", reply_markup=keyboard("Ja"))
    await anna.taps("Ja")
    await bot.delete_message(1001, sent.message_id)
    await anna.taps("Ja", older=True)
    anna.blocks()
    anna.unblocks()
    return ["text", *kinds, "text", "edited_message", "group", *["callback_query"] * 2, *["my_chat_member"] * 2]


def kind_of(update: Update) -> str:
    """What an update is about, in a word."""
    if update.message is None:
        return next(name for name in update.to_dict() if name != "update_id")
    if update.message.chat.type == "supergroup":
        return "group"
    names = ["text", "photo", "voice", "sticker", "document", "location", "contact"]
    return next(name for name in names if getattr(update.message, name))


def tells(read: object, sent: object) -> bool:
    """Whether all that was sent is in what was read; python-telegram-bot adds its defaults."""
    match read, sent:
        case dict(), dict():
            return all(name in read and tells(read[name], value) for name, value in sent.items())
        case list(), list():
            return len(read) == len(sent) and all(map(tells, read, sent))
        case _:
            return read == sent


async def test_updates_have_the_shape_of_telegram(api: BotApi, bot: Bot, anna: Person) -> None:
    """python-telegram-bot reads every update, and leaves nothing of it unread."""
    expected = await all_kinds_of_updates(bot, anna, api)
    raw = (await call(api, "getUpdates"))["result"]
    updates = [Update.de_json(update, bot) for update in raw]

    assert [kind_of(update) for update in updates] == expected
    assert all(tells(update.to_dict(), as_sent) for update, as_sent in zip(updates, raw, strict=True))
    assert all(update.effective_chat and update.effective_user for update in updates)


async def test_a_command_is_marked(bot: Bot, anna: Person) -> None:
    """Otherwise CommandHandler would not see it."""
    await anna.says("start")
    command, word = await updates_of(bot)

    assert command.message
    assert word.message
    assert command.message.parse_entities() == {command.message.entities[0]: "/start"}
    assert word.message.entities == ()


# --------------------------------------------------------------------------------------------------- text


async def test_a_text_has_4096_units_after_parsing(api: BotApi, bot: Bot, anna: Person) -> None:
    """Counted in UTF-16; tags and references are not counted."""
    await bot.send_message(1001, f"<b>{'&amp;' * 4094}</b>{SMILE}", "HTML")
    assert len(anna.messages[-1].text) == 4095

    await refused(api, bot.send_message(1001, "&" * 4095 + SMILE), "message is too long")


@pytest.mark.parametrize("text", ["", " \n", "<b></b>", "<i> </i>"])
async def test_a_text_is_not_empty(api: BotApi, bot: Bot, anna: Person, text: str) -> None:
    """Neither before nor after parsing."""
    await refused(api, bot.send_message(1001, text, "HTML"), "message text is empty")
    assert anna.messages == []


async def test_html_becomes_text_and_entities(bot: Bot, anna: Person) -> None:
    """With offsets in UTF-16 units, and space around the text taken off."""
    written = (
        f"\n{SMILE} <b>vet <i>en</i></b> <u>u</u><s>s</s> <code>a&lt;b</code> <pre>p</pre> "
        '<a href="https://thuisarts.nl/?a=1&amp;b=2">T</a> <blockquote expandable>q</blockquote>'
        "<tg-spoiler>t</tg-spoiler><span class='tg-spoiler'>x</span> &#233;&nbsp; "
    )
    sent = await bot.send_message(1001, written, "HTML")

    assert sent.text == f"{SMILE} vet en us a<b p T qtx é&nbsp;"
    assert [(entity.type, text) for entity, text in sent.parse_entities().items()] == [
        ("bold", "vet en"),
        ("italic", "en"),
        ("underline", "u"),
        ("strikethrough", "s"),
        ("code", "a<b"),
        ("pre", "p"),
        ("text_link", "T"),
        ("expandable_blockquote", "q"),
        ("spoiler", "t"),
        ("spoiler", "x"),
    ]
    assert sent.entities[0].offset == 3
    assert sent.entities[6].url == "https://thuisarts.nl/?a=1&b=2"
    assert (anna.messages[-1].text, anna.messages[-1].html) == (sent.text, written)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>vet", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<b>vet</i>", 'Unmatched end tag at byte offset 8, expected "</b>", found "</i>"'),
        ("<b><i>vet</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
        ("vet</b>", "Unexpected end tag at byte offset 3"),
        ("<p>alinea</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("pijn <3 keer", 'Unsupported start tag "3" at byte offset 5'),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("<3", "Unclosed start tag at byte offset 0"),
        ("<a href=>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
@pytest.mark.usefixtures("anna")
async def test_html_that_is_not_telegrams_is_refused(api: BotApi, bot: Bot, html: str, reason: str) -> None:
    """Unclosed, unknown and wrongly nested tags."""
    await refused(api, bot.send_message(1001, html, "HTML"), f"can't parse entities: {reason}")


@pytest.mark.usefixtures("anna")
async def test_other_parse_modes_are_refused(api: BotApi, bot: Bot) -> None:
    """The server reads only HTML."""
    await refused(api, bot.send_message(1001, "*vet*", "Markdown"), "unsupported parse_mode")


# ----------------------------------------------------------------------------------------------- keyboards


async def test_a_keyboard_is_shown(bot: Bot, anna: Person) -> None:
    """As rows of buttons with what each does."""
    rows = [
        [InlineKeyboardButton("Ja", callback_data="j" * 64), InlineKeyboardButton("Nee", callback_data="n")],
        [InlineKeyboardButton("Thuisarts", url="https://www.thuisarts.nl/")],
        [InlineKeyboardButton("Kopieer", copy_text=CopyTextButton("x" * 256))],
    ]
    sent = await bot.send_message(1001, "Vraag", reply_markup=InlineKeyboardMarkup(rows))

    assert sent.reply_markup == InlineKeyboardMarkup(rows)
    assert anna.screen.buttons == (
        (Button("Ja", "j" * 64), Button("Nee", "n")),
        (Button("Thuisarts", url="https://www.thuisarts.nl/"),),
        (Button("Kopieer"),),
    )


PARSE_BUTTON = "Bad Request: can't parse inline keyboard button: "


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"text": "A", "callback_data": ""}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "A", "callback_data": "é" * 33}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "A"}, f"{PARSE_BUTTON}Text buttons are unallowed in the inline keyboard"),
        (
            {"text": "A", "callback_data": "a", "url": "https://a.nl"},
            f"{PARSE_BUTTON}exactly one action is allowed, found callback_data, url",
        ),
        (
            {"text": "A", "url": "thuisarts"},
            "Bad Request: inline keyboard button URL 'thuisarts' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "A", "url": "https://a.nl/een twee"},
            "Bad Request: inline keyboard button URL 'https://a.nl/een twee' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "A", "url": "http://[a.nl"},
            "Bad Request: inline keyboard button URL 'http://[a.nl' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "A", "url": "ftp://a.nl"},
            "Bad Request: inline keyboard button URL 'ftp://a.nl' is invalid: Wrong HTTP URL",
        ),
        ({"text": "A", "copy_text": {"text": "x" * 257}}, f"{PARSE_BUTTON}invalid text to copy"),
        ({"text": " ", "callback_data": "a"}, f'{PARSE_BUTTON}Field "text" must be a non-empty String'),
        ("A", f'{PARSE_BUTTON}Field "text" must be a non-empty String'),
    ],
)
@pytest.mark.usefixtures("anna")
async def test_a_button_does_one_thing_and_can_do_it(api: BotApi, button: object, description: str) -> None:
    """1-64 bytes of data, or a web address, or 1-256 characters to copy, and a label."""
    reply = await send_raw(api, reply_markup={"inline_keyboard": [[button]]})

    assert (reply["status"], reply["description"]) == (400, description)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("{", "can't parse reply_markup JSON object"),
        ("[]", "object expected as reply_markup"),
        ("{}", "object expected as reply markup"),
        ({"inline_keyboard": {}}, "can't parse inline keyboard: array of arrays expected"),
        ({"inline_keyboard": [{}]}, "can't parse inline keyboard: array of arrays expected"),
        ({"inline_keyboard": [[{"text": "A", "callback_data": "a"}] * 9]}, "reply markup is too long"),
        ({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]] * 101}, "reply markup is too long"),
    ],
)
@pytest.mark.usefixtures("anna")
async def test_a_reply_markup_is_what_telegram_can_read(api: BotApi, markup: object, reason: str) -> None:
    """A JSON object that is some kind of keyboard, of a size that Telegram shows."""
    assert (await send_raw(api, reply_markup=markup))["description"] == f"Bad Request: {reason}"


async def test_an_edit_takes_only_an_inline_keyboard(api: BotApi, bot: Bot, anna: Person) -> None:
    """A keyboard in place of the letters goes with a new message."""
    await bot.send_message(1001, "Vraag", reply_markup=ReplyKeyboardMarkup([["Ja"]]))
    edit = {"chat_id": 1001, "message_id": anna.messages[-1].message_id, "text": "x"}

    reply = await call(api, "editMessageText", {**edit, "reply_markup": {"keyboard": [[{"text": "Ja"}]]}})
    assert reply["description"] == "Bad Request: inline keyboard expected"


# ---------------------------------------------------------------------------------- sending and changing


async def test_the_bot_cannot_write_first(api: BotApi, bot: Bot) -> None:
    """A chat is known once the person, or somebody in the group, wrote."""
    anna, group = api.person(chat_id=7), api.group(chat_id=-7)
    for chat in (7, -7, 8, "@kanaal"):
        await refused(api, bot.send_message(chat, "Dag"), "chat not found")

    await anna.says("hallo")
    await group.says(anna, "hallo")
    await bot.send_message(7, "Dag")
    await bot.send_message(-7, "Dag")
    assert [chat.messages[-1].text for chat in (anna, group)] == ["Dag", "Dag"]


async def test_who_blocked_the_bot_gets_nothing(api: BotApi, bot: Bot, anna: Person) -> None:
    """403 while it lasts; the bot is told of both changes."""
    anna.blocks()
    await refused(api, bot.send_message(1001, "Dag"), "bot was blocked by the user", Forbidden)
    await refused(api, bot.send_chat_action(1001, "typing"), "bot was blocked by the user", Forbidden)
    with pytest.raises(RuntimeError, match="who blocked the bot"):
        await anna.says("hallo")
    anna.unblocks()
    await bot.send_message(1001, "Dag")

    changes = [update.my_chat_member for update in await updates_of(bot) if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_an_edit_changes_the_message_in_place(bot: Bot, anna: Person) -> None:
    """Text and keyboard; an edit without keyboard takes it away."""
    sent = await bot.send_message(1001, "Vraag 1", reply_markup=keyboard("Ja"))
    held = anna.screen

    edited = await bot.edit_message_text("Vraag 2", 1001, sent.message_id, reply_markup=keyboard("Nee"))
    assert isinstance(edited, Message)
    assert (edited.message_id, edited.text, edited.edit_date is None) == (sent.message_id, "Vraag 2", False)
    assert (held.text, held.buttons) == ("Vraag 2", ((Button("Nee", "Nee"),),))

    await bot.edit_message_text("Vraag 3", 1001, sent.message_id)
    assert held.buttons == ()
    with pytest.raises(LookupError, match="no message in the chat has a keyboard"):
        assert anna.screen


async def test_a_keyboard_can_be_changed_alone(api: BotApi, bot: Bot, anna: Person) -> None:
    """The text stays; without keyboard it is taken away, once."""
    sent = await bot.send_message(1001, "Vraag", reply_markup=keyboard("Ja"))
    await bot.edit_message_reply_markup(1001, sent.message_id, reply_markup=keyboard("Nee"))
    assert (anna.screen.text, anna.screen.buttons) == ("Vraag", ((Button("Nee", "Nee"),),))

    await bot.edit_message_reply_markup(1001, sent.message_id)
    await refused(api, bot.edit_message_reply_markup(1001, sent.message_id), bot_api.NOT_MODIFIED)


@pytest.mark.usefixtures("anna")
async def test_an_edit_that_changes_nothing_is_refused(api: BotApi, bot: Bot) -> None:
    """Same text, same markup, same keyboard; what is compared is what people see."""
    sent = await bot.send_message(1001, "<b>Vraag</b>", "HTML", reply_markup=keyboard("Ja"))
    message: Any = {"chat_id": 1001, "message_id": sent.message_id, "reply_markup": keyboard("Ja")}
    same_text = bot.edit_message_text("<strong>Vraag</strong> ", parse_mode="HTML", **message)
    await refused(api, same_text, bot_api.NOT_MODIFIED)
    await refused(api, bot.edit_message_reply_markup(**message), bot_api.NOT_MODIFIED)

    await bot.edit_message_text("Vraag", **message)


async def test_what_is_not_there_cannot_be_edited(api: BotApi, bot: Bot, anna: Person) -> None:
    """Not an unknown message, not a deleted one, not one of another chat, and not what the person wrote."""
    written = await anna.says("hallo")
    await api.person(chat_id=2002, first_name="Bert").says("hallo")
    gone = await bot.send_message(1001, "Vraag", reply_markup=keyboard("Ja"))
    elsewhere = await bot.send_message(2002, "Vraag", reply_markup=keyboard("Ja"))
    await bot.delete_message(1001, gone.message_id)

    for message_id in (999, gone.message_id, elsewhere.message_id):
        await refused(api, bot.edit_message_text("x", 1001, message_id), "message to edit not found")
        await refused(api, bot.edit_message_reply_markup(1001, message_id), "message to edit not found")
    await refused(api, bot.edit_message_text("x", 1001, written), "message can't be edited")
    await refused(api, bot.edit_message_text("x", 1001), "message identifier is not specified")


async def test_a_message_can_be_deleted_once(api: BotApi, bot: Bot, anna: Person) -> None:
    """In a private chat also what the person wrote, in a group only what the bot wrote."""
    sent = await bot.send_message(1001, "Vraag")
    assert await bot.delete_message(1001, sent.message_id)
    assert await bot.delete_message(1001, anna.transcript[0].message_id)
    assert anna.messages == []
    assert [message.deleted for message in anna.transcript] == [True, True]

    await refused(api, bot.delete_message(1001, sent.message_id), "message to delete not found")
    said = await api.group(-7).says(anna, "hallo")
    await refused(api, bot.delete_message(-7, said), "message can't be deleted")


async def test_a_reply_is_to_a_message_of_the_chat(api: BotApi, bot: Bot, anna: Person) -> None:
    """Unless the bot says that it may be missing."""
    written = await anna.says("hallo")
    await bot.send_message(1001, "Dag", reply_parameters=ReplyParameters(written))
    await bot.send_message(1001, "Dag", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True))

    missing = bot.send_message(1001, "Dag", reply_parameters=ReplyParameters(99))
    await refused(api, missing, "message to be replied not found")


async def test_a_chat_action_is_one_of_telegrams(api: BotApi, bot: Bot, anna: Person) -> None:
    """And shows no message."""
    assert await bot.send_chat_action(1001, "typing")
    await refused(api, bot.send_chat_action(1001, "denkt"), "wrong parameter action in request")
    assert anna.messages == []


# ----------------------------------------------------------------------------------------------------- taps


async def test_a_tap_reaches_the_bot_and_is_answered_once(api: BotApi, bot: Bot, anna: Person) -> None:
    """A second answer, and one to a query that never was, are refused."""
    sent = await bot.send_message(1001, "Vraag", reply_markup=keyboard("Ja"))
    (query,) = await anna.taps("Ja")
    tap = (await updates_of(bot))[-1].callback_query

    assert tap
    assert (tap.id, tap.data, tap.message, tap.from_user.id) == (query, "Ja", sent, 1001)
    assert await tap.answer("x" * 200)
    await refused(api, tap.answer(), bot_api.QUERY_TOO_OLD)
    await refused(api, bot.answer_callback_query("1"), bot_api.QUERY_TOO_OLD)


async def test_a_tap_cannot_be_answered_when_it_is_too_old(api: BotApi, bot: Bot, anna: Person) -> None:
    """The lifetime is the test's to choose."""
    await bot.send_message(1001, "Vraag", reply_markup=keyboard("Ja"))
    api.callback_lifetime = 0.05
    (query,) = await anna.taps("Ja")
    await asyncio.sleep(0.06)

    await refused(api, bot.answer_callback_query(query), bot_api.QUERY_TOO_OLD)


async def test_the_answer_to_a_tap_has_at_most_200_characters(api: BotApi, bot: Bot, anna: Person) -> None:
    """A refused answer leaves the tap to be answered."""
    await bot.send_message(1001, "Vraag", reply_markup=keyboard("Ja"))
    (query,) = await anna.taps("Ja")

    await refused(api, bot.answer_callback_query(query, "x" * 201), "MESSAGE_TOO_LONG")
    assert await bot.answer_callback_query(query, "x" * 200)


async def tapped(bot: Bot) -> list[tuple[int, str | None]]:
    """The message and the data of every tap that waits for the bot."""
    taps = [update.callback_query for update in await updates_of(bot, allowed_updates=["callback_query"])]
    return [(tap.message.message_id, tap.data) for tap in taps if tap and tap.message]


async def test_a_double_tap_is_more_queries_of_one_button(bot: Bot, anna: Person) -> None:
    """Each with an id of its own, and nothing else that differs."""
    await bot.send_message(1001, "Vraag", reply_markup=keyboard("Ja"))
    queries = await anna.taps("Ja", times=3)

    assert len(set(queries)) == 3
    assert await tapped(bot) == [(anna.screen.message_id, "Ja")] * 3


async def test_a_button_is_looked_for_on_the_screen_first(bot: Bot, anna: Person) -> None:
    """By its label, by a part of it, and by its label on earlier messages; never a guess."""
    old = await bot.send_message(1001, "Vraag 1", reply_markup=keyboard("Ja", "Anders"))
    new = await bot.send_message(1001, "Vraag 2", reply_markup=keyboard("Ja", "Ja, soms", "Weet ik niet"))
    for label in ("Ja", "soms", "Anders", "Weet"):
        await anna.taps(label)

    assert await tapped(bot) == [
        (new.message_id, "Ja"),
        (new.message_id, "Ja, soms"),
        (old.message_id, "Anders"),
        (new.message_id, "Weet ik niet"),
    ]
    for label, problem in (("a", "more than one button is 'a'"), ("Misschien", "no button is 'Misschien'")):
        with pytest.raises(LookupError, match=problem):
            await anna.taps(label)


async def test_people_edit_only_what_they_wrote(bot: Bot, anna: Person) -> None:
    """The bot hears of it as an edited message, of the same number."""
    written = await anna.says("een")
    sent = await bot.send_message(1001, "Vraag")
    await anna.edits(written, "twee")

    edited = (await updates_of(bot))[-1].edited_message
    assert edited
    assert (edited.message_id, edited.text, edited.edit_date is None) == (written, "twee", False)
    with pytest.raises(LookupError, match="is not a message of this person"):
        await anna.edits(sent.message_id, "x")


async def test_a_link_is_no_tap(bot: Bot, anna: Person) -> None:
    """It opens a page and the bot hears nothing."""
    link = InlineKeyboardButton("Thuisarts", url="https://www.thuisarts.nl/")
    await bot.send_message(1001, "Lees", reply_markup=InlineKeyboardMarkup([[link]]))

    with pytest.raises(LookupError, match="sends no tap"):
        await anna.taps("Thuisarts")


async def test_an_older_keyboard_can_still_be_tapped(bot: Bot, anna: Person) -> None:
    """As it was before it was edited or deleted; a deleted message comes as inaccessible."""
    sent = await bot.send_message(
        1001, "Vraag 1", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="1")]])
    )
    second = InlineKeyboardMarkup([[InlineKeyboardButton("Ja", callback_data="2")]])
    await bot.edit_message_text("Vraag 2", 1001, sent.message_id, reply_markup=second)
    await anna.taps("Ja", older=True)
    await bot.delete_message(1001, sent.message_id)
    await anna.taps("Ja", older=True)

    taps = [update.callback_query for update in await updates_of(bot) if update.callback_query]
    assert [tap.data for tap in taps] == ["1", "2"]
    assert [tap.message is not None and tap.message.is_accessible for tap in taps] == [True, False]


async def test_any_data_can_be_sent_from_a_message(bot: Bot, anna: Person) -> None:
    """Such as data that no button has now."""
    sent = await bot.send_message(1001, "Vraag")
    await anna.taps_data("oud", sent.message_id, times=2)

    assert await tapped(bot) == [(sent.message_id, "oud")] * 2
    with pytest.raises(LookupError, match="the bot sent no message 99"):
        await anna.taps_data("oud", 99)


# ------------------------------------------------------------------------------------------- the bot's card


def commands(count: int, name: str = "check", description: str = "Doe de check") -> list[BotCommand]:
    """A menu of so many commands."""
    return [BotCommand(name, description)] * count


@pytest.mark.parametrize(
    ("menu", "reason"),
    [
        (commands(0), "commands must be specified"),
        (commands(101), "BOT_COMMANDS_TOO_MUCH"),
        (commands(1, name="Check"), "BOT_COMMAND_INVALID"),
        (commands(1, name="c" * 33), "BOT_COMMAND_INVALID"),
        (commands(1, name=""), "BOT_COMMAND_INVALID"),
        (commands(1, description=""), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (commands(1, description="d" * 257), "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_have_names_and_descriptions(api: BotApi, bot: Bot, menu: list[BotCommand], reason: str) -> None:
    """1-100 of them, names of 1-32 of a-z, 0-9 and _, descriptions of 1-256 characters."""
    assert await bot.set_my_commands(commands(100, "c" * 32, "d" * 256))
    await refused(api, bot.set_my_commands(menu), reason)


async def test_descriptions_have_a_length(api: BotApi, bot: Bot) -> None:
    """512 characters, and 120 for the short one."""
    assert await bot.set_my_description("d" * 512)
    assert await bot.set_my_short_description("d" * 120)

    await refused(api, bot.set_my_description("d" * 513), "description is too long")
    await refused(api, bot.set_my_short_description("d" * 121), "short_description is too long")


@pytest.mark.usefixtures("anna")
async def test_the_menu_button_is_one_of_telegrams(api: BotApi, bot: Bot) -> None:
    """For everybody, or for a chat that is known."""
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert await bot.set_chat_menu_button(1001)

    await refused(api, bot.set_chat_menu_button(99), "chat not found")
    reply = await call(api, "setChatMenuButton", {"menu_button": {"type": "knop"}})
    assert reply["description"] == "Bad Request: can't parse menu button: wrong type specified"


# ------------------------------------------------------------------------------------- waiting and failing


async def test_a_person_sees_what_the_bot_sends(bot: Bot, anna: Person) -> None:
    """By a part of the text or a condition; the newest message that fits, as soon as it is there."""
    waiting = asyncio.create_task(anna.sees("vraag", timeout=SECOND))
    await asyncio.sleep(0)
    await bot.send_message(1001, "Eerste <b>vraag</b>", "HTML")

    seen = await waiting
    assert seen.text == "Eerste vraag"
    assert seen is await anna.sees(lambda message: "<b>" in message.html, timeout=SECOND)


async def test_waiting_in_vain_tells_what_was_there(bot: Bot, anna: Person) -> None:
    """What the person wrote does not count as seen."""
    await bot.send_message(1001, "Iets anders")

    with pytest.raises(TimeoutError, match=r"'start' was not seen within 0.02 s; the chat shows\n  'Iets anders'"):
        await anna.sees("start", timeout=0.02)


async def test_settled_waits_for_acknowledgement_and_silence(bot: Bot, anna: Person) -> None:
    """Not while an update waits, and not while the bot still makes calls."""
    with pytest.raises(TimeoutError, match=r"not settled within 0.2 s: 1 updates not acknowledged"):
        await anna.settled(timeout=0.2)

    (update,) = await updates_of(bot)
    await updates_of(bot, offset=update.update_id + 1)
    settled = asyncio.create_task(anna.settled(SECOND))
    for text in ("een", "twee"):
        await asyncio.sleep(0.1)
        assert not settled.done()
        await bot.send_message(1001, text)
    said_all = time.monotonic()
    await settled
    assert time.monotonic() - said_all > 0.1


async def test_settled_waits_for_a_call_that_takes_long(api: BotApi, bot: Bot) -> None:
    """Also when it takes longer than the silence that is waited for."""
    api.delay(0.3)
    slow = asyncio.create_task(bot.get_me())
    await asyncio.sleep(0.05)
    await api.settled(SECOND)

    assert api.calls[-1].method == "getMe"
    await slow


async def test_a_call_can_be_made_to_fail(api: BotApi, bot: Bot, anna: Person) -> None:
    """So many times, in one chat only; it is not performed and is not the bot's fault."""
    await api.person(chat_id=2002).says("hallo")
    description = "Too Many Requests: retry after 3"
    api.fail("sendMessage", chat_id=1001, error_code=429, description=description, retry_after=3)
    await bot.send_message(2002, "Dag")
    failed = await send_raw(api)
    assert (failed.pop("status"), anna.messages) == (429, [])
    assert failed == {"ok": False, "error_code": 429, "description": description, "parameters": {"retry_after": 3}}

    await bot.send_message(1001, "Dag")
    assert [message.text for message in anna.messages] == ["Dag"]
    assert ([failed.method for failed in api.injected], api.refused) == (["sendMessage"], [])


@pytest.mark.parametrize("performed", [False, True])
async def test_a_connection_can_be_cut(api: BotApi, bot: Bot, anna: Person, performed: bool) -> None:  # noqa: FBT001
    """Before the call was performed, or after, when the bot cannot know."""
    api.drop("sendMessage", times=2, performed=performed)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(1001, "Dag")

    assert len(anna.messages) == (2 if performed else 0)
    assert ([failed.cut for failed in api.injected], api.refused) == ([True, True], [])
    await bot.send_message(1001, "Dag")


async def test_calls_can_be_slowed_down(api: BotApi, bot: Bot) -> None:
    """Every call from then on."""
    api.delay(0.1)
    before = time.monotonic()
    await bot.get_me()

    assert time.monotonic() - before >= 0.1


async def test_a_waiting_poll_does_not_hold_up_the_end() -> None:
    """The server stops at once when the test is over, whatever the bot is doing."""
    async with BotApi() as server:
        poll = asyncio.create_task(call(server, "getUpdates", {"timeout": 50}))
        await asyncio.sleep(0.05)
        before = time.monotonic()

    assert time.monotonic() - before < SECOND
    await asyncio.gather(poll, return_exceptions=True)


# ------------------------------------------------------------------------------------------------- webhook


class Hook:
    """A webhook that answers as it is told, and keeps what it was brought."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.brought: list[tuple[int, str]] = []
        self.url = ""

    async def take(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        """One delivery: refused as long as there are answers that refuse."""
        update = await request.json()
        status = self.answers.pop(0) if self.answers else 200
        self.brought.append((update["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")))
        return aiohttp.web.Response(status=status)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A webhook that listens."""
    hook = Hook()
    app = aiohttp.web.Application()
    app.router.add_post("/hook", hook.take)
    runner = aiohttp.web.AppRunner(app, access_log=None)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_are_brought_to_the_webhook_with_its_secret(bot: Bot, api: BotApi, hook: Hook) -> None:
    """Those of one chat in order; what the bot did not ask for is not brought."""
    anna = api.person()
    await bot.set_webhook(hook.url, secret_token="s3cret", allowed_updates=["message"])  # noqa: S106 - of no bot
    await anna.says("een")
    await anna.edits(await anna.says("twee"), "drie")
    await anna.settled()
    assert [secret for _, secret in hook.brought] == ["s3cret"] * 2
    assert hook.brought == sorted(hook.brought)


async def test_a_delivery_that_is_refused_is_repeated_and_holds_up_only_its_chat(
    api: BotApi, bot: Bot, hook: Hook
) -> None:
    """Until it is taken: what comes after it in the same chat waits, other chats do not."""
    anna = api.person()
    await bot.set_webhook(hook.url)
    hook.answers = [500]
    await anna.says("een")
    await anna.says("twee")
    await api.person(2, "Bert").says("drie")
    await api.settled()
    first, second, third = sorted({number for number, _ in hook.brought})
    numbers = [number for number, _ in hook.brought]
    assert sorted(numbers) == [first, first, second, third]
    assert numbers.index(third) < numbers.index(second)
    assert sorted(api.delivery_answers) == [200, 200, 200, 500]


async def test_deliveries_can_take_turns_and_come_twice(api: BotApi, bot: Bot, hook: Hook) -> None:
    """As behind a load balancer; an address where nobody answers counts as a refusal."""
    anna = api.person()
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    api.deliver_to(hook.url, "http://127.0.0.1:9/nobody", copies=2)
    await anna.says("een")
    await anna.settled()
    assert sorted(api.delivery_answers) == [0, 200]
    api.deliver_to(hook.url, copies=2)
    await anna.says("twee")
    await anna.settled()
    assert len(hook.brought) == 3


async def test_with_a_webhook_there_is_no_polling(bot: Bot, api: BotApi, hook: Hook) -> None:
    """Until it is deleted; what was not brought by then can be polled."""
    anna = api.person()
    await bot.set_webhook(hook.url)
    hook.answers = [503] * 100
    await anna.says("een")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == hook.url
    await bot.delete_webhook()
    assert len(await bot.get_updates(timeout=1)) == 1


async def test_a_secret_of_other_letters_is_refused(bot: Bot) -> None:
    """1 to 256 of A-Z, a-z, 0-9, _ and -."""
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook("https://bot.example/hook", secret_token="geheim!")  # noqa: S106 - of no bot
