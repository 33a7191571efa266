"""Free sections and annexed files."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from circpro.errors import StaleWrite
from circpro.saving import answer_invalid, answer_saved, answer_stale
from procurement.errors import NotAccepted
from procurement.forms import AttachmentForm, SectionEditForm, SectionForm, add_errors
from procurement.models import Attachment, Section, Tender
from procurement.services import sections as services
from procurement.views.access import asked_to_undo, frame, takes


@takes(Tender)
def sections(request: HttpRequest, tender: Tender) -> HttpResponse:
    """What is written beside the criteria, and the files annexed; an upload is sent here."""
    context = frame(request, tender, "sections")
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not context["may_change"]:
            raise PermissionDenied
        if form.is_valid():
            try:
                services.add_attachment(tender=tender, by=request.user, **form.cleaned_data)
            except NotAccepted as error:
                add_errors(form, error.errors)
            else:
                messages.success(request, _("The file is annexed."))
                return redirect(f"{request.path}#annexes")
    context |= {"form": form, "sections": tender.sections.kept(), "attachments": tender.attachments.kept()}
    removed = {"removed_at__isnull": False}
    context["undo_sections"] = asked_to_undo(request, "removed-section", tender.sections.filter(**removed))
    context["undo_files"] = asked_to_undo(request, "removed-file", tender.attachments.filter(**removed))
    return render(request, "procurement/sections.html", context, status=422 if form.errors else 200)


@takes(Tender, "change")
def section_add(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Write a new section."""
    form = SectionForm(request.POST or None, tender=tender)
    if request.method == "POST" and form.is_valid():
        services.add_section(tender=tender, by=request.user, **form.cleaned_data)
        messages.success(request, _("The section is added."))
        return redirect("procurement:sections", tender.pk)
    context = frame(request, tender, "sections", form=form)
    return render(request, "procurement/section.html", context, status=422 if form.errors else 200)


@takes(Section, "change")
def section_edit(request: HttpRequest, section: Section) -> HttpResponse:
    """Change a section; the page saves by itself while one writes."""
    tender = section.tender
    if request.method != "POST":
        form = SectionEditForm(instance=section, tender=tender, initial={"version": section.version})
        return render(
            request,
            "procurement/section.html",
            frame(request, tender, "sections", form=form, section=section),
        )
    form = SectionEditForm(request.POST, instance=Section.objects.get(pk=section.pk), tender=tender)
    if not form.is_valid():
        context = frame(request, tender, "sections", form=form, section=section)
        return answer_invalid(request, "procurement/section.html", context)
    fields = dict(form.cleaned_data)
    try:
        services.change_section(section=section, by=request.user, expected_version=fields.pop("version"), **fields)
    except StaleWrite as error:
        return answer_stale(request, error, form=form, back=request.path)
    return answer_saved(request, section.version, back=reverse("procurement:sections", args=[tender.pk]))


@require_POST
@takes(Section, "change")
def section_move(request: HttpRequest, section: Section, direction: str) -> HttpResponse:
    """One place up or down."""
    services.move_section(section=section, by=request.user, up=direction == "up")
    return redirect("procurement:sections", section.tender_id)


@require_POST
@takes(Section, "change")
def section_remove(request: HttpRequest, section: Section) -> HttpResponse:
    """Take it out; the page then offers to undo that."""
    services.remove_section(section=section, by=request.user)
    return redirect(f"{reverse('procurement:sections', args=[section.tender_id])}?removed-section={section.pk}")


@require_POST
@takes(Section, "change")
def section_restore(request: HttpRequest, section: Section) -> HttpResponse:
    """Undo a removal."""
    services.restore_section(section=section, by=request.user)
    messages.success(request, _("The section is back."))
    return redirect("procurement:sections", section.tender_id)


@require_POST
@takes(Attachment, "change")
def attachment_remove(request: HttpRequest, attachment: Attachment) -> HttpResponse:
    """Take an annex out; the page then offers to undo that."""
    services.remove_attachment(attachment=attachment, by=request.user)
    return redirect(f"{reverse('procurement:sections', args=[attachment.tender_id])}?removed-file={attachment.pk}")


@require_POST
@takes(Attachment, "change")
def attachment_restore(request: HttpRequest, attachment: Attachment) -> HttpResponse:
    """Undo a removal."""
    services.restore_attachment(attachment=attachment, by=request.user)
    messages.success(request, _("The file is annexed again."))
    return redirect(f"{reverse('procurement:sections', args=[attachment.tender_id])}#annexes")


@require_safe
@takes(Attachment)
def attachment_download(_request: HttpRequest, attachment: Attachment) -> FileResponse:
    """The annexed file, as a download no browser guesses at."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=attachment.filename, content_type=attachment.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
