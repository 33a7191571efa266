"""Taking library files in: what changed becomes a new version, the rest is left alone."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from criteria.models import (
    CpvCode,
    CpvName,
    CriteriaSet,
    CriteriaSetItem,
    Criterion,
    CriterionVersion,
    GroupText,
    Label,
    Parameter,
    ProductGroup,
    SetText,
    Translation,
)
from criteria.services.publishing import publish_version
from criteria.services.reading import read_folder

LIBRARY = Path(__file__).parent.parent / "library"
CPV_FILE = LIBRARY / "cpv" / "codes.yaml"


@dataclass
class Report:
    """What a load did."""

    groups: int = 0
    criteria: int = 0
    sets: int = 0
    new_versions: list[str] = field(default_factory=list)


@transaction.atomic
def load_library(*, folder: Path = LIBRARY, now: datetime | None = None) -> Report:
    """Take in every product group of the folder: all or nothing, and safe to repeat. Raises BadLibrary."""
    contents = read_folder(folder)
    report, now = Report(), now or timezone.now()
    for data in contents:
        group = _group(data["group"])
        report.groups += 1
        for content in data["criteria"]:
            report.criteria += 1
            if version := _criterion(group, content, now):
                report.new_versions.append(str(version))
        for content in data["sets"]:
            report.sets += 1
            _set(group, content)
    return report


@transaction.atomic
def load_cpv(*, file: Path = CPV_FILE) -> int:
    """Take in the CPV codes the library works with; returns how many there are in the file."""
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))["codes"]
    for row in rows:
        code, _created = CpvCode.objects.get_or_create(code=row["code"])
        for language, name in row["name"].items():
            keywords = row.get("keywords", {}).get(language, "")
            folded = f"{name} {keywords}".casefold()
            CpvName.objects.update_or_create(code=code, language=language, defaults={"name": name, "folded": folded})
    return len(rows)


def _group(content: dict[str, Any]) -> ProductGroup:
    group, _created = ProductGroup.objects.update_or_create(slug=content["slug"], defaults={"code": content["code"]})
    group.cpv_codes.set([CpvCode.objects.get_or_create(code=code)[0] for code in content["cpv"]])
    for language, name in content["name"].items():
        texts = {"name": name, "rationale": content["rationale"].get(language, content["rationale"]["en"])}
        GroupText.objects.update_or_create(group=group, language=language, defaults=texts)
    return group


def _criterion(group: ProductGroup, content: dict[str, Any], now: datetime) -> CriterionVersion | None:
    """A new published version where the content differs from the one in force; else None."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    criterion, _created = Criterion.objects.get_or_create(
        slug=content["slug"], defaults={"number": content["number"], "group": group}
    )
    last = criterion.versions.order_by("-number").first()
    if last and last.content_hash == digest:
        return None
    version = CriterionVersion.objects.create(
        criterion=criterion,
        number=last.number + 1 if last else 1,
        kind=content["kind"],
        ambition=content["ambition"],
        applies_to=content["applies_to"],
        r_strategy=content["r_strategy"],
        legal_basis=content["legal_basis"],
        source_title=content["source"]["title"],
        source_year=content["source"]["year"],
        source_confirmed=content["source"]["confirmed"],
        content_hash=digest,
    )
    version.labels.set([_label(name) for name in content["labels"]])
    for position, parameter in enumerate(content["parameters"]):
        _parameter(version, position, parameter)
    # The texts come last: they are what is indexed for search, with group and labels beside them.
    for language, text in content["text"].items():
        Translation.objects.create(version=version, language=language, **text)
    return publish_version(version=version, now=now)


def _label(name: str) -> Label:
    return Label.objects.get_or_create(name=name, defaults={"slug": slugify(name)[:80]})[0]


def _parameter(version: CriterionVersion, position: int, content: dict[str, Any]) -> None:
    Parameter.objects.create(
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


def _set(group: ProductGroup, content: dict[str, Any]) -> None:
    fields = {"group": group, "model": content["model"], "ambition": content["ambition"]}
    bundle, _created = CriteriaSet.objects.update_or_create(slug=content["slug"], defaults=fields)
    for language, name in content["name"].items():
        texts = {"name": name, "summary": content["summary"].get(language, content["summary"]["en"])}
        SetText.objects.update_or_create(criteria_set=bundle, language=language, defaults=texts)
    bundle.items.exclude(criterion__slug__in=content["criteria"]).delete()
    for position, slug in enumerate(content["criteria"]):
        criterion = Criterion.objects.get(slug=slug)
        CriteriaSetItem.objects.update_or_create(
            criteria_set=bundle, criterion=criterion, defaults={"position": position}
        )
