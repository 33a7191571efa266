"""Comments and feedback on criteria, and the state of the documents they are drawn from."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from criteria.errors import Incomplete, NotNow
from criteria.models import Comment, CommentKind, CriterionVersion, Source, SourceState


@transaction.atomic
def leave_remark(
    *, version: CriterionVersion, kind: str, text: str, by: User | None, answers: Comment | None = None
) -> Comment:
    """A remark on a version by a person, or by a reader without account. Raises Incomplete, NotNow."""
    if not text.strip():
        raise Incomplete({"text": _("Write what you want to say.")})
    if answers and (answers.criterion_id != version.criterion_id or answers.answers_id):
        raise NotNow(_("An answer belongs to a remark on the same criterion."))
    return Comment.objects.create(
        criterion=version.criterion,
        version=version,
        kind=CommentKind.COMMENT if answers else kind,
        text=text.strip(),
        author=by,
        answers=answers,
    )


@transaction.atomic
def close_remark(*, comment: Comment, by: User, closed: bool) -> None:
    """Mark a remark as dealt with, or open it again."""
    comment.closed_at, comment.closed_by = (timezone.now(), by) if closed else (None, None)
    comment.save(update_fields=["closed_at", "closed_by"])
    record(by=by, action="close_remark" if closed else "reopen_remark", subject=comment.criterion,
           place=str(comment), after={"comment": comment.pk})  # fmt: skip


@transaction.atomic
def mark_source(*, source: Source, state: str, note: str, by: User, since: date | None = None) -> None:
    """Say that a document is outdated or withdrawn (or current again). Raises Incomplete without the reason."""
    if state != SourceState.CURRENT and not note.strip():
        raise Incomplete({"note": _("Say why, and what takes its place.")})
    before = {"state": source.state, "note": source.note}
    source.state, source.note = state, note.strip()
    source.since = None if state == SourceState.CURRENT else since or timezone.localdate()
    source.save(update_fields=["state", "note", "since"])
    record(by=by, action="mark_source", subject=source, before=before, after={"state": state, "note": source.note})
