"""Pages of the API's lists: a size one may ask for, said back where it makes no sense."""

import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200


class AskedPageSize:
    """`page_size` from 1 to the maximum; what is not such a number is said, not passed over."""

    page_size = PAGE_SIZE
    max_page_size = MAX_PAGE_SIZE
    page_size_query_param = "page_size"
    page_size_query_description = f"How many to a page: 1 to {MAX_PAGE_SIZE}, {PAGE_SIZE} where nothing is said."

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not re.fullmatch(r"[0-9]{1,4}", asked) or not 1 <= int(asked) <= self.max_page_size:
            message = _("Ask for 1 to %(maximum)s to a page.") % {"maximum": self.max_page_size}
            raise ValidationError({self.page_size_query_param: [message]})
        return int(asked)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parameters = super().get_schema_operation_parameters(view)  # type: ignore[misc]
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return parameters

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        described = super().get_paginated_response_schema(schema)  # type: ignore[misc]
        for name in ("next", "previous"):
            address = {"type": ["string", "null"], "format": "uri", "example": None}
            described["properties"][name] = {**address, "description": "The page's address, or null."}
        described["required"] = list(described["properties"])
        return described


class Pages(AskedPageSize, PageNumberPagination):  # type: ignore[misc]
    """Pages by number."""

    page_query_description = "Which page, from 1."
