"""content/ -> frozen `Content`, or every problem an editor should fix, in one run."""
