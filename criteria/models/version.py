"""What a criterion says from one day on, and where that text stands in its life."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from circpro.versioning import VersionedRow
from criteria.languages import best, reading_order
from criteria.models.criterion import Ambition, AppliesTo, Criterion, Kind, RStrategy
from criteria.models.source import Label, Source
from criteria.querysets import IN_WORK, PUBLIC, CriterionVersionQuerySet


class Immutable(Exception):
    """A published text may be printed in a tender: it is replaced by a new version, never changed."""


class VersionState(models.TextChoices):
    """Where a version stands in its life."""

    PROPOSED = "proposed", _("Proposed")
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    DECLINED = "declined", _("Declined")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES: dict[str, set[str]] = {
    VersionState.PROPOSED: {VersionState.DRAFT, VersionState.DECLINED},
    VersionState.DRAFT: {VersionState.IN_REVIEW, VersionState.DECLINED},
    VersionState.IN_REVIEW: {VersionState.DRAFT, VersionState.PUBLISHED},
    VersionState.PUBLISHED: {VersionState.SUPERSEDED, VersionState.WITHDRAWN},
}
LIFE = frozenset({"state", "valid_until", "replaced_by", "end_reason"})


class CriterionVersion(VersionedRow):
    """What the criterion says from one day on. Published, it never changes; only its life goes on."""

    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=VersionState.choices, default=VersionState.DRAFT)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    ambition = models.CharField(_("ambition"), max_length=15, choices=Ambition.choices)
    applies_to = models.JSONField(_("applies to"), default=list)
    r_strategy = models.CharField(_("R-strategy"), max_length=2, choices=RStrategy.choices)
    labels = models.ManyToManyField(Label, related_name="versions", blank=True, verbose_name=_("labels"))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="versions", verbose_name=_("source")
    )
    source_confirmed = models.BooleanField(_("source checked against the document"), default=False)
    content_hash = models.CharField(max_length=64, help_text=_("SHA-256 of the content it was made from."))
    change_note = models.TextField(_("what changes, and why"), blank=True, max_length=2000)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=500, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        blank=True,
        help_text=_("Who wrote on it: none of them may review it."),
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CriterionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["criterion__number", "-number"]
        verbose_name = _("criterion version")
        verbose_name_plural = _("criterion versions")
        constraints = [
            models.UniqueConstraint(fields=["criterion", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["criterion"], condition=Q(state="published"), name="one_published_version"),
            models.UniqueConstraint(fields=["criterion"], condition=Q(state__in=IN_WORK), name="one_version_in_work"),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC) | Q(valid_from__isnull=False), name="version_in_force_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="version_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(end_reason=""), name="withdrawn_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.number} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises Immutable when the content of a version already published would change."""
        changed = set(kwargs.get("update_fields") or {field.name for field in self._meta.concrete_fields})
        if self.pk and changed - LIFE and CriterionVersion.objects.filter(pk=self.pk, state__in=PUBLIC).exists():
            raise Immutable(_("%(version)s is published and cannot be changed.") % {"version": self})
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises Immutable for what was ever public."""
        if self.state in PUBLIC:
            raise Immutable(_("%(version)s is published and cannot be deleted.") % {"version": self})
        return super().delete(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("criteria:version", args=[self.criterion.slug, self.number])

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_in_work(self) -> bool:
        return self.state in IN_WORK

    @property
    def is_editable(self) -> bool:
        """Whether its text may still be written: before review."""
        return self.state in (VersionState.PROPOSED, VersionState.DRAFT)

    def may_become(self, state: str) -> bool:
        """Whether the table of allowed moves leads there from here."""
        return state in MOVES.get(self.state, set())

    def text_in(self, language: str) -> "Any":
        """The `Translation` in a language, or in English, or any; the translations are best prefetched."""
        return best(self.translations.all(), [language])

    @property
    def text(self) -> "Any":
        """The text in the first language of the reader's order there is."""
        return best(self.translations.all(), reading_order(get_language()))

    @property
    def sources(self) -> list[Source]:
        """The documents it is drawn from."""
        return [self.source] if self.source else []

    @property
    def aged_sources(self) -> list[Source]:
        """Those of its documents that are outdated or withdrawn."""
        return [source for source in self.sources if not source.is_current]

    @property
    def applies_to_labels(self) -> list[str]:
        return [str(AppliesTo(value).label) for value in self.applies_to]
