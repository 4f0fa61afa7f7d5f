"""The floor: python-telegram-bot as it comes, one fixed text for whatever happens, nothing kept."""

from shared import API, TOKEN, TURNS
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

SCREEN = TURNS[3]["shows"][0]
MARKUP = InlineKeyboardMarkup(
    [[InlineKeyboardButton(b["text"], callback_data="x") for b in row] for row in SCREEN["rows"]]
)


async def tapped(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(SCREEN["text"], parse_mode="HTML", reply_markup=MARKUP)


async def typed(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(SCREEN["text"], parse_mode="HTML", reply_markup=MARKUP)


application = Application.builder().token(TOKEN).base_url(f"{API}/bot").build()
application.add_handler(CallbackQueryHandler(tapped))
application.add_handler(MessageHandler(filters.ALL, typed))
application.run_polling(timeout=25)
