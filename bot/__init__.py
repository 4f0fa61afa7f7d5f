"""RLS-wijzer: a Dutch Telegram bot for people with restless legs."""
