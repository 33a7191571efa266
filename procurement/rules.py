"""Who may do what with a tender: members of its contracting authority, by their role."""

import rules

from circpro.consortium.models import User
from circpro.consortium.roles import has_role
from procurement.models import Attachment, Lot, Revision, Section, Tender, TenderItem
from procurement.querysets import READERS, WRITERS

Part = Tender | Lot | TenderItem | Section | Attachment | Revision


def tender_of(part: Part) -> Tender:
    """The tender a part belongs to."""
    if isinstance(part, Tender):
        return part
    return part.lot.tender if isinstance(part, TenderItem) else part.tender


@rules.predicate
def buys_somewhere(user: User) -> bool:
    return has_role(user, WRITERS)


@rules.predicate
def reads_it(user: User, part: Part | None) -> bool:
    return part is not None and has_role(user, READERS, tender_of(part).authority_id)


@rules.predicate
def writes_it(user: User, part: Part | None) -> bool:
    return part is not None and has_role(user, WRITERS, tender_of(part).authority_id)


@rules.predicate
def is_open(_user: User, part: Part | None) -> bool:
    return part is not None and tender_of(part).is_open


rules.add_perm("procurement.add_tender", buys_somewhere)
rules.add_perm("procurement.move_tender", writes_it)
for model in ("tender", "lot", "tenderitem", "section", "attachment", "revision"):
    rules.add_perm(f"procurement.view_{model}", reads_it)
for model in ("tender", "lot", "tenderitem", "section", "attachment"):
    rules.add_perm(f"procurement.change_{model}", writes_it & is_open)
rules.add_perm("procurement.render_revision", reads_it)
