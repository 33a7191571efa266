"""The index follows what is written: texts, labels, names of groups, numbers.

Rows written past the models (`update`, `bulk_create`) send no signals: `manage.py rebuild_search` takes them in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from criteria.languages import FALLBACK
from criteria.models import Criterion, CriterionVersion, GroupText, Label, Translation
from criteria.search.indexing import index, remove

_gathered: ContextVar[set[int] | None] = ContextVar("gathered", default=None)


@contextmanager
def at_the_end() -> Iterator[None]:
    """Texts written inside are indexed together on leaving: a whole library in a sixth of the time."""
    token = _gathered.set(set())
    try:
        yield
        texts = _gathered.get()
    finally:
        _gathered.reset(token)
    if texts:
        index(Translation.objects.filter(pk__in=texts))


def _follow(**conditions: Any) -> None:
    """Index the texts that meet the conditions, now or at the end."""
    gathered = _gathered.get()
    if gathered is None:
        index(Translation.objects.filter(**conditions))
    elif set(conditions) == {"pk"}:
        gathered.add(conditions["pk"])
    else:
        gathered.update(Translation.objects.filter(**conditions).values_list("pk", flat=True))


@receiver(post_save, sender=Translation)
def text_saved(instance: Translation, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:  # a fixture's rows come in any order
        _follow(pk=instance.pk)


@receiver(post_delete, sender=Translation)
def text_deleted(instance: Translation, **_kwargs: Any) -> None:
    remove(instance.version_id, instance.language)


@receiver(m2m_changed, sender=CriterionVersion.labels.through)
def labels_changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_kwargs: Any) -> None:
    if action in ("post_add", "post_remove", "post_clear"):
        versions = (pk_set or set()) if reverse else {instance.pk}
        _follow(version__in=versions)


@receiver(pre_save, sender=Label)
@receiver(pre_save, sender=GroupText)
@receiver(pre_save, sender=Criterion)
def note_change(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """Loading the library saves every group again: only another name or number is worth indexing for."""
    field = "number" if sender is Criterion else "name"
    former = sender.objects.filter(pk=instance.pk).values_list(field, flat=True).first()
    instance.search_changed = former != getattr(instance, field)


@receiver(post_save, sender=Label)
def label_renamed(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    if instance.search_changed and not raw:
        _follow(version__labels=instance)


@receiver(post_save, sender=GroupText)
def group_renamed(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    if instance.search_changed and not raw:
        _index_group(instance)


@receiver(post_delete, sender=GroupText)
def group_text_deleted(instance: GroupText, **_kwargs: Any) -> None:
    _index_group(instance)


def _index_group(text: GroupText) -> None:
    texts = Translation.objects.filter(version__criterion__group=text.group_id)
    # Texts in a language the group has no name in carry its English name.
    index(texts if text.language == FALLBACK else texts.filter(language=text.language))


@receiver(post_save, sender=Criterion)
def criterion_renumbered(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    if instance.search_changed and not raw:
        _follow(version__criterion=instance)
