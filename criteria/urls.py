"""Addresses under /criteria/."""

from django.urls import path, register_converter

from criteria.views import keeping, library, remarks, translating, versions


class ActConverter:
    """A step of a version's life, as `criteria.views.keeping.STEPS` names it."""

    regex = "|".join(keeping.STEPS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ActConverter, "act")

app_name = "criteria"

urlpatterns = [
    path("", library.criterion_list, name="list"),
    path("sets/", library.sets, name="sets"),
    path("sets/<slug:slug>/", library.criteria_set, name="set"),
    path("cpv/", library.cpv_search, name="cpv_search"),
    path("desk/", keeping.desk, name="desk"),
    path("propose/", keeping.propose, name="propose"),
    path("translations/", translating.overview, name="translations"),
    path("translations/<slug:language>/", translating.in_language, name="in_language"),
    path("sources/", remarks.sources, name="sources"),
    path("sources/<int:pk>/", remarks.source, name="source"),
    path("remarks/<int:pk>/close/", remarks.close, name="remark_close"),
    path("<slug:slug>/", library.detail, name="detail"),
    path("<slug:slug>/next/", keeping.start, name="start"),
    path("<slug:slug>/v<int:number>/", library.detail, name="version"),
    path("<slug:slug>/v<int:number>/edit/", keeping.edit, name="edit"),
    path("<slug:slug>/v<int:number>/remark/", remarks.remark, name="remark"),
    path("<slug:slug>/v<int:number>/record/", versions.record, name="record"),
    path("<slug:slug>/v<int:number>/translate/<slug:language>/", translating.translate, name="translate"),
    path("<slug:slug>/v<int:number>/translate/<slug:language>/review/", translating.review, name="translation_review"),
    path("<slug:slug>/v<int:number>/<act:act>/", keeping.step, name="step"),
    path("<slug:slug>/v<int:older>/difference/<int:newer>/", versions.difference, name="difference"),
]
