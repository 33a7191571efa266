"""The REST API: one router over the apps' view sets, its OpenAPI description and its documentation."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.routers import DefaultRouter

from circpro.dashboard.api_docs import api_docs
from circpro.documents.api import RenderJobViewSet
from criteria import api as criteria
from procurement import api as procurement

app_name = "api"

router = DefaultRouter()
router.include_root_view = False
router.register("product-groups", criteria.ProductGroupViewSet, basename="product-group")
router.register("criteria", criteria.CriterionViewSet, basename="criterion")
router.register("criteria-sets", criteria.CriteriaSetViewSet, basename="criteria-set")
router.register("cpv", criteria.CpvViewSet, basename="cpv")
router.register("tenders", procurement.TenderViewSet, basename="tender")
router.register("lots", procurement.LotViewSet, basename="lot")
router.register("items", procurement.ItemViewSet, basename="item")
router.register("sections", procurement.SectionViewSet, basename="section")
router.register("revisions", procurement.RevisionViewSet, basename="revision")
router.register("render-jobs", RenderJobViewSet, basename="render-job")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/token/", obtain_auth_token, name="token"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", api_docs, name="docs"),
]
