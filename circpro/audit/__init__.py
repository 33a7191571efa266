"""Who changed what, when, with before and after: append-only."""
