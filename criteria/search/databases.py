"""The two full text indexes behind one interface: what to create, and how to ask."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from criteria.search.words import LANGUAGES

PREFIX_FROM = 3  # letters; shorter beginnings find everything
FINE = 10**12  # scores are compared as whole numbers with twelve places, the language in the last four bits

Groups = Sequence[Sequence[str]]  # every group must be met, by any of its terms; the first one is as typed


class FullText(ABC):
    """A database's full text index."""

    create: Sequence[str]
    drop: Sequence[str]
    any: str  # whether there is a hit at all
    any_order: str  # `version_id` of the hits: a database finds much faster than it ranks

    @abstractmethod
    def expression(self, groups: Groups) -> str:
        """The question in the database's own query language. Terms are letters and digits only: nothing to escape."""

    @abstractmethod
    def hits(self, boosts: dict[str, float]) -> str:
        """SQL with one parameter, the expression: `version_id`, `best` (score, and the language it was reached in)."""


def _boost(boosts: dict[str, float]) -> str:
    cases = " ".join(f"WHEN {LANGUAGES.index(language)} THEN {float(by)}" for language, by in boosts.items())
    return f"CASE id & 15 {cases} ELSE 1.0 END"


def _best(score: str, boosts: dict[str, float]) -> str:
    return f"MAX(CAST({score} * {_boost(boosts)} * {FINE} AS BIGINT) * 16 + (id & 15)) AS best"


class Sqlite(FullText):
    """FTS5 over `criteria_searchtext`, kept in step by triggers (https://www.sqlite.org/fts5.html, section 4.4.3)."""

    TABLE = "criteria_searchfts"
    COLUMNS = "number, title, requirement, rest"
    OLD = "old.id, old.number, old.title, old.requirement, old.rest"
    NEW = "new.id, new.number, new.title, new.requirement, new.rest"
    GONE = f"INSERT INTO {TABLE}({TABLE}, rowid, {COLUMNS}) VALUES ('delete', {OLD})"
    COME = f"INSERT INTO {TABLE}(rowid, {COLUMNS}) VALUES ({NEW})"
    create = (
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5({COLUMNS}, content='criteria_searchtext', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='3 4')",
        f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('rank', 'bm25(50.0, 10.0, 3.0, 1.0)')",
        f"CREATE TRIGGER {TABLE}_insert AFTER INSERT ON criteria_searchtext BEGIN {COME}; END",
        f"CREATE TRIGGER {TABLE}_delete AFTER DELETE ON criteria_searchtext BEGIN {GONE}; END",
        f"CREATE TRIGGER {TABLE}_update AFTER UPDATE ON criteria_searchtext BEGIN {GONE}; {COME}; END",
    )
    drop = (
        f"DROP TRIGGER {TABLE}_insert",
        f"DROP TRIGGER {TABLE}_delete",
        f"DROP TRIGGER {TABLE}_update",
        f"DROP TABLE {TABLE}",
    )
    any = f"SELECT 1 FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT 1"
    any_order = f"SELECT DISTINCT rowid >> 4 AS version_id FROM {TABLE} WHERE {TABLE} MATCH %s"

    def expression(self, groups: Groups) -> str:
        def group(terms: Sequence[str]) -> str:
            begins = [f'"{terms[0]}"*'] if len(terms[0]) >= PREFIX_FROM else []
            return f"({' OR '.join([*(f'{chr(34)}{term}{chr(34)}' for term in terms), *begins])})"

        return " AND ".join(map(group, groups))

    def hits(self, boosts: dict[str, float]) -> str:
        found = f"SELECT rowid AS id, -rank AS score FROM {self.TABLE} WHERE {self.TABLE} MATCH %s"
        return f"SELECT id >> 4 AS version_id, {_best('score', boosts)} FROM ({found}) GROUP BY id >> 4"


class Postgres(FullText):
    """A `tsvector` column that PostgreSQL computes itself, with a GIN index."""

    WEIGHTS = "'{0.05, 0.15, 0.5, 1.0}'::real[]"  # of D, C, B and A
    create = (
        "ALTER TABLE criteria_searchtext ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple', number), 'A') || setweight(to_tsvector('simple', title), 'B') || "
        "setweight(to_tsvector('simple', requirement), 'C') || setweight(to_tsvector('simple', rest), 'D')) STORED",
        "CREATE INDEX criteria_searchtext_vector ON criteria_searchtext USING gin (vector)",
    )
    drop = ("ALTER TABLE criteria_searchtext DROP COLUMN vector",)
    any = "SELECT 1 FROM criteria_searchtext WHERE vector @@ %s::tsquery LIMIT 1"
    any_order = "SELECT DISTINCT version_id FROM criteria_searchtext WHERE vector @@ %s::tsquery"

    def expression(self, groups: Groups) -> str:
        def group(terms: Sequence[str]) -> str:
            begins = [f"'{terms[0]}':*"] if len(terms[0]) >= PREFIX_FROM else []
            return f"({' | '.join([*(f'{chr(39)}{term}{chr(39)}' for term in terms), *begins])})"

        return " & ".join(map(group, groups))

    def hits(self, boosts: dict[str, float]) -> str:
        best = _best(f"ts_rank({self.WEIGHTS}, vector, asked)", boosts)
        question = "(SELECT %s::tsquery AS asked) AS question"
        return f"SELECT version_id, {best} FROM criteria_searchtext, {question} WHERE vector @@ asked GROUP BY 1"


def full_text(using: str = DEFAULT_DB_ALIAS) -> FullText:
    """The index of the database behind an alias."""
    return Postgres() if connections[using].vendor == "postgresql" else Sqlite()


def create(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """For the migration: the parts of the index no model can say."""
    for statement in full_text(editor.connection.alias).create:
        editor.execute(statement)


def drop(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """For the way back."""
    for statement in full_text(editor.connection.alias).drop:
        editor.execute(statement)
