"""Finding criteria by words, in eleven languages, on SQLite and PostgreSQL alike.

In reading order: `words` cuts and folds, `stems` brings inflected forms together, `databases` speaks to the two full
text indexes, `asking` turns what is typed into a question, `spelling` mends what nothing was found for, `indexing`
writes the index and `following` keeps it in step, `facets` counts. Why it is our own: docs/decisions/0003-search.md.
"""
