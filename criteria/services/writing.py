"""Putting content into a version that is still being written."""

from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.text import slugify

from criteria.content import TEXT_FIELDS, Content, digest
from criteria.models import (
    Criterion,
    CriterionVersion,
    Label,
    Parameter,
    ProductGroup,
    Source,
    Translation,
)

PORTAL_NUMBERS_FROM = 501  # see Criterion: lower numbers belong to the library's files


def new_version(criterion: Criterion, content: Content, **fields: Any) -> CriterionVersion:
    """The next version of a criterion with this content, as a draft unless `fields` say otherwise."""
    last = criterion.versions.order_by("-number").first()
    version = CriterionVersion(criterion=criterion, number=last.number + 1 if last else 1, **fields)
    fill(version, content)
    return version


def fill(version: CriterionVersion, content: Content) -> None:
    """Write the content into the version and its rows; texts in languages the content does not have are taken out."""
    for name in ("kind", "ambition", "applies_to", "r_strategy", "legal_basis"):
        setattr(version, name, content[name])
    version.source = source_of(content["source"])
    version.source_confirmed = content["source"]["confirmed"]
    version.content_hash = digest(content)
    version.save()
    version.labels.set([label_of(name) for name in content["labels"]])
    version.further_sources.set(filter(None, map(source_of, content["source"].get("also", []))))
    version.parameters.all().delete()
    Parameter.objects.bulk_create(
        _parameter(version, position, parameter) for position, parameter in enumerate(content["parameters"])
    )
    version.translations.exclude(language__in=content["text"]).delete()
    # The texts come last: they are what is indexed for search, with group and labels beside them.
    known = {text.language: text for text in version.translations.all()}
    for language, fields in content["text"].items():
        text = known.get(language) or Translation(version=version, language=language)
        for name in TEXT_FIELDS:
            setattr(text, name, fields.get(name, ""))
        text.version = version
        text.save()


def source_of(content: dict[str, Any]) -> Source | None:
    """The document by title and year; made where it is not known yet, None where none is named."""
    if not content["title"] or not content["year"]:
        return None
    return Source.objects.get_or_create(title=content["title"], year=content["year"])[0]


def label_of(name: str) -> Label:
    """The label by name; made where it is not known yet. Names that read alike in an address get different ones."""
    known = Label.objects.filter(name=name).first()
    if known:
        return known
    slug = slugify(name)[:60] or "label"
    if Label.objects.filter(slug=slug).exists():
        slug = f"{slug}-{sha256(name.encode()).hexdigest()[:8]}"
    return Label.objects.get_or_create(name=name, defaults={"slug": slug})[0]


def next_number(group: ProductGroup) -> str:
    """The next free number of a group for a criterion written in this portal."""
    taken = [int(number.rsplit("-", 1)[1]) for number in group.criteria.values_list("number", flat=True)]
    return f"{group.code}-{max([PORTAL_NUMBERS_FROM - 1, *taken]) + 1:03}"


def _parameter(version: CriterionVersion, position: int, content: Content) -> Parameter:
    return Parameter(
        version=version,
        position=position,
        name=content["name"],
        type=content["type"],
        labels=content["label"],
        units=content["unit"],
        default=Decimal(str(content["default"])),
        minimum=Decimal(str(content["min"])),
        maximum=Decimal(str(content["max"])),
    )
