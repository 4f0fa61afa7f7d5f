"""A Bot API server for tests: Telegram's HTTP protocol, and people who write, tap and read on the other side of it.

The bot runs as it does in production, if need be in a process of its own, with `BotApi.url` as its server. What
Telegram refuses is refused here with Telegram's words, so a test that ends with `api.refused == []` says that
Telegram would have taken every call. Updates are asked for, or delivered by webhook. Kept out: files and media sent by the bot, Markdown, rate limits.

The server is stricter than Telegram where Telegram silently repairs: a parameter of the wrong type and a keyboard
that is too large are refused here.
"""

import asyncio
import html as html_module
import itertools
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, Protocol, Self, TypeVar
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, web

Json = dict[str, Any]
Params = Mapping[str, str]
Keyboard = tuple[tuple[Json, ...], ...]
Kind = TypeVar("Kind")

# The limits of https://core.telegram.org/bots/api; the test compares them with telegram.constants.
MAX_TEXT: Final = 4096
MAX_CALLBACK_DATA: Final = 64
MAX_COPY_TEXT: Final = 256
MAX_ROW: Final = 8
MAX_BUTTONS: Final = 100
MAX_CALLBACK_ANSWER: Final = 200
MAX_COMMANDS: Final = 100
MAX_COMMAND: Final = 32
MAX_COMMAND_DESCRIPTION: Final = 256
MAX_DESCRIPTION: Final = 512
MAX_SHORT_DESCRIPTION: Final = 120
MAX_UPDATES: Final = 100
CHAT_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
MENU_BUTTONS: Final = frozenset({"commands", "web_app", "default"})

# tdlib/telegram-bot-api, Client.h: a longer poll is shortened to this.
LONGEST_POLL: Final = 50
# tdlib/telegram-bot-api, Client.cpp: a tap that is older is dropped.
CALLBACK_LIFETIME: Final = 150.0
FIRST_UPDATE_ID: Final = 500_000_001
FIRST_QUERY_ID: Final = 4_000_000_000_000_000_001
# tdlib/telegram-bot-api, WebhookActor.cpp: repeated after 1 s, then twice as long each time; faster here.
FIRST_RETRY: Final = 0.1
LONGEST_RETRY: Final = 1.0
# The same: no answer for so long counts as none.
WEBHOOK_TIMEOUT: Final = 60
MAX_SECRET: Final = 256
WEBHOOK_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
# A bot that made no call for this long has said all it had to say.
QUIET: Final = 0.15

NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
ERROR_NAMES: Final = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}

BUTTON_ACTIONS: Final = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
OTHER_MARKUP: Final = frozenset({"keyboard", "remove_keyboard", "force_reply"})

ATTACHMENTS: Final[Mapping[str, Json]] = {
    "photo": {
        "photo": [{"file_id": "photo-1", "file_unique_id": "p1", "width": 90, "height": 67, "file_size": 1200}],
    },
    "voice": {
        "voice": {
            "file_id": "voice-1",
            "file_unique_id": "v1",
            "duration": 3,
            "mime_type": "audio/ogg",
            "file_size": 9000,
        }
    },
    "sticker": {
        "sticker": {
            "file_id": "sticker-1",
            "file_unique_id": "s1",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
        }
    },
    "document": {
        "document": {
            "file_id": "document-1",
            "file_unique_id": "d1",
            "file_name": "uitslag.pdf",
            "mime_type": "application/pdf",
            "file_size": 40000,
        }
    },
    "location": {"location": {"latitude": 52.09, "longitude": 5.12}},
    "contact": {"contact": {"phone_number": "+31600000000", "first_name": "Huisarts"}},
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the server answers instead of a result."""

    error_code: int
    description: str
    retry_after: int | None = None

    def as_json(self) -> Json:
        """The body of the HTTP reply."""
        parameters = {} if self.retry_after is None else {"parameters": {"retry_after": self.retry_after}}
        return {"ok": False, "error_code": self.error_code, "description": self.description, **parameters}


class Refused(Exception):
    """A call that Telegram would not perform."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.refusal = refusal


def refuse(reason: str, error_code: int = 400) -> NoReturn:
    """Give up the call, in Telegram's words."""
    raise Refused(Refusal(error_code, f"{ERROR_NAMES[error_code]}: {reason}"))


@dataclass(slots=True)
class Call:
    """One call of the bot: what it asked, when, and what came back.

    Parameters are text, as in a form; objects and numbers of a JSON body are JSON. `time` is `time.monotonic()` at
    arrival. When the connection was `cut`, the result is there only if the call was performed all the same.
    """

    method: str
    time: float
    params: Params = field(default_factory=dict)
    result: object = None
    refusal: Refusal | None = None
    injected: bool = False
    cut: bool = False


# ---------------------------------------------------------------------------------------------- parameters


async def read_params(request: web.Request) -> Params:
    """The parameters of a call, whichever way they were sent."""
    params = {**request.query}
    if request.content_type == "application/json":
        params |= as_form(await request.text())
    else:
        params |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return params


def as_form(body: str) -> dict[str, str]:
    """A JSON body as the form that says the same."""
    try:
        values = json.loads(body or "{}")
    except ValueError:
        refuse("can't parse request JSON")
    if not isinstance(values, dict):
        refuse("object expected as request JSON")
    given = {name: value for name, value in values.items() if value is not None}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}


def whole(params: Params, name: str) -> int | None:
    """A parameter that is a whole number; None when it was left out."""
    value = params.get(name, "")
    try:
        return int(value) if value else None
    except ValueError:
        refuse(f"parameter {name} must be an integer")


def yes(params: Params, name: str) -> bool:
    """A parameter that is true or false."""
    return params.get(name, "").lower() in {"true", "yes", "1"}


def decoded(params: Params, name: str, kind: type[Kind]) -> Kind | None:
    """A parameter that is JSON of this kind; None when it was left out."""
    if not params.get(name):
        return None
    try:
        value = json.loads(params[name])
    except ValueError:
        refuse(f"can't parse {name} JSON object")
    if not isinstance(value, kind):
        refuse(f"{'object' if kind is dict else 'array'} expected as {name}")
    return value


# ---------------------------------------------------------------------------------------------------- text


@dataclass(frozen=True, slots=True)
class Content:
    """A text as people see it, with its entities, and the HTML it was made from."""

    text: str
    entities: tuple[Json, ...] = ()
    html: str = field(default="", compare=False)


TAGS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}

TOKEN: Final = re.compile(
    r"""
      (?P<text>[^<&]+)
    | (?P<reference>&(?:\#x[0-9a-fA-F]+|\#[0-9]+|(?:lt|gt|amp|quot)(?![a-zA-Z]));?)
    | (?P<end></(?P<end_name>[^\s>]*)\s*>)
    | (?P<start><(?P<name>[^\s>/][^\s>]*)
        (?P<attributes>(?:\s+[^\s=>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w.-]+))?)*)\s*>)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
ATTRIBUTE: Final = re.compile(r"""([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?""")


@dataclass(frozen=True, slots=True)
class OpenTag:
    """A tag whose end has not been read yet; `offset` is where its text begins."""

    name: str
    attributes: Mapping[str, str]
    offset: int


class HtmlReader:
    """Reads Telegram's HTML as strictly as TDLib's parse_html does, and refuses it in the same words."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._text = ""
        self._open: list[OpenTag] = []
        self._entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        """The text that the HTML stands for, and its entities in Telegram's order."""
        for token in TOKEN.finditer(self._html):
            self._take(token)
        if self._open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return self._text, sorted(self._entities, key=lambda entity: (entity["offset"], -entity["length"]))

    def _take(self, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "start":
                self._start(token)
            case "end":
                self._end(token)
            case "reference":
                self._text += html_module.unescape(token[0])
            case "other" if token[0] == "<":
                self._broken_tag(token)
            case _:
                self._text += token[0]

    def _start(self, token: re.Match[str]) -> None:
        name = token["name"].lower()
        attributes = {found[1]: found[2] or found[3] or found[4] or "" for found in attributes_in(token)}
        if name not in TAGS:
            self._fail(f'Unsupported start tag "{name}"', token)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', token)
        self._open.append(OpenTag(name, attributes, utf16_length(self._text)))

    def _end(self, token: re.Match[str]) -> None:
        if not self._open:
            self._fail("Unexpected end tag", token)
        tag = self._open.pop()
        found = token["end_name"].lower()
        if found not in {"", tag.name}:
            place = f"at byte offset {self._place(token)}"
            self._fail(f'Unmatched end tag {place}, expected "</{tag.name}>", found "</{found}>"')
        self._add_entity(tag)

    def _add_entity(self, tag: OpenTag) -> None:
        inside = self._text.encode("utf-16-le", "surrogatepass")[2 * tag.offset :].decode("utf-16-le", "surrogatepass")
        entity: Json = {"type": TAGS[tag.name], "offset": tag.offset, "length": utf16_length(inside)}
        if tag.name == "a":
            entity["url"] = html_module.unescape(tag.attributes.get("href", "")) or inside
        if tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        # A link without a proper address is shown as plain text, not refused.
        if inside and (tag.name != "a" or is_web_address(entity["url"])):
            self._entities.append(entity)

    def _broken_tag(self, token: re.Match[str]) -> NoReturn:
        rest = self._html[token.end() :]
        name = re.split(r"[\s>]", rest, maxsplit=1)[0].lower()
        if name.startswith("/"):
            self._fail("Unclosed end tag" if self._open else "Unexpected end tag", token)
        if name == rest.lower() or (name in TAGS and ">" not in rest):
            self._fail("Unclosed start tag", token)
        if name not in TAGS:
            self._fail(f'Unsupported start tag "{name}"', token)
        self._fail(f'Expected equal sign in declaration of an attribute of the tag "{name}"', token)

    def _place(self, token: re.Match[str]) -> int:
        return len(self._html[: token.start()].encode("utf-8", "surrogatepass"))

    def _fail(self, reason: str, token: re.Match[str] | None = None) -> NoReturn:
        place = f" at byte offset {self._place(token)}" if token else ""
        refuse(f"can't parse entities: {reason}{place}")


def attributes_in(token: re.Match[str]) -> Iterator[re.Match[str]]:
    """The attributes of a start tag, one match each."""
    return ATTRIBUTE.finditer(token["attributes"])


def utf16_length(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def trimmed(text: str, entities: Iterable[Json]) -> tuple[str, tuple[Json, ...]]:
    """The text without space around it, as Telegram keeps it, and what is left of its entities."""
    cut = utf16_length(text) - utf16_length(text.lstrip())
    body = text.strip()
    end = utf16_length(body)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        length = min(entity["offset"] + entity["length"] - cut, end) - start
        if length > 0:
            kept.append({**entity, "offset": start, "length": length})
    return body, tuple(kept)


def content_of(params: Params) -> Content:
    """The text of a message, refused when Telegram would not show it."""
    written = params.get("text", "")
    mode = params.get("parse_mode", "").lower()
    entities: Sequence[Json] = ()
    match mode:
        case "html":
            plain, entities = HtmlReader(written).read()
        case "":
            plain, entities = written, entities_of(params)
        case _:
            refuse("unsupported parse_mode")
    text, entities = trimmed(plain, entities)
    if not text:
        refuse("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        refuse("message is too long")
    return Content(text, entities, written if mode else html_module.escape(written, quote=False))


def entities_of(params: Params) -> Sequence[Json]:
    """The entities that the bot marked itself."""
    entities = decoded(params, "entities", list) or []
    for entity in entities:
        kinds = {"type": str, "offset": int, "length": int}
        if not isinstance(entity, dict) or not all(isinstance(entity.get(name), kinds[name]) for name in kinds):
            refuse("can't parse MessageEntity")
    return entities


def is_web_address(url: object) -> bool:
    """Whether Telegram would open it from a button."""
    if not isinstance(url, str) or re.search(r"\s", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "").strip(".")


# ------------------------------------------------------------------------------------------------ keyboard


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `data` is None on a button that opens a page or copies a text."""

    label: str
    data: str | None = None
    url: str | None = None


def buttons_of(keyboard: Keyboard) -> tuple[tuple[Button, ...], ...]:
    """A keyboard as people see it."""
    return tuple(tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row) for row in keyboard)


def keyboard_of(params: Params, *, only_inline: bool = False) -> Keyboard:
    """The inline keyboard of a message, refused when Telegram would not show it; empty when there is none."""
    markup = decoded(params, "reply_markup", dict)
    if markup is None:
        return ()
    if "inline_keyboard" in markup:
        return checked_keyboard(markup["inline_keyboard"])
    if only_inline or not OTHER_MARKUP & markup.keys():
        refuse("inline keyboard expected" if only_inline else "object expected as reply markup")
    return ()


def checked_keyboard(rows: object) -> Keyboard:
    """The rows that have buttons, every button of which can be used."""
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        refuse("can't parse inline keyboard: array of arrays expected")
    for button in itertools.chain.from_iterable(rows):
        check_button(button)
    if any(len(row) > MAX_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        refuse("reply markup is too long")
    return tuple(tuple(row) for row in rows if row)


def check_button(button: object) -> None:
    """Refuses a button without a label, and one that does not do exactly one thing."""
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        refuse('can\'t parse inline keyboard button: Field "text" must be a non-empty String')
    actions = BUTTON_ACTIONS & button.keys()
    if not actions:
        refuse("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        refuse(f"can't parse inline keyboard button: exactly one action is allowed, found {', '.join(sorted(actions))}")
    check_action(button)


def check_action(button: Json) -> None:
    """Refuses what a tap could not carry, open or copy."""
    if "callback_data" in button and not fits_in(button["callback_data"], MAX_CALLBACK_DATA, in_bytes=True):
        refuse("BUTTON_DATA_INVALID")
    if "url" in button and not is_web_address(button["url"]):
        refuse(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "copy_text" in button:
        copied = button["copy_text"]
        if not isinstance(copied, dict) or not fits_in(copied.get("text"), MAX_COPY_TEXT):
            refuse("can't parse inline keyboard button: invalid text to copy")


def fits_in(text: object, most: int, *, in_bytes: bool = False) -> bool:
    """Whether this is a text, not empty, of at most so many characters or bytes."""
    return isinstance(text, str) and 1 <= len(text.encode("utf-8", "surrogatepass") if in_bytes else text) <= most


# ------------------------------------------------------------------------------- what people and the bot share


class Pulse:
    """Wakes everybody who waits for a change."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def beat(self) -> None:
        """Something changed."""
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, ready: Callable[[], object]) -> None:
        """Returns as soon as `ready` is true; it is asked again after every change."""
        while not ready():
            await self._next.wait()


class Updates:
    """The updates on their way to the bot: each stays until the bot asks for a later one."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._ids = itertools.count(FIRST_UPDATE_ID)
        self._queue: list[Json] = []
        self._allowed: frozenset[str] = frozenset()
        self._poll: object = None
        self.acknowledged_at = 0.0
        self.webhook = ""

    def __len__(self) -> int:
        """How many the bot has not acknowledged."""
        return len(self._queue)

    def put(self, kind: str, payload: Json) -> None:
        """Keep an update for the bot; one it does not want is forgotten and gets no id."""
        if not self._allowed or kind in self._allowed:
            self.put_raw({"update_id": next(self._ids), kind: payload})

    def put_raw(self, update: Json) -> None:
        """Keep an update as it is, also one that Telegram would never make."""
        self._queue.append(update)
        self._pulse.beat()

    def next_id(self) -> int:
        """The number that the next update would have got."""
        return next(self._ids)

    def allow(self, kinds: Iterable[object]) -> None:
        """From now on only these kinds are kept; none means all."""
        self._allowed = frozenset(map(str, kinds))

    def waiting(self) -> tuple[Json, ...]:
        """What was not acknowledged, oldest first."""
        return tuple(self._queue)

    def delivered(self, update: Json) -> None:
        """An update arrived by webhook."""
        self._forget_all_but([one for one in self._queue if one is not update])

    def clear(self) -> None:
        """Forget everything that was not delivered."""
        self._forget_all_but([])

    async def poll(self, params: Params) -> list[Json]:
        """The first updates, as soon as there is one; none when the time is up. A later poll ends this one."""
        if self.webhook:
            refuse(WEBHOOK_ACTIVE, 409)
        allowed = decoded(params, "allowed_updates", list)
        if allowed is not None:
            self.allow(allowed)
        self._acknowledge(whole(params, "offset") or 0)
        turn = self._poll = object()
        self._pulse.beat()
        seconds = min(max(whole(params, "timeout") or 0, 0), LONGEST_POLL)
        await within(seconds, self._pulse.until(lambda: self._queue or self._poll is not turn))
        if self._poll is not turn:
            refuse("terminated by other getUpdates request; make sure that only one bot instance is running", 409)
        limit = whole(params, "limit")
        return self._queue[: min(max(MAX_UPDATES if limit is None else limit, 1), MAX_UPDATES)]

    def _acknowledge(self, offset: int) -> None:
        """A negative offset counts from the end of the queue."""
        if offset < 0:
            self._forget_all_but(self._queue[offset:])
        elif offset > 0:
            self._forget_all_but([update for update in self._queue if update["update_id"] >= offset])

    def _forget_all_but(self, kept: list[Json]) -> None:
        if len(kept) < len(self._queue):
            self._queue = kept
            self.acknowledged_at = time.monotonic()
            self._pulse.beat()


class Deliveries:
    """Brings updates to the webhook, those of one chat or one person's taps in order, all others side by side.

    So in one private chat a text and a tap are on their way together, as with Telegram (Client.cpp, the
    queues of the webhook).
    """

    def __init__(self, updates: Updates, pulse: Pulse) -> None:
        self._updates = updates
        self._pulse = pulse
        self._busy: set[str] = set()
        self._turn = itertools.count()
        self.secret = ""
        self.addresses: Sequence[str] = ()
        self.copies = 1
        self.answers: list[int] = []

    async def run(self) -> None:
        """Deliver while a webhook is set, until cancelled."""
        async with (
            asyncio.TaskGroup() as on_their_way,
            ClientSession(timeout=ClientTimeout(WEBHOOK_TIMEOUT)) as session,
        ):
            while True:
                await self._pulse.until(lambda: self._updates.webhook and self._free())
                for update in self._free():
                    self._busy.add(queue_of(update))
                    on_their_way.create_task(self._deliver(session, update))

    def _free(self) -> list[Json]:
        """The first update of every queue of which none is on its way."""
        first: dict[str, Json] = {}
        for update in self._updates.waiting():
            first.setdefault(queue_of(update), update)
        return [update for queue, update in first.items() if queue not in self._busy]

    async def _deliver(self, session: ClientSession, update: Json) -> None:
        pause = FIRST_RETRY
        while self._updates.webhook:
            statuses = await asyncio.gather(*(self._post(session, update) for _ in range(self.copies)))
            if any(200 <= status < 300 for status in statuses):
                self._updates.delivered(update)
                break
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)
        self._busy.discard(queue_of(update))
        self._pulse.beat()

    async def _post(self, session: ClientSession, update: Json) -> int:
        """One try; the status, or 0 when nobody answers. Several addresses take turns, as behind a load balancer."""
        addresses = self.addresses or (self._updates.webhook,)
        address = addresses[next(self._turn) % len(addresses)]
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with session.post(address, json=update, headers=headers) as answer:
                status = answer.status
        except (ClientError, OSError, TimeoutError):
            status = 0
        self.answers.append(status)
        return status


def queue_of(update: Json) -> str:
    """What an update waits behind: others of its chat, or taps of the same person."""
    match update:
        case {"callback_query": {"from": {"id": user}}}:
            return f"taps of {user}"
        case {"message": {"chat": {"id": chat}}} | {"edited_message": {"chat": {"id": chat}}}:
            return f"chat {chat}"
        case {"my_chat_member": {"chat": {"id": chat}}}:
            return f"members of {chat}"
        case _:
            return f"update {update.get('update_id')}"


async def within(seconds: float, change: Awaitable[object]) -> bool:
    """Whether the change came in time."""
    try:
        async with asyncio.timeout(seconds):
            await change
    except TimeoutError:
        return False
    return True


class Taps:
    """The callback queries the bot has still to answer."""

    def __init__(self) -> None:
        self._ids = itertools.count(FIRST_QUERY_ID)
        self._waiting: dict[str, float] = {}
        self.lifetime = CALLBACK_LIFETIME

    def new(self) -> str:
        """The id of a tap made now."""
        query = str(next(self._ids))
        self._waiting[query] = time.monotonic()
        return query

    def answer(self, query: str, text: str) -> None:
        """Ends the tap; refused when there is no such tap, when it was answered before and when it is too old."""
        tapped = self._waiting.get(query)
        if tapped is None or time.monotonic() - tapped > self.lifetime:
            refuse(QUERY_TOO_OLD)
        if len(text) > MAX_CALLBACK_ANSWER:
            refuse("MESSAGE_TOO_LONG")
        del self._waiting[query]


class World:
    """What people and the bot share: the chats, the updates on their way and the taps that wait for an answer."""

    def __init__(self, bot: Json) -> None:
        self.bot = bot
        self.pulse = Pulse()
        self.updates = Updates(self.pulse)
        self.deliveries = Deliveries(self.updates, self.pulse)
        self.taps = Taps()
        self.chats: dict[int, Chat] = {}
        self.message_ids = itertools.count(1)
        self._calls_in_progress = 0
        self._called_at = 0.0

    @contextmanager
    def call(self) -> Iterator[None]:
        """The time that a call of the bot takes."""
        self._calls_in_progress += 1
        try:
            yield
        finally:
            self._calls_in_progress -= 1
            self._called_at = time.monotonic()
            self.pulse.beat()

    async def settled(self, timeout: float = 10) -> None:  # noqa: ASYNC109 -- a test says how long it waits
        """Returns when every update was acknowledged and the bot made no call for a while after that."""
        if not await within(timeout, self._rest()):
            message = f"not settled within {timeout} s: {len(self.updates)} updates not acknowledged"
            raise TimeoutError(message)

    async def _rest(self) -> None:
        while not self._resting():
            await self.pulse.until(self._idle)
            await asyncio.sleep(max(self._last_sign() + QUIET - time.monotonic(), 0))

    def _resting(self) -> bool:
        return self._idle() and time.monotonic() - self._last_sign() >= QUIET

    def _idle(self) -> bool:
        return not self.updates and not self._calls_in_progress

    def _last_sign(self) -> float:
        return max(self._called_at, self.updates.acknowledged_at)


# --------------------------------------------------------------------------------------------------- chats


@dataclass(slots=True, eq=False)
class Message:
    """A message in a chat. It is live: a later edit or deletion shows in a Message already held."""

    message_id: int
    sender: Json
    chat: Json
    content: Content
    keyboard: Keyboard = ()
    attachment: Json = field(default_factory=dict)
    date: int = field(default_factory=lambda: int(time.time()))
    edit_date: int | None = None
    deleted: bool = False

    @property
    def text(self) -> str:
        """What people read, without markup."""
        return self.content.text

    @property
    def html(self) -> str:
        """The text as the bot sent it; what it sent without parse mode is escaped."""
        return self.content.html

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.sender["is_bot"])

    @property
    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        """The rows of its keyboard; empty when it has none."""
        return buttons_of(self.keyboard)

    def as_json(self) -> Json:
        """Telegram's description; of a deleted message only that it is no longer there."""
        known: Json = {"message_id": self.message_id, "chat": self.chat}
        if self.deleted:
            return {**known, "date": 0}
        optional: Json = {
            "edit_date": self.edit_date,
            "text": self.content.text,
            "entities": list(self.content.entities),
            "reply_markup": {"inline_keyboard": [list(row) for row in self.keyboard]} if self.keyboard else None,
        }
        present = {name: value for name, value in optional.items() if value}
        return {**known, "from": self.sender, "date": self.date, **present, **self.attachment}


Wanted = str | Callable[[Message], object]


class Chat:
    """A chat as the people in it see it."""

    def __init__(self, world: World, description: Json) -> None:
        self._world = world
        self._shown: list[tuple[Message, Keyboard]] = []
        self.description = description
        self.known = False
        self.blocked = False
        self.transcript: list[Message] = []

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote and did not delete, in order. The transcript has the rest as well."""
        return [message for message in self.transcript if message.from_bot and not message.deleted]

    @property
    def screen(self) -> Message:
        """The newest message that still has a keyboard; LookupError when there is none."""
        found = self._newest_with_keyboard()
        if found is None:
            message = "no message in the chat has a keyboard"
            raise LookupError(message)
        return found

    async def sees(self, wanted: Wanted, timeout: float = 10) -> Message:  # noqa: ASYNC109 -- see World.settled
        """The newest message of the bot with this text, or for which this is true, as soon as there is one."""
        if not await within(timeout, self._world.pulse.until(lambda: self._matching(wanted))):
            shown = "\n".join(f"  {message.text!r}" for message in self.messages) or "  nothing"
            message = f"{wanted!r} was not seen within {timeout} s; the chat shows\n{shown}"
            raise TimeoutError(message)
        return self._matching(wanted)[-1]

    async def settled(self, timeout: float = 10) -> None:  # noqa: ASYNC109 -- see World.settled
        """Returns when every update was acknowledged and the bot made no call for 0.15 s after that."""
        await self._world.settled(timeout)

    def find(self, message_id: int | None) -> Message | None:
        """The message with this id, unless it was deleted or stands in another chat."""
        return next((m for m in self.transcript if m.message_id == message_id and not m.deleted), None)

    def post(
        self, sender: Json, content: Content, keyboard: Keyboard = (), attachment: Mapping[str, Any] | None = None
    ) -> Message:
        """Add a message at the end."""
        message_id = next(self._world.message_ids)
        message = Message(message_id, sender, self.description, content, attachment=dict(attachment or {}))
        self.transcript.append(message)
        self._show(message, keyboard)
        return message

    def change(self, message: Message, content: Content, keyboard: Keyboard) -> None:
        """Edit a message in place."""
        message.content = content
        message.edit_date = int(time.time())
        self._show(message, keyboard)

    def delete(self, message: Message) -> None:
        """Remove a message for everybody."""
        message.deleted = True
        self._world.pulse.beat()

    def _show(self, message: Message, keyboard: Keyboard) -> None:
        message.keyboard = keyboard
        if keyboard:
            self._shown.append((message, keyboard))
        self._world.pulse.beat()

    def _matching(self, wanted: Wanted) -> list[Message]:
        return [m for m in self.messages if (wanted in m.text if isinstance(wanted, str) else wanted(m))]

    def _newest_with_keyboard(self) -> Message | None:
        return next((message for message in reversed(self.messages) if message.keyboard), None)

    async def _write(self, sender: Json, content: Content, attachment: Mapping[str, Any] | None = None) -> int:
        if self.blocked:
            problem = "who blocked the bot cannot write to it"
            raise RuntimeError(problem)
        self.known = True
        message = self.post(sender, content, attachment=attachment)
        self._world.updates.put("message", message.as_json())
        await asyncio.sleep(0)
        return message.message_id


class Person(Chat):
    """Somebody with a private chat with the bot."""

    def __init__(self, world: World, chat_id: int, first_name: str) -> None:
        super().__init__(world, {"id": chat_id, "type": "private", "first_name": first_name})
        self.user: Json = {"id": chat_id, "is_bot": False, "first_name": first_name, "language_code": "nl"}

    async def says(self, text: str) -> int:
        """Write a message; its id."""
        return await self._write(self.user, typed(text))

    async def sends(self, kind: str) -> int:
        """Send a photo, voice, sticker, document, location or contact; the id of the message."""
        return await self._write(self.user, Content(""), ATTACHMENTS[kind])

    async def edits(self, message_id: int, text: str) -> None:
        """Change an own message."""
        message = self.find(message_id)
        if message is None or message.from_bot:
            problem = f"message {message_id} is not a message of this person"
            raise LookupError(problem)
        self.change(message, typed(text), ())
        self._world.updates.put("edited_message", message.as_json())
        await asyncio.sleep(0)

    async def taps(self, label: str, *, older: bool = False, times: int = 1) -> tuple[str, ...]:
        """Tap a button so many times; the id of each tap.

        The button is looked for on the screen, first by its whole label, then by a part of it, and then by its whole
        label on earlier messages. `older` takes keyboards as they once were, newest first, and never the one now on
        the screen. LookupError when no button fits, or more than one does.
        """
        message, button = found_button(label, self._former_keyboards() if older else self._current_keyboards())
        if button.data is None:
            problem = f"the button {button.label!r} sends no tap to the bot"
            raise LookupError(problem)
        return await self._tap(message, button.data, times)

    async def taps_data(self, data: str, message_id: int, *, times: int = 1) -> tuple[str, ...]:
        """Tap a button with this data so many times, whether the message has or had one or not; the id of each tap."""
        message = next((m for m in self.transcript if m.message_id == message_id and m.from_bot), None)
        if message is None:
            problem = f"the bot sent no message {message_id} to this person"
            raise LookupError(problem)
        return await self._tap(message, data, times)

    def blocks(self) -> None:
        """Block the bot: from now on it can send nothing."""
        self._become("member", "kicked")

    def unblocks(self) -> None:
        """Let the bot write again."""
        self._become("kicked", "member")

    async def _tap(self, message: Message, data: str, times: int) -> tuple[str, ...]:
        queries = tuple(self._world.taps.new() for _ in range(times))
        for query in queries:
            tap = {"message": message.as_json(), "chat_instance": f"-{self.description['id']}00", "data": data}
            self._world.updates.put("callback_query", {"id": query, "from": self.user, **tap})
        await asyncio.sleep(0)
        return queries

    def _current_keyboards(self) -> list[tuple[Message, Keyboard]]:
        return [(message, message.keyboard) for message in reversed(self.messages) if message.keyboard]

    def _former_keyboards(self) -> list[tuple[Message, Keyboard]]:
        screen = self._newest_with_keyboard()
        now = (screen, screen.keyboard) if screen else None
        return [shown for shown in reversed(self._shown) if shown != now]

    def _become(self, before: str, after: str) -> None:
        self.blocked = after == "kicked"
        change = {"old_chat_member": self._member(before), "new_chat_member": self._member(after)}
        now = int(time.time())
        self._world.updates.put("my_chat_member", {"chat": self.description, "from": self.user, "date": now, **change})

    def _member(self, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": self._world.bot, "status": status, **until}


class Group(Chat):
    """A group with the bot in it, which reads everything said there."""

    def __init__(self, world: World, chat_id: int) -> None:
        super().__init__(world, {"id": chat_id, "type": "supergroup", "title": f"Groep {chat_id}"})

    async def says(self, user: Person, text: str) -> int:
        """Somebody writes in the group; the id of the message."""
        return await self._write(user.user, typed(text))


def typed(text: str) -> Content:
    """What somebody typed; Telegram marks the command it begins with."""
    command = re.match(r"/[A-Za-z0-9_]+(@\w+)?", text)
    entities = ({"type": "bot_command", "offset": 0, "length": command.end()},) if command else ()
    return Content(text, entities, html_module.escape(text, quote=False))


def found_button(label: str, keyboards: Sequence[tuple[Message, Keyboard]]) -> tuple[Message, Button]:
    """The button people mean by a label, on keyboards given newest first; LookupError when there is no such one."""
    everywhere = [(message, b) for message, keyboard in keyboards for row in buttons_of(keyboard) for b in row]
    newest = [(keyboards[0][0], b) for row in buttons_of(keyboards[0][1]) for b in row] if keyboards else []
    exact = [found for found in newest if found[1].label == label]
    part = [found for found in newest if label in found[1].label]
    elsewhere = [found for found in everywhere if found[1].label == label]
    if exact or len(part) == 1 or (elsewhere and not part):
        return (exact or part or elsewhere)[0]
    labels = ", ".join(repr(b.label) for _, b in part or everywhere) or "no buttons"
    problem = f"{'more than one' if part else 'no'} button is {label!r}; there are {labels}"
    raise LookupError(problem)


# ------------------------------------------------------------------------------------------------- methods


class Methods:
    """What the bot can ask for, apart from its updates."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_name: Mapping[str, Callable[[Params], object]] = {
            "getMe": lambda _: world.bot,
            "getWebhookInfo": lambda _: self._webhook_info(),
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "sendMessage": self._send_message,
            "editMessageText": self._edit_message_text,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_callback_query,
            "sendChatAction": self._send_chat_action,
            "setMyCommands": set_my_commands,
            "setMyDescription": lambda params: described(params, "description", MAX_DESCRIPTION),
            "setMyShortDescription": lambda params: described(params, "short_description", MAX_SHORT_DESCRIPTION),
            "setChatMenuButton": self._set_chat_menu_button,
        }

    def _webhook_info(self) -> Json:
        waiting = len(self._world.updates)
        return {"url": self._world.updates.webhook, "has_custom_certificate": False, "pending_update_count": waiting}

    def _set_webhook(self, params: Params) -> bool:
        url, secret = params.get("url", ""), params.get("secret_token", "")
        if secret and not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{MAX_SECRET}}}", secret):
            refuse("secret token contains unallowed characters")
        if url and urlsplit(url).scheme not in {"http", "https"}:
            refuse("bad webhook: An HTTPS URL must be provided for webhook")
        if yes(params, "drop_pending_updates"):
            self._world.updates.clear()
        self._world.updates.allow(decoded(params, "allowed_updates", list) or ())
        self._world.deliveries.secret = secret
        self._world.updates.webhook = url
        self._world.pulse.beat()
        return True

    def _delete_webhook(self, params: Params) -> bool:
        self._world.updates.webhook = ""
        if yes(params, "drop_pending_updates"):
            self._world.updates.clear()
        return True

    def _send_message(self, params: Params) -> Json:
        chat = self._writable_chat(params)
        content = content_of(params)
        keyboard = keyboard_of(params)
        decoded(params, "link_preview_options", dict)
        self._check_reply(chat, params)
        return chat.post(self._world.bot, content, keyboard).as_json()

    def _edit_message_text(self, params: Params) -> Json:
        chat, message = self._editable(params)
        return self._change(chat, message, content_of(params), keyboard_of(params, only_inline=True))

    def _edit_message_reply_markup(self, params: Params) -> Json:
        chat, message = self._editable(params)
        return self._change(chat, message, message.content, keyboard_of(params, only_inline=True))

    def _change(self, chat: Chat, message: Message, content: Content, keyboard: Keyboard) -> Json:
        if (content, keyboard) == (message.content, message.keyboard):
            refuse(NOT_MODIFIED)
        chat.change(message, content, keyboard)
        return message.as_json()

    def _delete_message(self, params: Params) -> bool:
        chat = self._chat(params)
        message = chat.find(whole(params, "message_id"))
        if message is None:
            refuse("message to delete not found")
        if not message.from_bot and not isinstance(chat, Person):
            refuse("message can't be deleted")
        chat.delete(message)
        return True

    def _answer_callback_query(self, params: Params) -> bool:
        self._world.taps.answer(params.get("callback_query_id", ""), params.get("text", ""))
        return True

    def _send_chat_action(self, params: Params) -> bool:
        self._writable_chat(params)
        if params.get("action") not in CHAT_ACTIONS:
            refuse("wrong parameter action in request")
        return True

    def _set_chat_menu_button(self, params: Params) -> bool:
        if params.get("chat_id"):
            self._chat(params)
        button = decoded(params, "menu_button", dict)
        if button is not None and button.get("type") not in MENU_BUTTONS:
            refuse("can't parse menu button: wrong type specified")
        return True

    def _chat(self, params: Params) -> Chat:
        given = params.get("chat_id", "")
        if not given:
            refuse("chat_id is empty")
        chat = self._world.chats.get(int(given)) if re.fullmatch(r"-?\d+", given) else None
        if chat is None or not chat.known:
            refuse("chat not found")
        return chat

    def _writable_chat(self, params: Params) -> Chat:
        chat = self._chat(params)
        if chat.blocked:
            refuse("bot was blocked by the user", 403)
        return chat

    def _editable(self, params: Params) -> tuple[Chat, Message]:
        chat = self._chat(params)
        message_id = whole(params, "message_id")
        if message_id is None:
            refuse("message identifier is not specified")
        message = chat.find(message_id)
        if message is None:
            refuse("message to edit not found")
        if not message.from_bot:
            refuse("message can't be edited")
        return chat, message

    def _check_reply(self, chat: Chat, params: Params) -> None:
        reply = decoded(params, "reply_parameters", dict)
        if reply and not chat.find(reply.get("message_id")) and not reply.get("allow_sending_without_reply"):
            refuse("message to be replied not found")


def set_my_commands(params: Params) -> bool:
    """Refuses a menu of commands that Telegram would not show."""
    commands = decoded(params, "commands", list) or []
    decoded(params, "scope", dict)
    if not 1 <= len(commands) <= MAX_COMMANDS:
        refuse("BOT_COMMANDS_TOO_MUCH" if commands else "commands must be specified")
    for command in commands:
        if not isinstance(command, dict):
            refuse("can't parse BotCommand: object expected")
        if not re.fullmatch(rf"[a-z0-9_]{{1,{MAX_COMMAND}}}", str(command.get("command", ""))):
            refuse("BOT_COMMAND_INVALID")
        if not fits_in(command.get("description"), MAX_COMMAND_DESCRIPTION):
            refuse("BOT_COMMAND_DESCRIPTION_INVALID")
    return True


def described(params: Params, name: str, most: int) -> bool:
    """Refuses a description of the bot that is too long."""
    if len(params.get(name, "")) > most:
        refuse(f"{name} is too long")
    return True


# -------------------------------------------------------------------------------------------------- server


@dataclass(slots=True)
class Fault:
    """A failure that a test asked for: a refusal, or without one a cut connection."""

    method: str
    times: int
    chat_id: int | None = None
    refusal: Refusal | None = None
    performed: bool = False

    def strikes(self, call: Call) -> bool:
        """Whether this call is to fail."""
        elsewhere = self.chat_id is not None and call.params.get("chat_id") != str(self.chat_id)
        return self.times > 0 and self.method == call.method and not elsewhere


class Weather(Protocol):
    """Decides call by call what fails, for a test that wants many failures."""

    def fault(self, call: Call) -> Fault | None:
        """What befalls this call; None when it is performed as it should be."""


class BotApi:
    """The server. It listens between `async with` and its end, on a port of its own at 127.0.0.1."""

    def __init__(self, token: str = "123456:TEST") -> None:  # noqa: S107 -- the token of no bot
        bot_id = int(token.split(":", maxsplit=1)[0])
        self.token = token
        self.url = ""
        self.calls: list[Call] = []
        self._world = World(
            {
                "id": bot_id,
                "is_bot": True,
                "first_name": "Testbot",
                "username": "rls_test_bot",
                "can_join_groups": True,
                "can_read_all_group_messages": True,
                "supports_inline_queries": False,
            }
        )
        self._methods = Methods(self._world)
        self._names = {name.lower(): name for name in ("getUpdates", *self._methods.by_name)}
        self._faults: list[Fault] = []
        self._delay = 0.0
        self._hanging: dict[str, int] = {}
        self.weather: Weather | None = None

    async def __aenter__(self) -> Self:
        """From here on the server listens."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        # Polls that wait when the test ends are not waited for.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._delivering = asyncio.create_task(self._world.deliveries.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Calls and deliveries that still wait are cut."""
        self._delivering.cancel()
        await asyncio.wait([self._delivering])
        await self._runner.cleanup()

    @property
    def refused(self) -> list[Call]:
        """The calls that the server refused of itself."""
        return [call for call in self.calls if call.refusal and not call.injected]

    @property
    def injected(self) -> list[Call]:
        """The calls that failed because a test asked for it."""
        return [call for call in self.calls if call.injected]

    @property
    def callback_lifetime(self) -> float:
        """How many seconds a tap can be answered."""
        return self._world.taps.lifetime

    @callback_lifetime.setter
    def callback_lifetime(self, seconds: float) -> None:
        self._world.taps.lifetime = seconds

    @property
    def webhook(self) -> str:
        """The address the bot asked to have updates delivered to; empty when it polls."""
        return self._world.updates.webhook

    @property
    def delivery_answers(self) -> list[int]:
        """The status of each answer to a delivery, in order; 0 where nobody answered."""
        return self._world.deliveries.answers

    def deliver_to(self, *addresses: str, copies: int = 1) -> None:
        """Deliver to these in turn, each update in so many copies at once, whatever address was registered."""
        self._world.deliveries.addresses = addresses
        self._world.deliveries.copies = copies

    def put(self, kind: str, payload: Json) -> int:
        """Send an update as it is, also one that Telegram would never send; its number."""
        number = self._world.updates.next_id()
        self._world.updates.put_raw({"update_id": number, kind: payload})
        return number

    def person(self, chat_id: int = 1001, first_name: str = "Anna") -> Person:
        """The person with this chat; the bot cannot write first."""
        chat = self._world.chats.setdefault(chat_id, Person(self._world, chat_id, first_name))
        assert isinstance(chat, Person), "a group has this chat_id"
        return chat

    def group(self, chat_id: int = -1001001) -> Group:
        """The group with this chat."""
        chat = self._world.chats.setdefault(chat_id, Group(self._world, chat_id))
        assert isinstance(chat, Group), "a person has this chat_id"
        return chat

    async def settled(self, timeout: float = 10) -> None:  # noqa: ASYNC109 -- see World.settled
        """Returns when every update was acknowledged and the bot made no call for 0.15 s after that."""
        await self._world.settled(timeout)

    def fail(  # noqa: PLR0913 -- a failure has these parts
        self,
        method: str,
        *,
        chat_id: int | None = None,
        times: int = 1,
        error_code: int,
        description: str,
        retry_after: int | None = None,
    ) -> None:
        """Refuse the next calls of this method, in this chat only when one is given; nothing of them is performed."""
        self._faults.append(Fault(method, times, chat_id, Refusal(error_code, description, retry_after)))

    def drop(self, method: str, times: int = 1, *, performed: bool = False) -> None:
        """Cut the connection of the next calls of this method, before or after they were performed."""
        self._faults.append(Fault(method, times, performed=performed))

    def sends_raw(self, kind: str, payload: Json) -> None:
        """An update with just this in it, also such as Telegram never sends."""
        self._world.updates.put(kind, payload)

    def hang(self, method: str, times: int = 1) -> None:
        """Leave the next calls of this method without an answer, with their connection open, until the server ends."""
        self._hanging[method] = times

    def mend(self) -> None:
        """From here on nothing fails that a test asked for."""
        self._faults.clear()

    def delay(self, seconds: float) -> None:
        """Let every call from now on arrive so much later."""
        self._delay = seconds

    async def _serve(self, request: web.Request) -> web.Response:
        asked = request.match_info["method"]
        call = Call(self._names.get(asked.lower(), asked), time.monotonic())
        if call.method == "getUpdates":
            await self._handle(call, request)
        else:
            with self._world.call():
                await self._handle(call, request)
        return self._reply(call, request)

    async def _handle(self, call: Call, request: web.Request) -> None:
        await asyncio.sleep(self._delay)
        try:
            call.params = await read_params(request)
            self._admit(call, request.match_info["token"])
            await self._perform(call)
        except Refused as refused:
            call.refusal = refused.refusal
        # A poll of a bot that was killed has no end that anybody notices.
        if call.method != "getUpdates" or request.transport is not None:
            self.calls.append(call)

    def _admit(self, call: Call, token: str) -> None:
        if token != self.token:
            raise Refused(Refusal(401, "Unauthorized"))
        if call.method.lower() not in self._names:
            refuse("method not found", 404)

    async def _perform(self, call: Call) -> None:
        if self._hanging.get(call.method, 0) > 0:
            self._hanging[call.method] -= 1
            await asyncio.Event().wait()
        fault = next((fault for fault in self._faults if fault.strikes(call)), None)
        if fault is None and self.weather:
            fault = self.weather.fault(call)
        if fault:
            fault.times -= 1
            call.injected = True
            call.cut = fault.refusal is None
            call.refusal = fault.refusal
        if fault is None or fault.performed:
            call.result = await self._result(call)

    async def _result(self, call: Call) -> object:
        if call.method == "getUpdates":
            return await self._world.updates.poll(call.params)
        return self._methods.by_name[call.method](call.params)

    def _reply(self, call: Call, request: web.Request) -> web.Response:
        if call.cut and request.transport:
            request.transport.abort()
        if call.refusal:
            return web.json_response(call.refusal.as_json(), status=call.refusal.error_code)
        return web.json_response({"ok": True, "result": call.result})
