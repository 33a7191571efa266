"""The lists by which criteria are sorted: product groups, sets, labels, sources, CPV codes."""

from drf_spectacular.utils import extend_schema_view

from criteria.api import examples, serializers
from criteria.api.describing import CPV_WORDS, LANG, reads
from criteria.api.filters import CpvFilter
from criteria.api.reading import Vocabulary
from criteria.models import CpvCode, CriteriaSet, Label, ProductGroup, Source


@extend_schema_view(**reads("product groups", "product group", examples.PRODUCT_GROUP, [LANG]))
class ProductGroupViewSet(Vocabulary):
    """Product groups of the library."""

    queryset = ProductGroup.objects.with_texts().with_counts().prefetch_related("cpv_codes").order_by("code")
    serializer_class = serializers.ProductGroupSerializer
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"


@extend_schema_view(**reads("ready sets of criteria", "ready set", examples.CRITERIA_SET, [LANG]))
class CriteriaSetViewSet(Vocabulary):
    """Ready sets."""

    queryset = CriteriaSet.objects.with_texts().prefetch_related("items__criterion")
    serializer_class = serializers.CriteriaSetSerializer
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"


@extend_schema_view(**reads("labels accepted as evidence", "label", examples.LABEL, []))
class LabelViewSet(Vocabulary):
    """Labels that criteria in force, or once in force, accept."""

    queryset = Label.objects.public()
    serializer_class = serializers.LabelSerializer
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"


@extend_schema_view(**reads("documents criteria are drawn from", "document", examples.SOURCE, [], by="id"))
class SourceViewSet(Vocabulary):
    """Documents that criteria in force, or once in force, are drawn from."""

    queryset = Source.objects.public()
    serializer_class = serializers.SourceSerializer
    lookup_value_regex = "[^/]+"


@extend_schema_view(**reads("CPV codes", "CPV code", examples.CPV, [LANG], in_list=[CPV_WORDS], by="code"))
class CpvViewSet(Vocabulary):
    """CPV codes the library works with."""

    queryset = CpvCode.objects.with_names()
    serializer_class = serializers.CpvSerializer
    filterset_class = CpvFilter
    lookup_value_regex = "[^/]+"
