"""Who may see, repeat and fetch a document: whoever may view what it was made from."""

from typing import Any

import rules

from circpro.documents.models import RenderJob


@rules.predicate
def may_view_owner(user: Any, job: RenderJob | None) -> bool:
    """Ask the owner's own app; a job whose owner is gone belongs to nobody."""
    if job is None or job.owner is None:
        return False
    owner_type = job.content_type
    return user.has_perm(f"{owner_type.app_label}.view_{owner_type.model}", job.owner)


rules.add_perm("documents.view_renderjob", may_view_owner)
rules.add_perm("documents.retry_renderjob", may_view_owner)
