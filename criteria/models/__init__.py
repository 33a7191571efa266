"""The library's tables, in reading order: groups, sources, criteria with versions and texts, sets, remarks, baskets."""

from criteria.models.basket import BasketItem
from criteria.models.comment import Comment, CommentKind
from criteria.models.criterion import Ambition, AppliesTo, Criterion, Kind, RStrategy
from criteria.models.group import CpvCode, CpvName, GroupText, ProductGroup
from criteria.models.library_import import ImportState, LibraryImport
from criteria.models.search import SearchText, SearchWord
from criteria.models.sets import CriteriaSet, CriteriaSetItem, SetModel, SetText
from criteria.models.source import Label, Source, SourceState
from criteria.models.translation import Parameter, Translation, TranslationState
from criteria.models.version import CriterionVersion, Immutable, VersionState

__all__ = [
    "Ambition",
    "AppliesTo",
    "BasketItem",
    "Comment",
    "CommentKind",
    "CpvCode",
    "CpvName",
    "CriteriaSet",
    "CriteriaSetItem",
    "Criterion",
    "CriterionVersion",
    "GroupText",
    "Immutable",
    "ImportState",
    "Kind",
    "Label",
    "LibraryImport",
    "Parameter",
    "ProductGroup",
    "RStrategy",
    "SearchText",
    "SearchWord",
    "SetModel",
    "SetText",
    "Source",
    "SourceState",
    "Translation",
    "TranslationState",
    "VersionState",
]
