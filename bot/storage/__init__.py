"""Where chats are remembered: sealed, under a keyed hash, in one transaction a turn."""
