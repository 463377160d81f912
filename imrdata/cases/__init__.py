"""Room 1: IMR exports in, cases out. Knows nothing of letters."""
