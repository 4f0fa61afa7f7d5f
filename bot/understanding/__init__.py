"""Dutch text -> what was meant; pure once built."""
