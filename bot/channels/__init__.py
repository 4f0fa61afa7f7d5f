"""Channels: what came in becomes an event, replies become what goes out. They do not know each other."""
