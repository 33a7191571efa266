"""How many versions each choice of each filter would show.

A facet is counted with its own choice left out, so that its other values say what choosing them too would add. All
counts come from one statement: the versions asked for are found once, each noted with the filters it fails; for a
facet those count that fail no filter but its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

# What a version has exactly one of is counted in one pass over the versions, each value by a filtered COUNT: measured,
# fifty of them cost a tenth of what grouping by each column in turn does.
TESTS = {
    "group": "grp = %s",
    "kind": "kind = %s",
    "ambition": "ambition = %s",
    "r_strategy": "r_strategy = %s",
    "applies_to": "applies LIKE %s",  # a list, kept as JSON in one column
}
# What it has several of is in tables of its own.
JOINS = {
    "label": ("l.label_id", "JOIN criteria_criterionversion_labels AS l ON l.criterionversion_id = base.id"),
    "language": ("t.language", "JOIN criteria_translation AS t ON t.version_id = base.id"),
    "model": (
        "s.model",
        "JOIN criteria_criteriasetitem AS i ON i.criterion_id = base.criterion "
        "JOIN criteria_criteriaset AS s ON s.id = i.criteria_set_id",
    ),
}


@dataclass
class Counts:
    """How many versions there are, in all and by facet and value (groups and labels by primary key)."""

    total: int = 0
    by_facet: dict[str, dict[str, int]] = field(default_factory=dict)

    def of(self, facet: str, value: Any) -> int:
        return self.by_facet.get(facet, {}).get(str(value), 0)


def count(base: QuerySet[Any], conditions: Mapping[str, Q], values: Mapping[str, Sequence[Any]]) -> Counts:
    """Counts within `base` under the conditions chosen by facet; `values` are those of the facets in TESTS."""
    bits = {facet: 1 << place for place, facet in enumerate(conditions)}
    try:
        inner, parameters = _base(base, conditions, bits)
    except EmptyResultSet:
        return Counts()
    tested = [(facet, value) for facet in TESTS for value in values[facet]]
    sums = [f"COUNT(*) FILTER (WHERE {_passes(facet, bits)}{TESTS[facet]})" for facet, _value in tested]
    parameters += [f'%"{value}"%' if facet == "applies_to" else value for facet, value in tested]
    total = "COUNT(*) FILTER (WHERE base.fails = 0)"
    # One row of text, not a branch for each value: it takes a database longer to read sixty branches than to run them.
    row = " || ' ' || ".join(f"CAST({one} AS TEXT)" for one in sums) or "''"
    selects = [f"SELECT '', {row}, {total} FROM base"]
    for facet, (column, join) in JOINS.items():
        once = "DISTINCT base.id" if facet == "model" else "*"  # a criterion may stand in several sets
        selects.append(
            f"SELECT '{facet}', CAST({column} AS TEXT), COUNT({once}) FROM base {join} "
            f"WHERE {_passes(facet, bits)}TRUE GROUP BY {column}"
        )
    columns = "id, criterion, grp, kind, ambition, r_strategy, applies, fails"
    return _read(f"WITH base({columns}) AS MATERIALIZED ({inner}) {' UNION ALL '.join(selects)}", parameters, tested)


def _passes(facet: str, bits: Mapping[str, int]) -> str:
    """The start of a condition: that a version fails no filter but, perhaps, this facet's own."""
    if not bits:
        return ""
    own = bits.get(facet)
    return f"base.fails IN (0, {own}) AND " if own else "base.fails = 0 AND "


def _read(sql: str, parameters: list[Any], tested: list[tuple[str, Any]]) -> Counts:
    counts = Counts()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for facet, value, number in cursor.fetchall():
            if facet:
                counts.by_facet.setdefault(facet, {})[value] = number
                continue
            counts.total = number
            for (own, key), count_of_it in zip(tested, value.split(), strict=True):
                counts.by_facet.setdefault(own, {})[str(key)] = int(count_of_it)
    return counts


def _base(base: QuerySet[Any], conditions: Mapping[str, Q], bits: dict[str, int]) -> tuple[str, list[Any]]:
    """SQL of the versions asked for, with the sum of the bits of the filters each fails."""
    fails: Any = Value(0, output_field=IntegerField())
    for facet, condition in conditions.items():
        fails += Case(When(condition, then=Value(0)), default=Value(bits[facet]), output_field=IntegerField())
    told = base.order_by().annotate(applies=Cast("applies_to", TextField()), fails=fails)
    rows = told.values_list(
        "pk", "criterion_id", "criterion__group_id", "kind", "ambition", "r_strategy", "applies", "fails"
    )
    sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
    return sql, list(parameters)
