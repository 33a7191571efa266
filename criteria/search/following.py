"""The index follows what is written: texts, labels, names of groups, numbers.

Rows written past the models (`update`, `bulk_create`) send no signals: `manage.py rebuild_search` takes them in.
"""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from criteria.models import Criterion, CriterionVersion, GroupText, Label, Translation
from criteria.search.indexing import index, remove


@receiver(post_save, sender=Translation)
def text_saved(instance: Translation, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:  # a fixture's rows come in any order
        index(Translation.objects.filter(pk=instance.pk))


@receiver(post_delete, sender=Translation)
def text_deleted(instance: Translation, **_kwargs: Any) -> None:
    remove(instance.version_id, instance.language)


@receiver(m2m_changed, sender=CriterionVersion.labels.through)
def labels_changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_kwargs: Any) -> None:
    if action in ("post_add", "post_remove", "post_clear"):
        versions = (pk_set or set()) if reverse else {instance.pk}
        index(Translation.objects.filter(version__in=versions))


@receiver(post_save, sender=Label)
def label_renamed(instance: Label, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    if not (created or raw):
        index(Translation.objects.filter(version__labels=instance))


@receiver([post_save, post_delete], sender=GroupText)
def group_renamed(instance: GroupText, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        index(Translation.objects.filter(version__criterion__group=instance.group_id))


@receiver(post_save, sender=Criterion)
def criterion_renumbered(instance: Criterion, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    if not (created or raw):
        index(Translation.objects.filter(version__criterion=instance))
