"""What the frame of each page shows of the library: the reader's basket."""

from typing import Any

from django.http import HttpRequest

from criteria.services.collecting import basket_of


def basket(request: HttpRequest) -> dict[str, Any]:
    """`basket`: read only where a template asks for it."""
    return {"basket": lambda: basket_of(request)} if hasattr(request, "user") else {}
