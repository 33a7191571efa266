"""Editing side by side: a row carries a version number, and a write names the version it was made from."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from circpro.errors import StaleWrite


class VersionedRow(models.Model):
    """A row that several people may edit."""

    version = models.PositiveIntegerField(gettext_lazy("row version"), default=1, editable=False)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=models.Model)


def write(row: Row, *, expected_version: int, values: dict[str, Any]) -> dict[str, Any]:
    """Save `values` if the row is still at `expected_version`; returns the values before. Raises StaleWrite.

    One conditional UPDATE decides, so two writers can never both succeed from the same version. The number stands in
    the field `version`, or in the one a model names in `VERSION_FIELD`.
    """
    field = getattr(row, "VERSION_FIELD", "version")
    manager = type(row)._base_manager
    fresh = manager.get(pk=row.pk)
    before = {name: getattr(fresh, name) for name in values}
    changed = manager.filter(pk=row.pk, **{field: expected_version}).update(**{field: F(field) + 1}, **values)
    if not changed:
        raise StaleWrite(
            _("Somebody else saved this in the meantime. Neither text is lost: compare them and save again."),
            current=before,
            yours=values,
            version=getattr(fresh, field),
        )
    for name, value in values.items():
        setattr(row, name, value)
    setattr(row, field, expected_version + 1)
    return before
