"""Addresses under /criteria/."""

from django.urls import path, re_path, register_converter

from criteria.views import addresses, collecting, exchange, keeping, library, remarks, translating, versions


class Act:
    """A step of a version's life, as `criteria.views.keeping.STEPS` names it."""

    regex = "|".join(keeping.STEPS)

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class Number(Act):
    """The number of a criterion, in any case: FUR-004."""

    regex = "[A-Za-z]{3}-[0-9]{1,3}"


register_converter(Act, "act")
register_converter(Number, "criterion_number")

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
    path("compare/", collecting.compare, name="compare"),
    path("print/", collecting.print_all, name="print"),
    path("basket/", collecting.basket, name="basket"),
    path("basket/add/", collecting.basket_add, name="basket_add"),
    path("basket/remove/", collecting.basket_remove, name="basket_remove"),
    path("basket/empty/", collecting.basket_empty, name="basket_empty"),
    path("basket/undo/", collecting.basket_undo, name="basket_undo"),
    path("basket/move/", collecting.basket_move, name="basket_move"),
    path("basket/renew/", collecting.basket_renew, name="basket_renew"),
    path("export/", exchange.export_choices, name="export_choices"),
    re_path(r"^export/(?P<ending>xlsx|csv|json|docx)/$", exchange.export, name="export"),
    path("library.schema.json", exchange.schema, name="schema"),
    path("import/", exchange.imports, name="imports"),
    path("import/<int:pk>/", exchange.import_detail, name="import"),
    path("import/<int:pk>/confirm/", exchange.import_confirm, name="import_confirm"),
    path("import/<int:pk>/drop/", exchange.import_drop, name="import_drop"),
    path("<criterion_number:number>/", addresses.by_number, name="number"),
    path("<criterion_number:number>/v<int:version>/", addresses.by_number, name="number_version"),
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
