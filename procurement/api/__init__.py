"""Tenders over the API: the services and rules of the pages, other clothes."""

from procurement.api.views import ItemViewSet, LotViewSet, RevisionViewSet, SectionViewSet, TenderViewSet

__all__ = ["ItemViewSet", "LotViewSet", "RevisionViewSet", "SectionViewSet", "TenderViewSet"]
