"""Room 2: cases in, letters out. What may be seen, what is asked, and how an answer becomes a letter."""
