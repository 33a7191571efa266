"""Taking a librarian's file in: read it, show what it would change, write the changes as drafts."""

import hashlib
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from criteria.changes import changes
from criteria.content import content_of
from criteria.errors import NotNow
from criteria.exchange import json_file, uploads, workbook_reading
from criteria.exchange.entries import Entry, Unreadable
from criteria.exchange.planning import CHANGED, NEW, Plan, Step, original_language, originals_of, plan_of
from criteria.exchange.table import clean
from criteria.models import CriterionVersion, ImportState, LibraryImport, TranslationState, VersionState
from criteria.services.editing import change_version, propose_criterion, start_version

READERS = {"xlsx": workbook_reading.read, "json": json_file.read}


class PlanChanged(NotNow):
    """The library changed since the dry run: what would be written is no longer what was shown."""

    code = "plan_changed"


@transaction.atomic
def keep_upload(*, data: bytes, file_name: str, by: User) -> LibraryImport:
    """Read an upload and keep what it says; nothing of the library is written. Raises Unreadable."""
    found = uploads.format_of(data)
    entries = READERS[found](data)
    if not entries:
        raise Unreadable(_("The file holds no criterion."))
    return LibraryImport.objects.create(
        file_name=clean(PurePath(file_name).name)[-200:],
        format=found,
        sha256=hashlib.sha256(data).hexdigest(),
        entries=[entry.as_data() for entry in entries],
        report=[step.as_data() for step in plan_of(entries).steps],
        created_by=by,
    )


def dry_run(library_import: LibraryImport) -> Plan:
    """What confirming it would do to the library as it is now."""
    return plan_of(Entry.from_data(data) for data in library_import.entries)


@transaction.atomic
def confirm_import(*, library_import: LibraryImport, by: User, fingerprint: str) -> LibraryImport:
    """Write the plan that was shown, all or nothing, as drafts. Raises NotNow, and PlanChanged where it is another."""
    kept = _waiting(library_import)
    plan = dry_run(kept)
    if plan.fingerprint != fingerprint:
        raise PlanChanged(_("The library has changed since this was shown: read the new plan before you confirm it."))
    if not plan.writes:
        raise NotNow(_("There is nothing to write."))
    why = _("Taken in from the file %(name)s.") % {"name": kept.file_name}
    written = [(step, _write(step, by, why)) for step in plan.steps]
    kept.report = [{**step.as_data(), **_named(version)} for step, version in written]
    record(by=by, action="import_library", subject=kept, place=str(kept),
           after={"drafts": [str(version) for _s, version in written if version], "sha256": kept.sha256})  # fmt: skip
    return _end(kept, ImportState.DONE, by)


@transaction.atomic
def drop_import(*, library_import: LibraryImport, by: User) -> LibraryImport:
    """Give an upload up. Raises NotNow where it was taken in or dropped already."""
    kept = _waiting(library_import)
    record(by=by, action="drop_import", subject=kept, place=str(kept), after={"sha256": kept.sha256})
    return _end(kept, ImportState.DROPPED, by)


def _waiting(library_import: LibraryImport) -> LibraryImport:
    kept = LibraryImport.objects.select_for_update().get(pk=library_import.pk)
    if not kept.is_waiting:
        raise NotNow(_("This file was taken in or dropped already."))
    return kept


def _end(kept: LibraryImport, state: str, by: User) -> LibraryImport:
    kept.state, kept.ended_by, kept.ended_at, kept.entries = state, by, timezone.now(), []
    kept.save()
    return kept


def _named(version: CriterionVersion | None) -> dict[str, str]:
    """For the report: the draft and where it is read."""
    return {"version": str(version), "address": version.get_absolute_url()} if version else {}


def _write(step: Step, by: User, why: str) -> CriterionVersion | None:
    """The draft a step makes; None for the steps that write nothing."""
    if step.outcome == NEW and step.group and step.content:
        version = propose_criterion(group=step.group, content=step.content, by=by, why=why, state=VersionState.DRAFT)
        _as_drafts(version, set(step.content["text"]) - {original_language(step.content["text"])}, by)
        return version
    if step.outcome == CHANGED and step.base and step.content:
        written = {change.language for change in changes(content_of(step.base), step.content) if change.language}
        version = start_version(criterion=step.base.criterion, by=by, why=why)
        version = change_version(
            version=version, by=by, expected_version=version.version, content=step.content, change_note=why
        )
        _as_drafts(version, written - originals_of(step.base), by)
        return version
    return None


def _as_drafts(version: CriterionVersion, languages: set[str], by: User) -> None:
    """Translations that came with the file are drafts by whoever took it in."""
    texts = version.translations.filter(language__in=languages)
    texts.update(state=TranslationState.DRAFT, written_by=by, reviewed_by=None)
