"""Telegram: updates in, screens out, over the Bot API."""
