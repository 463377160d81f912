"""Room 3: prompts in, raw answers out. Asks each question once and remembers every answer."""
