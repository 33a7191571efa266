"""Taking criteria into a lot, filling and adapting them, ordering them."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from circpro.versioning import write
from criteria.filling import placeholders
from criteria.models import CriteriaSet, CriterionVersion, Parameter
from procurement.errors import AlreadyThere, NotAccepted
from procurement.models import Lot, Tender, TenderItem
from procurement.models.item import ADAPTABLE
from procurement.services.drafting import require_open, touch


@transaction.atomic
def add_criterion(*, lot: Lot, version: CriterionVersion, by: User) -> TenderItem:
    """Take a criterion into the lot with the library's starting values. Raises AlreadyThere, WrongState."""
    lock(lot)
    if lot.items.kept().filter(criterion_version__criterion=version.criterion).exists():
        raise AlreadyThere(_("%(number)s is in this lot already.") % {"number": version.criterion.number})
    item = _add(lot, version, position=lot.items.all().next_position())
    touch(lot.tender)
    record(by=by, action="add_criterion", subject=lot.tender, place=str(lot), after={"criterion": str(version)})
    return item


@transaction.atomic
def add_set(*, lot: Lot, criteria_set: CriteriaSet, by: User) -> tuple[list[TenderItem], list[str]]:
    """Take a set's criteria in force into the lot. Returns the new items and the numbers that were there already."""
    lock(lot)
    versions = CriterionVersion.objects.published().with_texts().filter(criterion__set_items__criteria_set=criteria_set)
    added, known = add_versions(lot=lot, versions=versions.order_by("criterion__set_items__position"))
    touch(lot.tender)
    record(
        by=by,
        action="add_set",
        subject=lot.tender,
        place=str(lot),
        after={"set": criteria_set.slug, "criteria": [str(item.criterion_version) for item in added]},
    )
    return added, [version.criterion.number for version in known]


def add_versions(*, lot: Lot, versions: Iterable[CriterionVersion]) -> tuple[list[TenderItem], list[CriterionVersion]]:
    """Append versions to a locked lot. Returns the new items and those whose criterion was there already."""
    present = set(lot.items.kept().values_list("criterion_version__criterion_id", flat=True))
    position = lot.items.all().next_position()
    added: list[TenderItem] = []
    known: list[CriterionVersion] = []
    for version in versions:
        if version.criterion_id in present:
            known.append(version)
        else:
            added.append(_add(lot, version, position=position + len(added)))
    return added, known


def lock(lot: Lot) -> None:
    """One writer at a time orders a lot. Raises WrongState."""
    Tender.objects.select_for_update().get(pk=lot.tender_id)
    require_open(lot.tender)


def _add(lot: Lot, version: CriterionVersion, *, position: int) -> TenderItem:
    values = {p.name: shown(p.default, p) for p in version.parameters.all()}
    try:
        with transaction.atomic():
            return TenderItem.objects.create(lot=lot, criterion_version=version, position=position, parameters=values)
    except IntegrityError as error:
        raise AlreadyThere(_("%(number)s is in this lot already.") % {"number": version.criterion.number}) from error


@transaction.atomic
def change_item(
    *,
    item: TenderItem,
    by: User,
    expected_version: int,
    parameters: dict[str, Any] | None = None,
    texts: dict[str, dict[str, str]] | None = None,
) -> TenderItem:
    """Save figures and adapted texts, keeping of a text only what differs from the library.

    Raises StaleWrite, WrongState, NotAccepted (fields `parameters.<name>`, `texts.<language>.<field>`).
    """
    require_open(item.lot.tender)
    values: dict[str, Any] = {}
    if parameters is not None:
        values["parameters"] = checked_parameters(item, parameters)
    if texts is not None:
        values["adapted"] = {**item.adapted, **_adapted(item, texts)}
        values["adapted"] = {language: own for language, own in values["adapted"].items() if own}
    before = write(item, expected_version=expected_version, values=values)
    touch(item.lot.tender)
    record(by=by, action="change_item", subject=item.lot.tender, place=str(item), before=before, after=values)
    return item


def checked_parameters(item: TenderItem, given: dict[str, Any]) -> dict[str, str]:
    """The figures as they are kept. Raises NotAccepted naming each that is unknown, no number or out of range."""
    known = {p.name: p for p in item.criterion_version.parameters.all()}
    errors = {f"parameters.{name}": _("There is no such parameter.") for name in given if name not in known}
    kept = dict(item.parameters)
    for name, parameter in known.items():
        if name not in given:
            continue
        try:
            value = Decimal(str(given[name]))
        except InvalidOperation:
            errors[f"parameters.{name}"] = _("Enter a number.")
            continue
        if not value.is_finite() or not parameter.accepts(value):
            errors[f"parameters.{name}"] = out_of_range(parameter)
            continue
        kept[name] = shown(value, parameter)
    if errors:
        raise NotAccepted(_("Some figures are not accepted."), errors=errors)
    return kept


def out_of_range(parameter: Parameter) -> str:
    """What the library allows, in words."""
    low, high = shown(parameter.minimum, parameter), shown(parameter.maximum, parameter)
    if parameter.type == Parameter.Type.INTEGER:
        text = _("Enter a whole number from %(low)s to %(high)s (%(unit)s).")
    else:
        text = _("Enter a number from %(low)s to %(high)s (%(unit)s).")
    return text % {"low": low, "high": high, "unit": parameter.unit}


def shown(value: Decimal, parameter: Parameter) -> str:
    """A figure as plain decimal text without needless zeros."""
    text = f"{value:.{parameter.places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _adapted(item: TenderItem, texts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """By language, the fields that differ from the library. Raises NotAccepted."""
    names = {p.name for p in item.criterion_version.parameters.all()}
    errors: dict[str, str] = {}
    adapted: dict[str, dict[str, str]] = {}
    for language, fields in texts.items():
        base = item.library_text(language)
        own = dict(item.adapted.get(language, {}))
        for field, text in fields.items():
            place = f"texts.{language}.{field}"
            if field not in ADAPTABLE or language not in item.lot.tender.languages:
                errors[place] = _("There is no such text.")
                continue
            clean = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
            if not clean:
                errors[place] = _("This text cannot be empty. To leave the requirement out, remove the criterion.")
            elif unknown := sorted(set(placeholders(clean)) - names):
                errors[place] = _("There is no parameter {%(name)s} in this criterion.") % {"name": unknown[0]}
            own.pop(field, None)
            if clean and clean != getattr(base, field, ""):
                own[field] = clean
        adapted[language] = own
    if errors:
        raise NotAccepted(_("Some texts are not accepted."), errors=errors)
    return adapted


@transaction.atomic
def move_item(*, item: TenderItem, by: User, up: bool) -> None:
    """Swap the item with its neighbour of the same kind; at the end of the list nothing happens. Raises WrongState."""
    lock(item.lot)
    peers = list(item.lot.items.kept().of_kind(item.kind).order_by("position", "pk"))
    place = peers.index(item)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(peers):
        return
    peers[place], peers[other] = peers[other], peers[place]
    for position, peer in zip(sorted(p.position for p in peers), peers, strict=True):
        TenderItem.objects.filter(pk=peer.pk).update(position=position)
    touch(item.lot.tender)
    record(by=by, action="move_item", subject=item.lot.tender, place=str(item), after={"up": up})


@transaction.atomic
def remove_item(*, item: TenderItem, by: User) -> None:
    """Take a criterion out; it can be brought back as it was. Raises WrongState."""
    lock(item.lot)
    TenderItem.objects.filter(pk=item.pk).update(removed_at=timezone.now())
    touch(item.lot.tender)
    record(by=by, action="remove_item", subject=item.lot.tender, place=str(item), before={"criterion": str(item)})


@transaction.atomic
def restore_item(*, item: TenderItem, by: User) -> None:
    """Bring a removed criterion back with its figures and texts. Raises AlreadyThere, WrongState."""
    lock(item.lot)
    criterion = item.criterion_version.criterion
    if item.lot.items.kept().exclude(pk=item.pk).filter(criterion_version__criterion=criterion).exists():
        raise AlreadyThere(_("%(number)s is in this lot already.") % {"number": criterion.number})
    TenderItem.objects.filter(pk=item.pk).update(removed_at=None)
    touch(item.lot.tender)
    record(by=by, action="restore_item", subject=item.lot.tender, place=str(item), after={"criterion": str(item)})
