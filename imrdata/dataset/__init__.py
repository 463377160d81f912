"""Room 5: letters and verdicts in, a dataset folder out: selected, split, rendered, written safely."""
