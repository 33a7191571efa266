"""How many versions each choice of each filter would show.

A facet is counted with its own choice left out, so that its other values say what choosing them too would add. All
counts come from one statement: the versions asked for are found once, each noted with the filters it fails; for a
facet those count that fail no filter but its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

LABELS = "criteria_criterionversion_labels"
JOINS = {
    "label": f"JOIN {LABELS} AS l ON l.criterionversion_id = base.id",
    "language": "JOIN criteria_translation AS t ON t.version_id = base.id",
    "model": "JOIN criteria_criteriasetitem AS i ON i.criterion_id = base.criterion "
    "JOIN criteria_criteriaset AS s ON s.id = i.criteria_set_id",
}
COLUMNS = {
    "group": "base.grp",
    "kind": "base.kind",
    "ambition": "base.ambition",
    "r_strategy": "base.r_strategy",
    "label": "l.label_id",
    "language": "t.language",
    "model": "s.model",
}
LISTED = "applies_to"  # a list in each version, not a column with one value


@dataclass
class Counts:
    """How many versions there are, in all and by facet and value (groups and labels by primary key)."""

    total: int = 0
    by_facet: dict[str, dict[str, int]] = field(default_factory=dict)

    def of(self, facet: str, value: Any) -> int:
        return self.by_facet.get(facet, {}).get(str(value), 0)


def count(base: QuerySet[Any], conditions: Mapping[str, Q], listed: list[str]) -> Counts:
    """Counts within `base` under the conditions chosen by facet; `listed` are the values of what it applies to."""
    bits = {facet: 1 << place for place, facet in enumerate(conditions)}
    inner, parameters = _base(base, conditions, bits)
    selects = ["SELECT '' AS facet, '' AS value, COUNT(*) FROM base WHERE fails = 0"]
    for facet, column in COLUMNS.items():
        once = "DISTINCT base.id" if facet == "model" else "*"  # a criterion may stand in several sets
        selects.append(
            f"SELECT '{facet}', CAST({column} AS TEXT), COUNT({once}) FROM base {JOINS.get(facet, '')} "
            f"WHERE base.fails IN (0, {bits.get(facet, 0)}) GROUP BY {column}"
        )
    for value in listed:
        selects.append(
            f"SELECT '{LISTED}', %s, COUNT(*) FROM base WHERE fails IN (0, {bits.get(LISTED, 0)}) AND applies LIKE %s"
        )
        parameters += [value, f'%"{value}"%']
    columns = "id, criterion, grp, kind, ambition, r_strategy, applies, fails"
    sql = f"WITH base({columns}) AS MATERIALIZED ({inner}) {' UNION ALL '.join(selects)}"
    counts = Counts()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for facet, value, number in cursor.fetchall():
            if facet:
                counts.by_facet.setdefault(facet, {})[value] = number
            else:
                counts.total = number
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
