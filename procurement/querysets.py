"""All reads of tenders. Whose drafts a person may see is decided here and nowhere else."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Max, Prefetch, Q

from circpro.consortium.models import User
from circpro.consortium.roles import Role, organisations_with

READERS = (Role.BUYER, Role.APPROVER, Role.ADMINISTRATOR)
WRITERS = (Role.BUYER, Role.ADMINISTRATOR)

Person = User | AnonymousUser


class TenderQuerySet(models.QuerySet):
    """Tenders."""

    def visible_to(self, user: Person) -> Self:
        """The tenders of the authorities in which the person buys, approves or administers."""
        return self.filter(authority__in=organisations_with(user, READERS))

    def with_totals(self) -> Self:
        """`lot_count`, `item_count` and `revision_count`, for lists."""
        return (
            self.select_related("authority__region", "cpv")
            .prefetch_related("cpv__names")
            .annotate(
                lot_count=Count("lots", distinct=True),
                item_count=Count("lots__items", filter=Q(lots__items__removed_at__isnull=True), distinct=True),
                revision_count=Count("revisions", distinct=True),
            )
            .order_by("-changed_at", "-pk")
        )  # said again: grouping drops the model's own order

    def whole(self) -> Self:
        """With all that a check, a snapshot or a page of the draft reads, in a fixed number of queries."""
        from procurement.models import Attachment, Lot, Section

        return self.select_related("authority__region", "place", "cpv").prefetch_related(
            "cpv__names",
            Prefetch("lots", queryset=Lot.objects.with_items()),
            Prefetch("sections", queryset=Section.objects.kept()),
            Prefetch("attachments", queryset=Attachment.objects.kept()),
        )


class LotQuerySet(models.QuerySet):
    """Lots."""

    def visible_to(self, user: Person) -> Self:
        return self.filter(tender__authority__in=organisations_with(user, READERS))

    def open_to(self, user: Person) -> Self:
        """Lots of drafts the person may change, those changed last first."""
        mine = self.filter(tender__authority__in=organisations_with(user, WRITERS), tender__state="draft")
        return mine.select_related("tender").order_by("-tender__changed_at", "-tender", "number")

    def with_items(self) -> Self:
        """`items` prefetched: those not removed, with all that is shown of them."""
        from procurement.models import TenderItem

        return self.prefetch_related(Prefetch("items", queryset=TenderItem.objects.kept().with_texts()))


class TenderItemQuerySet(models.QuerySet):
    """Criteria taken into lots."""

    def visible_to(self, user: Person) -> Self:
        return self.filter(lot__tender__authority__in=organisations_with(user, READERS))

    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def with_texts(self) -> Self:
        return self.select_related(
            "criterion_version__criterion__group",
            "criterion_version__source",
            "criterion_version__replaced_by__criterion",
        ).prefetch_related(
            "criterion_version__translations",
            "criterion_version__parameters",
            "criterion_version__labels",
            "criterion_version__further_sources",
        )

    def of_kind(self, kind: str) -> Self:
        return self.filter(criterion_version__kind=kind)

    def next_position(self) -> int:
        return (self.aggregate(last=Max("position"))["last"] or 0) + 1


class SectionQuerySet(models.QuerySet):
    """Free sections."""

    def visible_to(self, user: Person) -> Self:
        return self.filter(tender__authority__in=organisations_with(user, READERS))

    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def next_position(self) -> int:
        return (self.aggregate(last=Max("position"))["last"] or 0) + 1


class AttachmentQuerySet(models.QuerySet):
    """Annexed files."""

    def visible_to(self, user: Person) -> Self:
        return self.filter(tender__authority__in=organisations_with(user, READERS))

    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)


class RevisionQuerySet(models.QuerySet):
    """Frozen states."""

    def visible_to(self, user: Person) -> Self:
        return self.filter(tender__authority__in=organisations_with(user, READERS))

    def with_author(self) -> Self:
        return self.select_related("created_by", "tender").defer("snapshot")
