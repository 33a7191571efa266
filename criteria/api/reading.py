"""What all reads of the library share: open to everyone, in the language of `?lang=`, conditional."""

from typing import Any

from django.http import HttpResponse
from django.utils import translation
from rest_framework import mixins, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from criteria.api import conditional
from criteria.languages import content_language


class InLanguage(viewsets.GenericViewSet):
    """Answers in the language of `?lang=`, and 304 to who has the answer already."""

    answers_conditionally = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if asked := request.query_params.get("lang"):
            translation.activate(content_language(asked))


class Vocabulary(mixins.ListModelMixin, mixins.RetrieveModelMixin, InLanguage):
    """A short list without dates of its own: whether it changed is told by the answer itself."""

    permission_classes = [AllowAny]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer(super().list(request, *args, **kwargs).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer(super().retrieve(request, *args, **kwargs).data)

    def _answer(self, data: Any) -> HttpResponse:
        return conditional.answer(self.request, state=data, write=lambda: data)
