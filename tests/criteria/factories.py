"""Small libraries for tests."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from criteria.models import (
    CpvCode,
    Criterion,
    CriterionVersion,
    GroupText,
    Label,
    Parameter,
    ProductGroup,
    Source,
    Translation,
)
from criteria.search.indexing import index, missing
from criteria.services.publishing import publish_version

Figures = dict[str, tuple[float, float, float]]


def make_group(slug: str = "furniture", code: str = "FUR", cpv: CpvCode | None = None) -> ProductGroup:
    group, created = ProductGroup.objects.get_or_create(slug=slug, defaults={"code": code})
    if created:
        GroupText.objects.create(group=group, language="en", name=slug.title(), rationale="Why.")
    if cpv:
        group.cpv_codes.add(cpv)
    return group


def make_version(
    number: str = "FUR-001",
    *,
    kind: str = "technical_specification",
    requirement: str = "It shall last.",
    title: str = "",
    figures: Figures | None = None,
    languages: tuple[str, ...] = ("en",),
    published: bool = True,
    cpv: CpvCode | None = None,
    **fields: Any,
) -> CriterionVersion:
    """A version with its texts, put in force unless told otherwise."""
    group = make_group(cpv=cpv)
    criterion, _new = Criterion.objects.get_or_create(number=number, defaults={"slug": number.lower(), "group": group})
    source, _new = Source.objects.get_or_create(title="A source", year=2020)
    version = CriterionVersion.objects.create(
        criterion=criterion,
        number=criterion.versions.count() + 1,
        kind=kind,
        content_hash=number,
        **{
            "ambition": "core",
            "applies_to": ["new"],
            "r_strategy": "R3",
            "legal_basis": "Art. 42",
            "source": source,
            **fields,
        },
    )
    for position, (name, (default, low, high)) in enumerate((figures or {}).items()):
        Parameter.objects.create(
            version=version, position=position, name=name, type="integer", labels={"en": name}, units={"en": "units"},
            default=Decimal(default), minimum=Decimal(low), maximum=Decimal(high),
        )  # fmt: skip
    for language in languages:
        Translation.objects.create(
            version=version, language=language, title=title or f"Title of {number}", requirement=requirement,
            verification="It is checked.", evidence="A report or equivalent.",
        )  # fmt: skip
    return publish_version(version=version) if published else version


def make_many(numbers: range, *, title: str, label: Label) -> None:
    """Published versions in bulk, as one needs them to see what a longer list costs."""
    group = make_group()
    criteria = Criterion.objects.bulk_create(
        Criterion(number=f"FUR-{number:04}", slug=f"fur-{number:04}", group=group) for number in numbers
    )
    versions = CriterionVersion.objects.bulk_create(
        CriterionVersion(
            criterion=criterion, number=1, state="published", kind="award_criterion", ambition="core", r_strategy="R3",
            applies_to=["new"], content_hash=criterion.number, valid_from=timezone.now(),
        )
        for criterion in criteria
    )  # fmt: skip
    labelled = CriterionVersion.labels.through
    labelled.objects.bulk_create(labelled(criterionversion=version, label=label) for version in versions)
    Translation.objects.bulk_create(
        Translation(version=version, language="en", title=title, requirement="It shall last.") for version in versions
    )
    index(missing())


def elsewhere(number: str, **fields: Any) -> CriterionVersion:
    """A criterion of another product group than furniture."""
    group = make_group("ict", "ICT")
    Criterion.objects.create(number=number, slug=number.lower(), group=group)
    return make_version(number, **fields)


def fresh(version: CriterionVersion) -> CriterionVersion:
    """As it stands in the database, with its texts."""
    return CriterionVersion.objects.with_texts().get(pk=version.pk)
