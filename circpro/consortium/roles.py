"""Which roles a person has where: asked by every app's rules, read from the database once a request."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from circpro.consortium.models import Membership, User

Role = Membership.Role
Person = User | AnonymousUser


def memberships_of(user: Person) -> dict[str, set[int]]:
    """Role → ids of the organisations in which the person has it; kept on the user object for this request."""
    if not isinstance(user, User) or not user.is_active:
        return {}
    known = getattr(user, "_roles", None)
    if known is None:
        known = {}
        for role, organisation in user.memberships.values_list("role", "organisation_id"):
            known.setdefault(role, set()).add(organisation)
        user._roles = known  # type: ignore[attr-defined]
    return known


def organisations_with(user: Person, roles: Iterable[str]) -> set[int]:
    """Ids of the organisations in which the person has one of the roles."""
    known = memberships_of(user)
    return set().union(*(known.get(role, set()) for role in roles))


def has_role(user: Person, roles: Iterable[str], organisation_id: int | None = None) -> bool:
    """Whether the person has one of the roles, in that organisation if one is named."""
    places = organisations_with(user, roles)
    return bool(places) if organisation_id is None else organisation_id in places
