"""The library over the API: open to everyone for reading, to signed-in people for proposals and remarks."""

from criteria.api.criteria import CriterionViewSet
from criteria.api.vocabularies import (
    CpvViewSet,
    CriteriaSetViewSet,
    LabelViewSet,
    ProductGroupViewSet,
    SourceViewSet,
)
from criteria.api.work import InWorkViewSet, ProposalViewSet

__all__ = [
    "CpvViewSet",
    "CriteriaSetViewSet",
    "CriterionViewSet",
    "InWorkViewSet",
    "LabelViewSet",
    "ProductGroupViewSet",
    "ProposalViewSet",
    "SourceViewSet",
]
