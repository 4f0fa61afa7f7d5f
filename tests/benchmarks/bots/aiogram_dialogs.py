"""aiogram 3 with aiogram_dialog 2, as its quick start shows; chats are kept in memory."""

import asyncio

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Const
from shared import API, TOKEN, TURNS

LAST = len(TURNS) - 1
Check = type("Check", (StatesGroup,), {f"turn{turn}": State() for turn in range(LAST)})


async def forward(message: Message, manager: DialogManager, turn: int, answer: str) -> None:
    manager.dialog_data[str(turn)] = answer
    if turn + 1 < LAST:
        await manager.switch_to(getattr(Check, f"turn{turn + 1}"))
        return
    for shown in TURNS[LAST]["shows"]:
        rows = [[InlineKeyboardButton(text=b["text"], url=b.get("url"), callback_data=None if "url" in b else "x")
                 for b in row] for row in shown["rows"]]  # fmt: skip
        say = message.edit_text if shown["edit"] else message.answer
        await say(shown["text"], parse_mode="HTML", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))
    await manager.done()


async def tapped(query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    _, turn, answer = button.widget_id.split("_", 2)
    await forward(query.message, manager, int(turn), answer)


def typed_at(turn: int):
    async def typed(message: Message, _: MessageInput, manager: DialogManager) -> None:
        await forward(message, manager, turn, message.text)

    return typed


def window(turn: int) -> Window:
    shown = TURNS[turn]["shows"][0]
    rows = [
        Row(*(Button(Const(b["text"]), id=f"b_{turn}_{r}_{c}", on_click=tapped) for c, b in enumerate(row)))
        for r, row in enumerate(shown["rows"])
    ]
    state = getattr(Check, f"turn{turn}")
    return Window(Const(shown["text"]), *rows, MessageInput(typed_at(turn)), state=state, parse_mode="HTML")


async def main() -> None:
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(Dialog(*map(window, range(LAST))))
    setup_dialogs(dispatcher)

    @dispatcher.message(CommandStart())
    async def start(_: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(Check.turn0, mode=StartMode.RESET_STACK)

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(API)))
    await dispatcher.start_polling(bot, polling_timeout=25)


asyncio.run(main())
