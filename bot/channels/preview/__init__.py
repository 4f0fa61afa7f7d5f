"""The conversation and the tree on a local web page, for people who edit content."""
