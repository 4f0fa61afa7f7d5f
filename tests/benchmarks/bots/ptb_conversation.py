"""python-telegram-bot with ConversationHandler and PicklePersistence, as its examples show."""

from pathlib import Path

from shared import API, FOLDER, TOKEN, TURNS
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)


def markup(turn: int, shown: dict) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    b["text"], url=b.get("url"), callback_data=None if "url" in b else f"{turn}:{r}:{c}"
                )
                for c, b in enumerate(row)
            ]
            for r, row in enumerate(shown["rows"])
        ]
    )


async def show(update: Update, turn: int) -> int:
    for shown in TURNS[turn]["shows"]:
        if shown["edit"]:
            await update.callback_query.edit_message_text(
                shown["text"], parse_mode="HTML", reply_markup=markup(turn, shown)
            )
        else:
            await update.effective_chat.send_message(shown["text"], parse_mode="HTML", reply_markup=markup(turn, shown))
    return turn if turn + 1 < len(TURNS) else ConversationHandler.END


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    context.user_data.clear()
    return await show(update, 0)


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    turn = int(update.callback_query.data.partition(":")[0])
    context.user_data[turn] = update.callback_query.data
    await update.callback_query.answer()
    return await show(update, turn + 1)


def typed_at(turn: int):
    async def typed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        context.user_data[turn] = update.message.text
        return await show(update, turn + 1)

    return typed


check = ConversationHandler(
    entry_points=[CommandHandler("start", start)],
    states={
        turn: [
            CallbackQueryHandler(tapped, pattern=f"^{turn}:"),
            MessageHandler(filters.TEXT & ~filters.COMMAND, typed_at(turn)),
        ]
        for turn in range(len(TURNS) - 1)
    },
    fallbacks=[CommandHandler("start", start)],
    name="check",
    persistent=True,
)
persistence = PicklePersistence(Path(FOLDER) / "chats.pickle")
application = Application.builder().token(TOKEN).base_url(f"{API}/bot").persistence(persistence).build()
application.add_handler(check)
application.run_polling(timeout=25)
