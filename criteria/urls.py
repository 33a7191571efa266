"""Addresses under /criteria/."""

from django.urls import path, re_path

from criteria.views import exchange, library

app_name = "criteria"

urlpatterns = [
    path("", library.criterion_list, name="list"),
    path("sets/", library.sets, name="sets"),
    path("sets/<slug:slug>/", library.criteria_set, name="set"),
    path("cpv/", library.cpv_search, name="cpv_search"),
    path("export/", exchange.export_choices, name="export_choices"),
    re_path(r"^export/(?P<ending>xlsx|csv|json|docx)/$", exchange.export, name="export"),
    path("library.schema.json", exchange.schema, name="schema"),
    path("import/", exchange.imports, name="imports"),
    path("import/<int:pk>/", exchange.import_detail, name="import"),
    path("import/<int:pk>/confirm/", exchange.import_confirm, name="import_confirm"),
    path("import/<int:pk>/drop/", exchange.import_drop, name="import_drop"),
    path("<slug:slug>/", library.detail, name="detail"),
    path("<slug:slug>/v<int:number>/", library.detail, name="version"),
]
