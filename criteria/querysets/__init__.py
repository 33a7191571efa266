"""All reads of the library, by what is read."""

from criteria.querysets.scope import CURATORS, IN_WORK, PUBLIC, Person
from criteria.querysets.texts import CommentQuerySet, TranslationQuerySet
from criteria.querysets.versions import CriterionQuerySet, CriterionVersionQuerySet
from criteria.querysets.vocabulary import (
    CpvQuerySet,
    CriteriaSetQuerySet,
    LabelQuerySet,
    ProductGroupQuerySet,
    SourceQuerySet,
)

__all__ = [
    "CURATORS",
    "IN_WORK",
    "PUBLIC",
    "CommentQuerySet",
    "CpvQuerySet",
    "CriteriaSetQuerySet",
    "CriterionQuerySet",
    "CriterionVersionQuerySet",
    "LabelQuerySet",
    "Person",
    "ProductGroupQuerySet",
    "SourceQuerySet",
    "TranslationQuerySet",
]
