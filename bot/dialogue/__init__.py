"""The core: what is asked and said next. Pure; imports nothing else of bot."""
