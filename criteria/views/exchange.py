"""The library as files: downloads for everyone, imports for those who keep it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from circpro.errors import DomainError, TooMany
from circpro.limits import within_limit
from criteria.exchange import FORMATS, csv_file, json_file, word, workbook
from criteria.exchange.forms import UploadForm
from criteria.exchange.planning import CHANGED, NEW, REFUSED, UNCHANGED, Plan
from criteria.exchange.selecting import ALL_LANGUAGES, LIMIT, asked_language, select
from criteria.languages import content_language, language_name
from criteria.models import LibraryImport
from criteria.services import importing

WRITERS: dict[str, Any] = {"xlsx": workbook, "csv": csv_file, "json": json_file, "docx": word}
PAGE_SIZE = 25
DOWNLOADS_AN_HOUR = 60  # by a reader without account, from one address: a large file takes a worker seconds
OUTCOMES = [REFUSED, CHANGED, NEW, UNCHANGED]  # what a librarian has to look at comes first


def for_librarians(view: Any) -> Any:
    """Signed in, and allowed to keep the library (else 403)."""
    return login_required(permission_required("criteria.keep_library", raise_exception=True)(view))


@require_safe
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The chosen criteria as a file."""
    if not within_limit(request, "downloads", an_hour=DOWNLOADS_AN_HOUR):
        return _refused(request, TooMany(_("Too many downloads in one hour. Please wait a little, or sign in.")))
    try:
        language = asked_language(request.GET, _page_language(), several=ending != "docx")
        writer = WRITERS[ending]
        # A document speaks one language, its filters in words included; the other files are for the person who asks.
        with translation.override(language if ending == "docx" else translation.get_language()):
            selection = select(request.GET, request.user, language=language)
        chunks = writer.write(selection)
    except DomainError as error:
        return _refused(request, error)
    return StreamingHttpResponse(
        chunks,
        content_type=writer.MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{selection.file_name(ending)}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",  # a draft may be in it
        },
    )


@require_safe
def export_choices(request: HttpRequest) -> HttpResponse:
    """Which format and language, for what the query says."""
    query = request.GET.copy()
    query.pop("page", None)
    asked = query.pop("lang", [_page_language()])[-1]
    try:
        selection = select(query, request.user, language=None)
    except DomainError as error:
        return _refused(request, error)
    formats = [{"label": label, "hint": hint, "address": reverse("criteria:export", args=[ending])}
               for ending, (label, hint) in FORMATS.items()]  # fmt: skip
    context = {
        "selection": selection,
        "count": len(selection.versions),
        "limit": LIMIT,
        "word_limit": word.LIMIT,
        "keeps": request.user.has_perm("criteria.keep_library"),
        "formats": formats,
        "asked": asked,
        "hidden": [(name, value) for name, values in query.lists() for value in values],
        "languages": [(code, language_name(code)) for code, _name in settings.CONTENT_LANGUAGES],
        "all": ALL_LANGUAGES,
        "crumbs": [(_("Home"), "/"), (_("Criteria library"), reverse("criteria:list")), (_("Download"), "")],
    }
    return render(request, "criteria/exchange/choices.html", context)


@require_safe
def schema(_request: HttpRequest) -> FileResponse:
    """The JSON Schema of the exchange format."""
    return FileResponse(json_file.SCHEMA.open("rb"), content_type="application/schema+json")


@for_librarians
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a file for a dry run, and see the earlier ones."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = importing.keep_upload(data=file.read(), file_name=file.name, by=request.user)
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect(kept)
    rows = LibraryImport.objects.select_related("created_by").defer("entries")
    context = {
        "form": form,
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "crumbs": _crumbs(_("Import")),
    }
    return render(request, "criteria/exchange/imports.html", context, status=422 if form.errors else 200)


@require_safe
@for_librarians
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run of a file that waits, or the report of one that was taken in."""
    kept = get_object_or_404(LibraryImport.objects.select_related("created_by", "ended_by"), pk=pk)
    return _show(request, kept)


@require_POST
@for_librarians
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was shown."""
    kept = get_object_or_404(LibraryImport.objects.select_related("created_by", "ended_by"), pk=pk)
    try:
        importing.confirm_import(library_import=kept, by=request.user, fingerprint=request.POST.get("fingerprint", ""))
    except DomainError as error:
        kept.refresh_from_db()
        return _show(request, kept, error)
    messages.success(request, _("Taken in as drafts: a colleague reviews them before they are published."))
    return redirect(kept)


@require_POST
@for_librarians
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an upload up."""
    kept = get_object_or_404(LibraryImport.objects.select_related("created_by", "ended_by"), pk=pk)
    try:
        importing.drop_import(library_import=kept, by=request.user)
    except DomainError as error:
        kept.refresh_from_db()
        return _show(request, kept, error)
    messages.success(request, _("Dropped: nothing was written."))
    return redirect("criteria:imports")


def _show(request: HttpRequest, kept: LibraryImport, error: DomainError | None = None) -> HttpResponse:
    plan: Plan | None = importing.dry_run(kept) if kept.is_waiting else None
    rows: list[Any] = [*plan.steps] if plan else kept.report
    rows = sorted(rows, key=lambda row: OUTCOMES.index(row["outcome"] if isinstance(row, dict) else row.outcome))
    page = Paginator(rows, PAGE_SIZE * 2).get_page(request.GET.get("page"))
    counts = plan.counts if plan else _counts(kept.report)
    context = {
        "import": kept,
        "plan": plan,
        "page_obj": page,
        "counts": counts,
        "error": error,
        "crumbs": _crumbs(_("Import"), kept.file_name),
    }
    return render(request, "criteria/exchange/import.html", context, status=error.status if error else 200)


def _counts(report: list[dict[str, Any]]) -> dict[str, int]:
    outcomes = [row["outcome"] for row in report]
    return {name: outcomes.count(name) for name in OUTCOMES}


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    context = {"error": error, "crumbs": _crumbs(_("Download"))}
    return render(request, "criteria/exchange/refused.html", context, status=error.status)


def _page_language() -> str:
    return content_language(translation.get_language() or "en")


def _crumbs(*last: str) -> list[tuple[str, str]]:
    trail = [(_("Home"), "/"), (_("Criteria library"), reverse("criteria:list"))]
    if len(last) == 1:
        return [*trail, (last[0], "")]
    return [*trail, (last[0], reverse("criteria:imports")), (last[1], "")]
