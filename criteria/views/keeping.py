"""The desk of those who keep the library: proposals, drafts, and the steps of a version's life."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from circpro.errors import DomainError, StaleWrite
from circpro.saving import answer_stale
from criteria.content import Content, content_of
from criteria.errors import Incomplete
from criteria.forms import ParameterFormSet, ProposalForm, ReasonForm, VersionForm, parameter_initial
from criteria.languages import content_language, language_name
from criteria.models import Comment, Criterion, CriterionVersion, Source, VersionState
from criteria.services import editing, publishing
from criteria.soundness import gaps
from criteria.views.access import crumbs_to, needs, takes_version

SHOWN = 50


@require_safe
@needs("propose_criterion")
def desk(request: HttpRequest) -> HttpResponse:
    """What waits: for librarians everything in work, for others what they proposed."""
    keeps = request.user.has_perm("criteria.keep_library")
    rows = CriterionVersion.objects.visible_to(request.user).with_texts().with_people().order_by("created_at")
    waiting = list(rows.in_work().prefetch_related("editors")[:SHOWN])
    mine = rows.filter(created_by=request.user).exclude(state="draft").order_by("-created_at")
    context = {
        "keeps": keeps,
        "sections": _sections(waiting, request.user) if keeps else [],
        "mine": mine[:SHOWN],
        "remarks": Comment.objects.visible_to(request.user).still_open().with_people()[:SHOWN] if keeps else [],
        "aged": Source.objects.exclude(state="current").in_use() if keeps else [],
        "crumbs": [(_("Home"), "/"), (_("Criteria library"), reverse("criteria:list")), (_("Library desk"), "")],
    }
    return render(request, "criteria/keeping/desk.html", context)


def _sections(waiting: list[CriterionVersion], user: Any) -> list[dict[str, Any]]:
    """The versions in work by what is to be done with them."""
    review = [version for version in waiting if version.state == VersionState.IN_REVIEW]
    theirs = [version for version in review if user not in version.editors.all()]
    parts = [
        (_("Waiting for your review"), theirs),
        (_("Proposed"), [version for version in waiting if version.state == VersionState.PROPOSED]),
        (_("Being written"), [version for version in waiting if version.state == VersionState.DRAFT]),
        (_("Waiting for a colleague’s review"), [version for version in review if version not in theirs]),
    ]
    return [{"title": title, "versions": versions} for title, versions in parts if versions]


@needs("propose_criterion")
def propose(request: HttpRequest) -> HttpResponse:
    """A criterion the library does not have yet; a librarian's is a draft at once."""
    language = content_language(translation.get_language() or "en")
    blank = {"language": language, "kind": "technical_specification", "r_strategy": "R3", "applies_to": ["new"]}
    form = ProposalForm(request.POST or None, initial=blank)
    figures = ParameterFormSet(request.POST or None, prefix="figures")
    if request.method == "POST" and form.is_valid() & figures.is_valid():
        group, written = form.cleaned_data["group"], form.cleaned_data["language"]
        content = form.content(_nothing(), written, figures.content([], written))
        keeps = request.user.has_perm("criteria.keep_library")
        version = editing.propose_criterion(
            group=group,
            content=content,
            by=request.user,
            why=form.cleaned_data["change_note"],
            state=VersionState.DRAFT if keeps else VersionState.PROPOSED,
        )
        messages.success(request, _("%(number)s is with the librarians now.") % {"number": version.criterion.number})
        return redirect(version)
    crumbs = [(_("Home"), "/"), (_("Criteria library"), reverse("criteria:list")), (_("Propose a criterion"), "")]
    context = {"form": form, "figures": figures, "crumbs": crumbs}
    return render(request, "criteria/keeping/propose.html", context, status=422 if request.method == "POST" else 200)


def _nothing() -> Content:
    return {"text": {}, "parameters": [], "source": {"title": "", "year": None, "confirmed": False, "also": []}}


@takes_version("change_criterionversion")
def edit(request: HttpRequest, version: CriterionVersion) -> HttpResponse:
    """Write a version in one of its languages."""
    base = content_of(version)
    asked = request.GET.get("language", "")
    language = asked if asked in base["text"] else next(iter(base["text"]), "en")
    initial = {**VersionForm.initial_of(base, language), "version": version.version, "change_note": version.change_note}
    form = VersionForm(request.POST or None, initial=initial)
    rows = parameter_initial(base["parameters"], language)
    figures = ParameterFormSet(request.POST or None, prefix="figures", initial=rows)
    if request.method == "POST" and form.is_valid() & figures.is_valid():
        content = form.content(base, language, figures.content(base["parameters"], language))
        try:
            editing.change_version(
                version=version,
                by=request.user,
                expected_version=form.cleaned_data["version"],
                content=content,
                change_note=form.cleaned_data["change_note"],
            )
        except StaleWrite as error:
            return answer_stale(request, _both(error, base, form, language), form=form, back=request.get_full_path())
        messages.success(request, _("Saved."))
        return redirect(version)
    context = {
        "version": version,
        "form": form,
        "figures": figures,
        "language": language,
        "languages": [(code, language_name(code)) for code in base["text"]],
        "crumbs": crumbs_to(version, _("Edit")),
    }
    return render(request, "criteria/keeping/edit.html", context, status=422 if request.method == "POST" else 200)


def _both(error: StaleWrite, base: Content, form: VersionForm, language: str) -> StaleWrite:
    """The same refusal with all fields of both texts, as the page shows them side by side."""
    current = VersionForm.initial_of(base, language)
    yours = {name: form.data.get(name, "") for name in current if name in form.data}
    shown = {name: current[name] for name in yours}
    return StaleWrite(str(error), current=shown, yours=yours, version=error.version)


@needs("keep_library")
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the next version of a criterion, saying why."""
    criterion = get_object_or_404(Criterion.objects.visible_to(request.user), slug=slug)
    form = ReasonForm(request.POST or None, initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        try:
            version = editing.start_version(criterion=criterion, by=request.user, why=form.cleaned_data["reason"])
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(criterion)
        return redirect("criteria:edit", criterion.slug, version.number)
    context = {
        "form": form,
        "title": _("Write the next version of %(number)s") % {"number": criterion.number},
        "text": _("The version in force stays as it is until a colleague has reviewed the new one."),
        "label": _("Begin the draft"),
        "back": criterion.get_absolute_url(),
        "crumbs": [(_("Home"), "/"), (criterion.number, criterion.get_absolute_url()), (_("Next version"), "")],
    }
    return render(request, "criteria/keeping/step.html", context, status=422 if request.method == "POST" else 200)


@dataclass(frozen=True)
class Step:
    """A step of a version's life as a page: what it is called, what it does, whether it asks for a reason."""

    title: Any
    text: Any
    label: Any
    service: Callable[..., Any]
    permission: str = "keep_library"
    reason: bool = False
    versioned: bool = True
    danger: bool = False


STEPS = {
    "accept": Step(
        gettext_lazy("Take the proposal on"),
        gettext_lazy("It becomes a draft that librarians write on. Whoever proposed it sees that."),
        gettext_lazy("Take it on"),
        editing.accept_proposal,
    ),
    "submit": Step(
        gettext_lazy("Send to review"),
        gettext_lazy("The text is fixed while a colleague reads it. Nobody who wrote on it can publish it."),
        gettext_lazy("Send to review"),
        editing.submit_version,
    ),
    "approve": Step(
        gettext_lazy("Approve and publish"),
        gettext_lazy("The version comes into force at once and can never be changed, only replaced or withdrawn."),
        gettext_lazy("Publish"),
        publishing.approve_version,
        permission="review_criterionversion",
    ),
    "return": Step(
        gettext_lazy("Return to the writers"),
        gettext_lazy("Say what has to be mended."),
        gettext_lazy("Return"),
        editing.return_version,
        reason=True,
    ),
    "decline": Step(
        gettext_lazy("Decline"),
        gettext_lazy("It stays readable for those who wrote it, with your reason. It cannot be taken up again."),
        gettext_lazy("Decline"),
        editing.decline_version,
        reason=True,
        danger=True,
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw from the library"),
        gettext_lazy("Nobody can add it to a tender any more. Where it is used, a warning says why."),
        gettext_lazy("Withdraw"),
        publishing.withdraw_version,
        reason=True,
        versioned=False,
        danger=True,
    ),
}


@takes_version("keep_library")
def step(request: HttpRequest, version: CriterionVersion, act: str) -> HttpResponse:
    """A step of the version's life: the question first, then the deed."""
    plan = STEPS[act]
    initial = {"version": version.version, "reason": "" if plan.reason else "-"}
    form = ReasonForm(request.POST or None, initial=initial)
    if not plan.reason:
        del form.fields["reason"]
    blocked = gaps(content_of(version, originals=True)) if act in ("submit", "approve") else {}
    if not request.user.has_perm(f"criteria.{plan.permission}", version):
        blocked = {"": _("You wrote on this version: a colleague has to review it.")}
    if request.method == "POST" and form.is_valid():
        given = {"expected_version": form.cleaned_data["version"]} if plan.versioned else {}
        if plan.reason:
            given["reason"] = form.cleaned_data["reason"]
        try:
            plan.service(version=version, by=request.user, **given)
        except Incomplete as error:
            blocked = error.errors
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(version)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": plan.title})
            return redirect(version)
    context = {
        "form": form,
        "title": f"{version}: {plan.title}",
        "text": plan.text,
        "label": plan.label,
        "danger": plan.danger,
        "blocked": list(blocked.values()),
        "back": version.get_absolute_url(),
        "crumbs": crumbs_to(version, str(plan.title)),
    }
    return render(request, "criteria/keeping/step.html", context, status=422 if request.method == "POST" else 200)
