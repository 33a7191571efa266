"""The library's tables, in reading order: codes and groups, criteria with their versions, sets."""

from criteria.models.criterion import (
    Ambition,
    AppliesTo,
    Criterion,
    CriterionVersion,
    Immutable,
    Kind,
    Label,
    Parameter,
    RStrategy,
    Translation,
    VersionState,
)
from criteria.models.group import CpvCode, CpvName, GroupText, ProductGroup
from criteria.models.sets import CriteriaSet, CriteriaSetItem, SetModel, SetText

__all__ = [
    "Ambition",
    "AppliesTo",
    "CpvCode",
    "CpvName",
    "CriteriaSet",
    "CriteriaSetItem",
    "Criterion",
    "CriterionVersion",
    "GroupText",
    "Immutable",
    "Kind",
    "Label",
    "Parameter",
    "ProductGroup",
    "RStrategy",
    "SetModel",
    "SetText",
    "Translation",
    "VersionState",
]
