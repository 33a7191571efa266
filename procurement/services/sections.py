"""The buyer's own sections and annexed files."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from circpro.audit.services import record
from circpro.consortium.models import User
from circpro.versioning import write
from procurement import uploads
from procurement.models import Attachment, Section, Tender
from procurement.richtext import sanitised
from procurement.services.drafting import plain, require_open, touch


@transaction.atomic
def add_section(*, tender: Tender, by: User, heading: str, body: str, language: str) -> Section:
    """Write a new section at the end. Raises WrongState."""
    require_open(tender)
    section = Section.objects.create(
        tender=tender,
        language=language,
        heading=heading,
        body=sanitised(body),
        position=tender.sections.all().next_position(),
    )
    touch(tender)
    record(by=by, action="add_section", subject=tender, place=heading, after={"body": section.body})
    return section


@transaction.atomic
def change_section(*, section: Section, by: User, expected_version: int, **fields: Any) -> Section:
    """Save heading, text or language; the text is sanitised first. Raises StaleWrite, WrongState."""
    require_open(section.tender)
    values = {**fields, "body": sanitised(fields["body"])} if "body" in fields else fields
    before = write(section, expected_version=expected_version, values=values)
    touch(section.tender)
    record(
        by=by,
        action="change_section",
        subject=section.tender,
        place=str(section),
        before=plain(before),
        after=plain(values),
    )
    return section


@transaction.atomic
def move_section(*, section: Section, by: User, up: bool) -> None:
    """Swap a section with its neighbour; at the end of the list nothing happens. Raises WrongState."""
    require_open(section.tender)
    Tender.objects.select_for_update().get(pk=section.tender_id)
    peers = list(section.tender.sections.kept())
    place = peers.index(section)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(peers):
        return
    positions = sorted(p.position for p in peers)
    peers[place], peers[other] = peers[other], peers[place]
    for position, peer in zip(positions, peers, strict=True):
        Section.objects.filter(pk=peer.pk).update(position=position)
    touch(section.tender)
    record(by=by, action="move_section", subject=section.tender, place=str(section), after={"up": up})


@transaction.atomic
def remove_section(*, section: Section, by: User) -> None:
    """Take a section out; it can be brought back. Raises WrongState."""
    require_open(section.tender)
    Section.objects.filter(pk=section.pk).update(removed_at=timezone.now())
    touch(section.tender)
    record(
        by=by,
        action="remove_section",
        subject=section.tender,
        place=str(section),
        before={"body": section.body},
    )


@transaction.atomic
def restore_section(*, section: Section, by: User) -> None:
    """Bring a removed section back. Raises WrongState."""
    require_open(section.tender)
    Section.objects.filter(pk=section.pk).update(removed_at=None)
    touch(section.tender)
    record(
        by=by,
        action="restore_section",
        subject=section.tender,
        place=str(section),
        after={"body": section.body},
    )


@transaction.atomic
def add_attachment(*, tender: Tender, by: User, title: str, file: UploadedFile) -> Attachment:
    """Annex a file. Raises NotAccepted (field `file`), WrongState."""
    require_open(tender)
    checked = uploads.check(file)
    attachment = Attachment.objects.create(
        tender=tender,
        title=title,
        file=file,
        filename=(file.name or "annex")[:200],
        added_by=by,
        **checked._asdict(),
    )
    touch(tender)
    record(by=by, action="add_attachment", subject=tender, place=title, after=checked._asdict())
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User) -> None:
    """Take an annex out of the draft; the file stays for revisions that list it. Raises WrongState."""
    require_open(attachment.tender)
    Attachment.objects.filter(pk=attachment.pk).update(removed_at=timezone.now())
    touch(attachment.tender)
    record(
        by=by,
        action="remove_attachment",
        subject=attachment.tender,
        place=str(attachment),
        before={"sha256": attachment.sha256},
    )


@transaction.atomic
def restore_attachment(*, attachment: Attachment, by: User) -> None:
    """Bring a removed annex back. Raises WrongState."""
    require_open(attachment.tender)
    Attachment.objects.filter(pk=attachment.pk).update(removed_at=None)
    touch(attachment.tender)
    record(
        by=by,
        action="restore_attachment",
        subject=attachment.tender,
        place=str(attachment),
        after={"sha256": attachment.sha256},
    )
