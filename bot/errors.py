"""Errors that are foreseen: shown by the command line as they read, without a traceback."""


class BotError(Exception):
    """Something a person can mend. Its text says where, what and how."""
