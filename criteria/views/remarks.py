"""What readers say about a criterion, and the documents criteria are drawn from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from circpro.limits import within_limit
from criteria.forms import RemarkForm, SourceForm
from criteria.models import Comment, CriterionVersion, Source
from criteria.services import remarks
from criteria.views.access import crumbs_to, needs

REMARKS_AN_HOUR = 5  # by a reader without account, from one address


def remark(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A comment by who is signed in, feedback by anyone else; an answer where `answers` names a remark."""
    versions = CriterionVersion.objects.visible_to(request.user).with_texts()
    version = get_object_or_404(versions, criterion__slug=slug, number=number)
    by = request.user if request.user.is_authenticated else None
    form = RemarkForm(request.POST or None, initial={"kind": "comment" if by else "problem"})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["website"]:
            return redirect(version)  # a machine fell into the trap; it learns nothing from the answer
        if not within_limit(request, "remarks", an_hour=REMARKS_AN_HOUR):
            form.add_error(None, _("That was much in one hour. Please wait a little, your text is kept here."))
        else:
            kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
            made = remarks.leave_remark(version=version, kind=kind, text=text, by=by, answers=_answered(request))
            messages.success(request, _("Thank you. The librarians read every remark."))
            return redirect(f"{version.get_absolute_url()}#comment-{made.answers_id or made.pk}")
    context = {"version": version, "form": form, "crumbs": crumbs_to(version, _("Feedback"))}
    return render(request, "criteria/remark.html", context, status=422 if request.method == "POST" else 200)


def _answered(request: HttpRequest) -> Comment | None:
    """The remark that is answered, if the person may read it."""
    named = request.POST.get("answers", "")
    if not named.isdecimal():
        return None
    return get_object_or_404(Comment.objects.visible_to(request.user), pk=int(named))


@require_POST
@needs("keep_library")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a remark as dealt with, or open it again."""
    comment = get_object_or_404(Comment.objects.visible_to(request.user).with_people(), pk=pk)
    remarks.close_remark(comment=comment, by=request.user, closed="reopen" not in request.POST)
    return redirect(comment)


@needs("keep_library")
def sources(request: HttpRequest) -> HttpResponse:
    """The documents, their state, and how many criteria in force are drawn from each."""
    crumbs = [(_("Home"), "/"), (_("Library desk"), reverse("criteria:desk")), (_("Sources"), "")]
    return render(request, "criteria/keeping/sources.html", {"sources": Source.objects.in_use(), "crumbs": crumbs})


@needs("keep_library")
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether a document may still be relied on."""
    row = get_object_or_404(Source, pk=pk)
    form = SourceForm(request.POST or None, initial={"state": row.state, "note": row.note, "since": row.since})
    if request.method == "POST" and form.is_valid():
        remarks.mark_source(source=row, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("criteria:sources")
    versions = CriterionVersion.objects.published().drawn_from(row).with_texts()
    crumbs = [(_("Home"), "/"), (_("Sources"), reverse("criteria:sources")), (str(row), "")]
    context = {"source": row, "form": form, "versions": versions, "crumbs": crumbs}
    return render(request, "criteria/keeping/source.html", context, status=422 if request.method == "POST" else 200)
