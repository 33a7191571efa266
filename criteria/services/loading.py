"""Taking library files in: what changed becomes a new version, the rest is left alone."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from criteria.content import Content, digest
from criteria.models import CpvCode, CpvName, CriteriaSet, CriteriaSetItem, Criterion, GroupText, ProductGroup, SetText
from criteria.querysets import IN_WORK
from criteria.search.following import at_the_end
from criteria.services.publishing import publish_version
from criteria.services.reading import Library, read_folder
from criteria.services.translation_files import take_in
from criteria.services.writing import new_version

LIBRARY = Path(__file__).parent.parent / "library"
CPV_FILE = LIBRARY / "cpv" / "codes.yaml"


@dataclass
class Report:
    """What a load did."""

    groups: int = 0
    criteria: int = 0
    sets: int = 0
    translations: int = 0
    new_versions: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


@transaction.atomic
def load_library(*, folder: Path = LIBRARY, now: datetime | None = None) -> Report:
    """Take in every product group of the folder: all or nothing, and safe to repeat. Raises BadLibrary."""
    with at_the_end():
        return _load(read_folder(folder), now or timezone.now())


def _load(library: Library, now: datetime) -> Report:
    report = Report()
    for data in library.groups:
        group = _group(data["group"])
        report.groups += 1
        for content in data["criteria"]:
            report.criteria += 1
            _criterion(group, content, now, report)
        for content in data["sets"]:
            report.sets += 1
            _set(group, content)
    for translation in library.translations:
        report.translations += take_in(translation)
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


def _criterion(group: ProductGroup, content: Content, now: datetime, report: Report) -> Criterion:
    """Put a new version in force where the file's entry changed since it was last taken in.

    What librarians wrote in the portal is never overwritten: then the file's text waits as a draft for them, and where
    a draft is in work already, the entry is reported and left for the next load.
    """
    found = digest(content)
    criterion, _created = Criterion.objects.get_or_create(
        slug=content["slug"], defaults={"number": content["number"], "group": group}
    )
    if criterion.file_hash == found:
        return criterion
    versions = {version.state: version for version in criterion.versions.all()}
    if any(state in versions for state in IN_WORK):
        report.waiting.append(criterion.number)
        return criterion
    note = "From the library's files." if versions else ""
    written_here = criterion.versions.filter(created_by__isnull=False).exclude(state="declined").exists()
    version = new_version(criterion, content, change_note=note)
    if written_here or ("withdrawn" in versions and "published" not in versions):
        report.drafts.append(str(version))
    else:
        report.new_versions.append(str(publish_version(version=version, now=now)))
    criterion.file_hash = found
    criterion.save(update_fields=["file_hash"])
    return criterion


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
