"""From the draft to its documents: freeze a revision, ask for the PDF."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from circpro.documents.models import RenderJob
from circpro.documents.services import request_render
from procurement.document import TEMPLATE, document_context
from procurement.errors import NotAccepted, NotReady
from procurement.models import Revision, Tender
from procurement.readiness import findings
from procurement.services.drafting import require_open
from procurement.snapshot import fingerprint, snapshot


@transaction.atomic
def freeze_revision(*, tender: Tender, by: User) -> Revision:
    """Keep the draft as it is now, numbered and hashed; an unchanged draft has its last revision already.

    Raises NotReady with all findings, WrongState.
    """
    require_open(tender)
    Tender.objects.select_for_update().get(pk=tender.pk)
    whole = Tender.objects.whole().get(pk=tender.pk)
    if missing := findings(whole):
        raise NotReady(_("The draft is not complete yet."), findings=missing)
    data = snapshot(whole)
    digest = fingerprint(data)
    last = tender.revisions.order_by("-number").first()
    if last and last.sha256 == digest:
        return last
    number = last.number + 1 if last else 1
    revision = Revision.objects.create(tender=tender, number=number, snapshot=data, sha256=digest, created_by=by)
    record(by=by, action="freeze_revision", subject=tender, after={"number": number, "sha256": digest})
    return revision


@transaction.atomic
def request_document(*, revision: Revision, language: str, by: User) -> RenderJob:
    """Ask for the revision's PDF in one of its languages; one made before is the same again. Raises NotAccepted."""
    if language not in revision.snapshot["tender"]["languages"]:
        message = _("The tender is not written in this language.")
        raise NotAccepted(message, errors={"language": message})
    subject = revision.snapshot["tender"]["subject"]
    job = request_render(
        owner=revision,
        template=TEMPLATE,
        context=document_context(revision, language),
        language=language,
        title=subject,
        filename=f"{slugify(subject)[:60] or 'tender'}-r{revision.number}-{language}.pdf",
        by=by,
    )
    record(
        by=by,
        action="request_document",
        subject=revision.tender,
        after={"revision": revision.number, "language": language},
    )
    return job
