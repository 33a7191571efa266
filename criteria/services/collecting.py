"""Collecting criteria in a basket: kept in the session until the reader signs in, then with their account."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from circpro.consortium.models import User
from criteria.errors import BasketFull, NotNow
from criteria.models import BasketItem, CriterionVersion
from criteria.querysets import PUBLIC

LIMIT = 100  # more than any lot holds; it bounds what one session or page carries
KEY, BEFORE = "basket", "basket_before"


class Entry(NamedTuple):
    """A criterion and the version it was put in with, by key."""

    criterion: int
    version: int


@dataclass
class Basket:
    """A reader's ordered collection; every criterion stands in it once."""

    session: Any
    user: User | None

    @cached_property
    def entries(self) -> list[Entry]:
        if self.user is None:
            return [Entry(*pair) for pair in self.session.get(KEY, [])]
        return [Entry(*pair) for pair in self.user.basket.values_list("criterion_id", "version_id")]

    @property
    def count(self) -> int:
        return len(self.entries)

    @property
    def criterion_ids(self) -> set[int]:
        return {entry.criterion for entry in self.entries}

    @property
    def can_be_brought_back(self) -> bool:
        """Whether something was taken out that is not in it again."""
        return any(pair[0] not in self.criterion_ids for pair in self.session.get(BEFORE, []))

    def versions(self) -> list[CriterionVersion]:
        """What was put in, in order and with texts, in a fixed number of queries."""
        found = (
            CriterionVersion.objects.filter(state__in=PUBLIC).with_texts().in_bulk([e.version for e in self.entries])
        )
        return [found[entry.version] for entry in self.entries if entry.version in found]


@dataclass(frozen=True)
class ForTender:
    """What a basket gives to a tender: the versions in force today, and what is not in force any more."""

    versions: list[CriterionVersion] = field(default_factory=list)
    renewed: list[CriterionVersion] = field(default_factory=list)
    left: list[CriterionVersion] = field(default_factory=list)


def basket_of(request: HttpRequest) -> Basket:
    """The reader's basket, read from the database at most once a request."""
    known = getattr(request, "_basket", None)
    if known is None:
        user = request.user if isinstance(request.user, User) else None
        known = request._basket = Basket(request.session, user)  # type: ignore[attr-defined]
    return known


def put_in(*, basket: Basket, criteria: Iterable[int]) -> list[CriterionVersion]:
    """Add criteria in the version in force; returns those that were not there yet. Raises NotNow, BasketFull."""
    wanted = list(dict.fromkeys(criteria))
    in_force = {v.criterion_id: v for v in CriterionVersion.objects.published().filter(criterion__in=wanted)
                .select_related("criterion")}  # fmt: skip
    if not wanted or len(in_force) < len(wanted):
        raise NotNow(_("This criterion is not in force: it cannot be put into the basket."))
    added: list[CriterionVersion] = []

    def work(entries: list[Entry]) -> list[Entry]:
        present = {entry.criterion for entry in entries}
        added.extend(in_force[pk] for pk in wanted if pk not in present)
        if len(entries) + len(added) > LIMIT:
            raise BasketFull(_("A basket holds at most %(limit)s criteria. Take some out first.") % {"limit": LIMIT})
        return [*entries, *(Entry(version.criterion_id, version.pk) for version in added)]

    _change(basket, work)
    return added


def take_out(*, basket: Basket, criteria: Iterable[int]) -> None:
    """Take criteria out; what was there before can be brought back."""
    gone = set(criteria)
    _change(basket, lambda entries: [entry for entry in entries if entry.criterion not in gone], undo=True)


def empty(*, basket: Basket) -> None:
    """Take everything out; it can be brought back."""
    _change(basket, lambda _entries: [], undo=True)


def bring_back(*, basket: Basket) -> None:
    """Undo the last taking out; what was put in since stays."""
    former = [Entry(*pair) for pair in basket.session.pop(BEFORE, [])]
    keys = [entry.version for entry in former]
    readable = set(CriterionVersion.objects.filter(pk__in=keys, state__in=PUBLIC).values_list("pk", flat=True))
    former = [entry for entry in former if entry.version in readable]
    back = {entry.criterion for entry in former}
    _change(basket, lambda entries: [*former, *(entry for entry in entries if entry.criterion not in back)])


def move(*, basket: Basket, criterion: int, up: bool) -> None:
    """One place up or down; at the end of the list, and for what is not there, nothing happens."""

    def work(entries: list[Entry]) -> list[Entry]:
        place = next((i for i, entry in enumerate(entries) if entry.criterion == criterion), None)
        if place is None:
            return entries
        other = place - 1 if up else place + 1
        if 0 <= other < len(entries):
            entries[place], entries[other] = entries[other], entries[place]
        return entries

    _change(basket, work)


def renew(*, basket: Basket, criterion: int) -> CriterionVersion:
    """Put the version in force in the place of the one that was put in. Raises NotNow where there is none."""
    held = next((version for version in basket.versions() if version.criterion_id == criterion), None)
    heir = CriterionVersion.objects.in_force_instead_of([held]).get(held.pk) if held else None
    if heir is None:
        raise NotNow(_("Nothing takes the place of this criterion."))
    new = Entry(heir.criterion_id, heir.pk)

    def work(entries: list[Entry]) -> list[Entry]:
        others = [entry for entry in entries if entry.criterion == criterion or entry.criterion != new.criterion]
        return [new if entry.criterion == criterion else entry for entry in others]

    _change(basket, work)
    return heir


def for_tender(basket: Basket) -> ForTender:
    """What goes into a tender today: a superseded version gives way to the one in force, a withdrawn one stays."""
    held = basket.versions()
    heirs = CriterionVersion.objects.in_force_instead_of(held)
    taken = list(dict.fromkeys(heirs[version.pk] for version in held if version.pk in heirs))
    renewed = [heirs[version.pk] for version in held if version.pk in heirs and heirs[version.pk] != version]
    return ForTender(taken, renewed, [version for version in held if version.pk not in heirs])


def take_over(*, request: HttpRequest, user: User, **_signal: Any) -> None:
    """At sign-in: what was collected before it joins the basket of the account, whatever its size."""
    session = getattr(request, "session", None)
    if not session or not session.get(KEY):
        return
    brought = [Entry(*pair) for pair in session.pop(KEY)]
    readable = set(CriterionVersion.objects.filter(pk__in=[e.version for e in brought]).values_list("pk", flat=True))

    def work(entries: list[Entry]) -> list[Entry]:
        present = {entry.criterion for entry in entries}
        return [*entries, *(e for e in brought if e.criterion not in present and e.version in readable)]

    _change(Basket(session, user), work)


def _change(basket: Basket, work: Callable[[list[Entry]], list[Entry]], *, undo: bool = False) -> None:
    """Work on the entries as they are now, one writer at a time for each account."""
    with transaction.atomic():
        if basket.user is not None:
            User.objects.select_for_update().get(pk=basket.user.pk)
        basket.__dict__.pop("entries", None)
        before = basket.entries
        after = work(list(before))
        if after != before:
            _write(basket, after)
            if undo:
                basket.session[BEFORE] = before
    basket.__dict__["entries"] = after


def _write(basket: Basket, entries: list[Entry]) -> None:
    if basket.user is None:
        basket.session[KEY] = entries
        return
    basket.user.basket.exclude(criterion__in=[entry.criterion for entry in entries]).delete()
    rows = [
        BasketItem(user=basket.user, criterion_id=entry.criterion, version_id=entry.version, position=position)
        for position, entry in enumerate(entries)
    ]
    BasketItem.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "criterion"], update_fields=["version", "position"]
    )
