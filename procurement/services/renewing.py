"""Moving an item of a draft to the version of its criterion that is in force."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from circpro.versioning import write
from criteria.filling import fill, placeholders
from criteria.models import CriterionVersion, Kind
from procurement.errors import AlreadyThere, WrongState
from procurement.models import TenderItem
from procurement.services.drafting import touch
from procurement.services.items import lock, shown


class Figure(NamedTuple):
    """What becomes of one figure: `before` is empty for a new one, `after` for one that is gone."""

    name: str
    label: str
    before: str
    after: str
    fate: str  # kept, reset, new or gone


def version_in_force(item: TenderItem) -> CriterionVersion | None:
    """The version that takes the place of the item's, if there is another one in force."""
    held = item.criterion_version
    found = CriterionVersion.objects.in_force_instead_of([held]).get(held.pk)
    return found if found != held else None


def figures_after(item: TenderItem, new: CriterionVersion) -> list[Figure]:
    """Each figure of both versions: the buyer's is kept where the new range takes it."""
    old = {p.name: p for p in item.criterion_version.parameters.all()}
    values = item.values
    found = []
    for parameter in new.parameters.all():
        before = shown(values[parameter.name], old[parameter.name]) if parameter.name in old else ""
        start = shown(parameter.default, parameter)
        if not before:
            found.append(Figure(parameter.name, parameter.label, "", start, "new"))
        elif parameter.accepts(Decimal(before)):
            found.append(Figure(parameter.name, parameter.label, before, before, "kept"))
        else:
            found.append(Figure(parameter.name, parameter.label, before, start, "reset"))
    names = {parameter.name for parameter in new.parameters.all()}
    gone = [p for name, p in old.items() if name not in names]
    return found + [Figure(p.name, p.label, shown(values[p.name], p), "", "gone") for p in gone]


@transaction.atomic
def take_new_version(*, item: TenderItem, by: User, expected_version: int) -> list[Figure]:
    """Move the item to the version in force: figures are kept where it accepts them, and the buyer's own words always.

    Returns what became of the figures. Raises StaleWrite, WrongState, AlreadyThere.
    """
    lock(item.lot)
    new = version_in_force(item)
    if new is None:
        raise WrongState(_("No newer version of %(version)s is in force.") % {"version": item.criterion_version})
    others = item.lot.items.kept().exclude(pk=item.pk)
    if others.filter(criterion_version__criterion=new.criterion).exists():
        raise AlreadyThere(_("%(number)s is in this lot already.") % {"number": new.criterion.number})
    figures, was = figures_after(item, new), str(item.criterion_version)
    values: dict[str, Any] = {
        "criterion_version": new,
        "parameters": {figure.name: figure.after for figure in figures if figure.after},
        "adapted": words_after(item, new),
        "weight": item.weight if new.kind == Kind.AWARD_CRITERION else None,
    }
    before = write(item, expected_version=expected_version, values=values)
    touch(item.lot.tender)
    record(by=by, action="take_new_version", subject=item.lot.tender, place=was,
           before={**before, "criterion_version": was}, after={**values, "criterion_version": str(new)})  # fmt: skip
    return figures


def words_after(item: TenderItem, new: CriterionVersion) -> dict[str, dict[str, str]]:
    """The buyer's own words, by language; a figure the new version does not have any more becomes plain text."""
    names = {parameter.name for parameter in new.parameters.all()}
    found: dict[str, dict[str, str]] = {}
    for language, fields in item.adapted.items():
        base = new.text_in(language)
        own = {field: _without_lost_figures(text, item, names, language) for field, text in fields.items()}
        found[language] = {field: text for field, text in own.items() if text != getattr(base, field, "")}
    return {language: own for language, own in found.items() if own}


def _without_lost_figures(text: str, item: TenderItem, names: set[str], language: str) -> str:
    for name in set(placeholders(text)) - names:
        braces = "{" + name + "}"
        text = text.replace(braces, fill(braces, item.values, language))
    return text
