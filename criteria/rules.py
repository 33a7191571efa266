"""Who may do what with the library."""

import rules

from circpro.consortium.models import User
from circpro.consortium.roles import has_role
from criteria.models import CriterionVersion
from criteria.querysets import CURATORS


@rules.predicate
def keeps_the_library(user: User) -> bool:
    return has_role(user, CURATORS)


@rules.predicate
def is_public(_user: User, version: CriterionVersion | None) -> bool:
    return version is None or version.state != "draft"


rules.add_perm("criteria.view_criterionversion", is_public | keeps_the_library)
rules.add_perm("criteria.change_criterionversion", keeps_the_library)
