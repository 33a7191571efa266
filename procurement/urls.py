"""Addresses under /tenders/."""

from django.urls import path, register_converter

from procurement.models import TenderState
from procurement.views import award, collecting, documents, items, lots, sections, tenders


class Direction:
    """Up or down."""

    regex = "up|down"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class StateName(Direction):
    """A state a tender can be moved to."""

    regex = "|".join(TenderState.values)


register_converter(Direction, "direction")
register_converter(StateName, "tender_state")

app_name = "procurement"

urlpatterns = [
    path("", tenders.tender_list, name="list"),
    path("new/", tenders.create, name="create"),
    path("collect/", collecting.collect, name="collect"),
    path("<int:pk>/", tenders.overview, name="overview"),
    path("<int:pk>/basics/", tenders.basics, name="basics"),
    path("<int:pk>/lots/", lots.lots, name="lots"),
    path("<int:pk>/criteria/", items.criteria, name="criteria"),
    path("<int:pk>/award/", award.award, name="award"),
    path("<int:pk>/sections/", sections.sections, name="sections"),
    path("<int:pk>/sections/new/", sections.section_add, name="section_add"),
    path("<int:pk>/document/", documents.document, name="document"),
    path("<int:pk>/document/freeze/", documents.freeze, name="freeze"),
    path("<int:pk>/history/", tenders.history, name="history"),
    path("<int:pk>/move/<tender_state:to>/", tenders.move, name="move"),
    path("lots/<int:pk>/", lots.lot_edit, name="lot"),
    path("lots/<int:pk>/remove/", lots.lot_remove, name="lot_remove"),
    path("lots/<int:pk>/add-criterion/", items.add_criterion, name="add_criterion"),
    path("lots/<int:pk>/add-set/", items.add_set, name="add_set"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/new-version/", collecting.item_new_version, name="item_new_version"),
    path("items/<int:pk>/reset/", items.reset_text, name="item_reset"),
    path("items/<int:pk>/move/<direction:direction>/", items.item_move, name="item_move"),
    path("items/<int:pk>/remove/", items.item_remove, name="item_remove"),
    path("items/<int:pk>/restore/", items.item_restore, name="item_restore"),
    path("sections/<int:pk>/", sections.section_edit, name="section"),
    path("sections/<int:pk>/move/<direction:direction>/", sections.section_move, name="section_move"),
    path("sections/<int:pk>/remove/", sections.section_remove, name="section_remove"),
    path("sections/<int:pk>/restore/", sections.section_restore, name="section_restore"),
    path("files/<int:pk>/", sections.attachment_download, name="attachment"),
    path("files/<int:pk>/remove/", sections.attachment_remove, name="attachment_remove"),
    path("files/<int:pk>/restore/", sections.attachment_restore, name="attachment_restore"),
    path("revisions/<int:pk>/", documents.revision, name="revision"),
    path("revisions/<int:pk>/render/", documents.render_again, name="render"),
    path("revisions/<int:pk>/snapshot.json", documents.revision_json, name="revision_json"),
]
