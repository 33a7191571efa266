"""What readers say about a criterion: comments among those signed in, feedback from anyone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from criteria.models.criterion import Criterion
from criteria.models.version import CriterionVersion
from criteria.querysets import CommentQuerySet


class CommentKind(models.TextChoices):
    """What the reader wants to say."""

    COMMENT = "comment", _("Comment")
    QUESTION = "question", _("Question")
    PROBLEM = "problem", _("Something is wrong")
    WISH = "wish", _("Wish")


class Comment(models.Model):
    """A remark on a criterion, open until a librarian has dealt with it; an answer is a comment under it."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="comments")
    version = models.ForeignKey(
        CriterionVersion, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("version read")
    )
    answers = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    kind = models.CharField(_("kind"), max_length=10, choices=CommentKind.choices, default=CommentKind.COMMENT)
    text = models.TextField(_("text"), max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Nobody where a reader without account gave feedback."),
    )
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    closed_at = models.DateTimeField(_("dealt with"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["written_at"], condition=Q(closed_at__isnull=True), name="comment_open"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{reverse('criteria:detail', args=[self.criterion.slug])}#comment-{self.pk}"
