"""A version on its way: proposed, written, sent to review, returned, declined."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from circpro.versioning import write
from criteria.changes import flat
from criteria.content import Content, content_of
from criteria.errors import Incomplete, NotNow
from criteria.models import Criterion, CriterionVersion, ProductGroup, TranslationState, VersionState
from criteria.services.writing import fill, new_version, next_number
from criteria.soundness import gaps


@transaction.atomic
def propose_criterion(
    *, group: ProductGroup, content: Content, by: User, why: str, state: str = VersionState.PROPOSED
) -> CriterionVersion:
    """A criterion that the library does not have yet. It gets its lasting number at once; declined, it keeps it."""
    ProductGroup.objects.select_for_update().get(pk=group.pk)  # two proposals never get the same number
    number = next_number(group)
    title = next(iter(content["text"].values()))["title"]
    slug = f"{group.slug}-{slugify(title)[:60] or 'criterion'}-{number.rsplit('-', 1)[1]}"
    criterion = Criterion.objects.create(slug=slug[:100], number=number, group=group)
    version = new_version(criterion, content, state=state, created_by=by, change_note=why)
    version.editors.add(by)
    record(by=by, action="propose_criterion", subject=criterion, place=str(version), after={"state": version.state})
    return version


@transaction.atomic
def start_version(*, criterion: Criterion, by: User, why: str) -> CriterionVersion:
    """A draft of the next version, with the text of the latest public one. Raises NotNow where one is in work."""
    latest = criterion.versions.filter(state__in=("published", "withdrawn", "superseded")).order_by("-number")
    base = latest.with_texts().first()
    if base is None:
        raise NotNow(_("There is no published version to go on from."))
    try:
        with transaction.atomic():
            version = new_version(criterion, content_of(base), created_by=by, change_note=why)
    except IntegrityError as error:
        raise NotNow(_("Somebody is working on the next version already.")) from error
    states = dict(base.translations.values_list("language", "state"))
    for text in version.translations.all():
        type(text).objects.filter(pk=text.pk).update(state=states[text.language])
    version.editors.add(by)
    record(by=by, action="start_version", subject=criterion, place=str(version), after={"state": version.state})
    return version


@transaction.atomic
def change_version(
    *, version: CriterionVersion, by: User, expected_version: int, content: Content, change_note: str
) -> CriterionVersion:
    """Write a version's whole content. Raises StaleWrite, and NotNow once it is in review or public."""
    before = content_of(CriterionVersion.objects.with_texts().get(pk=version.pk))
    if not CriterionVersion.objects.get(pk=version.pk).is_editable:
        raise NotNow(_("This version is in review or published: its text is fixed."))
    write(version, expected_version=expected_version, values={"change_note": change_note})
    fill(version, content)
    _age_translations(version, before, content)
    version.editors.add(by)
    record(by=by, action="change_version", subject=version.criterion, place=str(version),
           before=flat(before), after=flat(content))  # fmt: skip
    return version


def _age_translations(version: CriterionVersion, before: Content, after: Content) -> None:
    """Where an original text changed, the translations left as they were no longer say the same."""
    originals = set(version.translations.filter(state=TranslationState.ORIGINAL).values_list("language", flat=True))
    changed = {language for language in after["text"] if before["text"].get(language) != after["text"][language]}
    figures = before["parameters"] != after["parameters"]
    if changed & originals or figures:
        left = version.translations.exclude(language__in=changed).exclude(state=TranslationState.ORIGINAL)
        left.update(state=TranslationState.OUTDATED)


def _move(
    version: CriterionVersion, to: str, by: User, *, expected_version: int, action: str, reason: str = ""
) -> None:
    """Along the table of moves, noted. Raises NotNow, StaleWrite."""
    current = CriterionVersion.objects.select_related("criterion").get(pk=version.pk)
    if not current.may_become(to):
        raise NotNow(_("“%(state)s” is where this version stands now: the step does not fit.") % {
            "state": current.get_state_display()})  # fmt: skip
    before = current.state
    write(version, expected_version=expected_version, values={"state": to})
    record(by=by, action=action, subject=current.criterion, place=str(current),
           before={"state": before}, after={"state": to, "reason": reason})  # fmt: skip


@transaction.atomic
def submit_version(*, version: CriterionVersion, by: User, expected_version: int) -> None:
    """Send a draft to review by a second person. Raises Incomplete, NotNow, StaleWrite."""
    if missing := gaps(content_of(CriterionVersion.objects.with_texts().get(pk=version.pk))):
        raise Incomplete(missing)
    _move(version, VersionState.IN_REVIEW, by, expected_version=expected_version, action="submit_version")


@transaction.atomic
def accept_proposal(*, version: CriterionVersion, by: User, expected_version: int) -> None:
    """Take a buyer's proposal on as a draft. Raises NotNow, StaleWrite."""
    _move(version, VersionState.DRAFT, by, expected_version=expected_version, action="accept_proposal")


@transaction.atomic
def return_version(*, version: CriterionVersion, by: User, expected_version: int, reason: str) -> None:
    """Send a version in review back to its writers. Raises Incomplete without a reason, NotNow, StaleWrite."""
    _needed(reason)
    _move(version, VersionState.DRAFT, by, expected_version=expected_version, action="return_version", reason=reason)


@transaction.atomic
def decline_version(*, version: CriterionVersion, by: User, expected_version: int, reason: str) -> None:
    """Give up a proposal or a draft; it stays readable for those who wrote it. Raises as `return_version`."""
    _needed(reason)
    _move(
        version, VersionState.DECLINED, by, expected_version=expected_version, action="decline_version", reason=reason
    )
    CriterionVersion.objects.filter(pk=version.pk).update(end_reason=reason.strip()[:500])


def _needed(reason: str) -> None:
    if not reason.strip():
        raise Incomplete({"reason": _("Say why: whoever wrote it will read this.")})
