"""The search index: texts as they are searched, and the words there are. Written by `criteria.search.indexing` only."""

from django.db import models

from criteria.models.version import CriterionVersion


class SearchText(models.Model):
    """One text, analysed: each word as written without accents, and its stems.

    The key holds the version and, in its last four bits, the language. SQLite's FTS5 table and PostgreSQL's `vector`
    column hang on this table (migration 0005) and follow it by themselves.
    """

    id = models.BigIntegerField(primary_key=True)
    version = models.ForeignKey(CriterionVersion, on_delete=models.CASCADE, related_name="+")
    recipe = models.PositiveSmallIntegerField(help_text="Which way of analysing it was made by.")
    number = models.TextField()
    title = models.TextField()
    requirement = models.TextField()
    rest = models.TextField()

    def __str__(self) -> str:
        return self.number


class SearchWord(models.Model):
    """A word of the indexed texts: what a misspelt word is compared with, without accents, and how it is written."""

    language = models.CharField(max_length=2)
    word = models.CharField(max_length=50)
    written = models.CharField(max_length=50)
    length = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="search_word_once")]
        indexes = [models.Index(fields=["length", "word"], name="search_word_by_length")]

    def __str__(self) -> str:
        return self.word
