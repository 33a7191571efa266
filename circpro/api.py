"""The REST API: one router over the apps' view sets, its OpenAPI description and its documentation."""

from typing import Any

from django.urls import include, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.exceptions import NotFound
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter
from rest_framework.views import APIView

from circpro.dashboard.api_docs import api_docs
from circpro.documents.api import RenderJobViewSet
from circpro.throttling import TokenRate
from criteria import api as criteria
from procurement import api as procurement

app_name = "api"


class TokenView(ObtainAuthToken):
    """Tokens for programs."""

    permission_classes = [AllowAny]
    parser_classes = [JSONParser, FormParser, MultiPartParser]
    throttle_classes = [TokenRate]

    @extend_schema(
        request={"application/json": AuthTokenSerializer},
        responses={200: {"type": "object", "properties": {"token": {"type": "string"}}, "required": ["token"]}},
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Get a token

        For e-mail address (as `username`) and password; send it as `Authorization: Token …`.
        """
        return super().post(request, *args, **kwargs)


class Nowhere(APIView):
    """Any other address under /api/ is a problem detail too."""

    permission_classes = [AllowAny]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound


router = DefaultRouter()
router.include_root_view = False
router.include_format_suffixes = False
router.register("product-groups", criteria.ProductGroupViewSet, basename="product-group")
router.register("criteria", criteria.CriterionViewSet, basename="criterion")
router.register("criteria-sets", criteria.CriteriaSetViewSet, basename="criteria-set")
router.register("labels", criteria.LabelViewSet, basename="label")
router.register("sources", criteria.SourceViewSet, basename="source")
router.register("cpv", criteria.CpvViewSet, basename="cpv")
router.register("criteria-in-work", criteria.InWorkViewSet, basename="criterion-in-work")
router.register("criteria-proposals", criteria.ProposalViewSet, basename="criterion-proposal")
router.register("tenders", procurement.TenderViewSet, basename="tender")
router.register("lots", procurement.LotViewSet, basename="lot")
router.register("items", procurement.ItemViewSet, basename="item")
router.register("sections", procurement.SectionViewSet, basename="section")
router.register("revisions", procurement.RevisionViewSet, basename="revision")
router.register("render-jobs", RenderJobViewSet, basename="render-job")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/token/", TokenView.as_view(), name="token"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", api_docs, name="docs"),
    re_path(r"^.*/$", Nowhere.as_view()),
]
