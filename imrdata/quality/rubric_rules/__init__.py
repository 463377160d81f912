"""The rules of the rubric: a letter as they read it, and one rule for each item of `rubric.toml`."""
