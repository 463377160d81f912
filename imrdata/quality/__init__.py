"""Room 4: letters in, verdicts out. Checks tag; they neither delete nor repair."""
