"""Stand-ins for what lies outside the bot, real enough to find its mistakes."""
