"""Room 6: what a run came to, for people: a summary as data, in a terminal, and as a page."""
