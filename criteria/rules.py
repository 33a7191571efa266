"""Who may do what with the library."""

import rules

from circpro.consortium.models import User
from circpro.consortium.roles import Role, has_role
from criteria.models import CriterionVersion, VersionState
from criteria.querysets import CURATORS

WRITERS_OF_PROPOSALS = (Role.BUYER, Role.APPROVER, Role.COORDINATOR, Role.LEAD_PARTNER, *CURATORS)


@rules.predicate
def keeps_the_library(user: User) -> bool:
    return has_role(user, CURATORS)


@rules.predicate
def takes_part(user: User) -> bool:
    return has_role(user, WRITERS_OF_PROPOSALS)


@rules.predicate
def is_public(_user: User, version: CriterionVersion | None) -> bool:
    return version is None or version.is_public


@rules.predicate
def made_it(user: User, version: CriterionVersion | None) -> bool:
    return version is not None and user.pk is not None and version.created_by_id == user.pk


@rules.predicate
def is_proposal(_user: User, version: CriterionVersion | None) -> bool:
    return version is not None and version.state == VersionState.PROPOSED


@rules.predicate
def is_editable(_user: User, version: CriterionVersion | None) -> bool:
    return version is not None and version.is_editable


@rules.predicate
def did_not_write_it(user: User, version: CriterionVersion | None) -> bool:
    return version is not None and not version.editors.filter(pk=user.pk).exists()


rules.add_perm("criteria.view_criterionversion", is_public | keeps_the_library | made_it)
rules.add_perm("criteria.propose_criterion", takes_part)
rules.add_perm("criteria.keep_library", keeps_the_library)
rules.add_perm("criteria.change_criterionversion", is_editable & (keeps_the_library | (made_it & is_proposal)))
rules.add_perm("criteria.review_criterionversion", keeps_the_library & did_not_write_it)
rules.add_perm("criteria.comment_criterionversion", rules.is_authenticated & (is_public | keeps_the_library | made_it))
