"""Criteria and their versions, for everyone."""

import re
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from criteria.api import conditional, examples
from criteria.api.describing import CRITERION, FILTERS, LANG, TEXTS, VERSION
from criteria.api.filters import LibraryFilter
from criteria.api.pagination import CriterionCursors, HitCursors, VersionCursors
from criteria.api.reading import InLanguage
from criteria.api.serializers import CriterionSerializer
from criteria.api.written import RemarkedSerializer, RemarkSerializer
from criteria.models import CriterionVersion
from criteria.services.remarks import leave_remark

NUMBER = re.compile(r"[A-Za-z]{3}-\d{3,8}", re.ASCII)
SLUG = re.compile(r"[-\w]{1,100}", re.ASCII)
VERSION_NUMBER = re.compile(r"[0-9]{1,9}")
SHOWN = ("translations", "parameters", "labels", "further_sources")


class VersionReads(InLanguage):
    """Reads of versions: what tells them apart comes in one query, the texts only where the caller lacks them."""

    queryset = CriterionVersion.objects.none()
    serializer_class = CriterionSerializer
    lookup_url_kwarg = "criterion"
    lookup_value_regex = "[^/]+"

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "all_texts": self.request.query_params.get("texts") == "all"}

    def named(self, versions: Any) -> Any:
        """The versions of the criterion in the address, by slug or number. Raises Http404 for what is neither."""
        name = self.kwargs["criterion"]
        if NUMBER.fullmatch(name):
            versions = versions.filter(criterion__number=name.upper())
        elif SLUG.fullmatch(name):
            versions = versions.filter(criterion__slug=name)
        else:
            raise Http404
        return versions

    def newest(self, versions: Any) -> CriterionVersion:
        """The last of them. Raises Http404 where there is none."""
        version = versions.order_by("-number").first()
        if version is None:
            raise Http404
        return version

    def answer_one(self, version: CriterionVersion) -> HttpResponse:
        return conditional.answer(
            self.request,
            state=_stamp(version),
            modified=version.updated_at,
            fields=self.get_serializer().fields,
            write=lambda: self._written([version])[0],
        )

    def answer_page(self, versions: Any) -> HttpResponse:
        page = self.paginate_queryset(versions)
        links = [self.paginator.get_next_link(), self.paginator.get_previous_link()]
        return conditional.answer(
            self.request,
            state=[links, [_stamp(version) for version in page]],
            fields=self.get_serializer().fields,
            write=lambda: self.get_paginated_response(self._written(page)).data,
        )

    def _written(self, versions: list[CriterionVersion]) -> Any:
        prefetch_related_objects(versions, *SHOWN)
        return self.get_serializer(versions, many=True).data


class CriterionViewSet(VersionReads):
    """Criteria in force and every version that ever was."""

    permission_classes = [AllowAny]
    filterset_class = LibraryFilter

    def get_queryset(self) -> Any:
        return CriterionVersion.objects.public().with_stamps()

    @property
    def pagination_class(self) -> type:
        if self.action == "versions":
            return VersionCursors
        return HitCursors if self.request and self.request.query_params.get("q", "").strip() else CriterionCursors

    @extend_schema(parameters=[*FILTERS, LANG, TEXTS], examples=[examples.CRITERION])
    def list(self, request: Request) -> HttpResponse:
        """List the criteria in force

        Narrowed down by the filters of the library's page, ordered by number; with `q`, best hits first. With
        `updated_since`, every version that changed since then, superseded and withdrawn ones included: what a mirror
        needs to follow the library.
        """
        return self.answer_page(self.filter_queryset(self.get_queryset()))

    @extend_schema(parameters=[CRITERION, LANG, TEXTS], examples=[examples.CRITERION])
    def retrieve(self, request: Request, criterion: str) -> HttpResponse:
        """Read a criterion

        The version in force; of a withdrawn criterion its last version, whose `state` and `end_reason` say so.
        """
        return self.answer_one(self.newest(self.named(self.get_queryset())))

    @extend_schema(
        parameters=[CRITERION, LANG, TEXTS], responses=CriterionSerializer(many=True), examples=[examples.CRITERION],
        filters=False, operation_id="criteria_versions_list",
    )  # fmt: skip
    @action(detail=True)
    def versions(self, request: Request, criterion: str) -> HttpResponse:
        """List the versions of a criterion

        All that are or were in force, newest first.
        """
        versions = self.named(self.get_queryset())
        self.newest(versions)
        return self.answer_page(versions)

    @extend_schema(
        parameters=[CRITERION, VERSION, LANG, TEXTS], responses=CriterionSerializer, examples=[examples.CRITERION],
        filters=False, operation_id="criteria_versions_retrieve",
    )  # fmt: skip
    @action(detail=True, url_path="versions/(?P<number>[^/]+)")
    def version(self, request: Request, criterion: str, number: str) -> HttpResponse:
        """Read a version of a criterion

        Its text never changes, so it can be cited in a contract.
        """
        return self.answer_one(self._numbered(self.named(self.get_queryset()), number))

    @extend_schema(
        parameters=[CRITERION], request=RemarkSerializer, responses={201: RemarkedSerializer}, filters=False,
        examples=[examples.REMARK, examples.REMARKED], operation_id="criteria_remarks_create",
    )  # fmt: skip
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def remarks(self, request: Request, criterion: str) -> Response:
        """Leave a remark on a criterion

        A comment, a question, a problem or a wish, for the librarians and all who are signed in.
        """
        versions = self.named(CriterionVersion.objects.visible_to(request.user).select_related("criterion"))
        newest = self.newest(versions)
        given = RemarkSerializer(data=request.data, context={"user": request.user})
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        number = values.pop("version", None)
        version = self._numbered(versions, str(number)) if number else newest
        if not request.user.has_perm("criteria.comment_criterionversion", version):
            raise PermissionDenied
        remark = leave_remark(version=version, by=request.user, **values)
        return Response(RemarkedSerializer(remark).data, status=status.HTTP_201_CREATED)

    def _numbered(self, versions: Any, number: str) -> CriterionVersion:
        if not VERSION_NUMBER.fullmatch(number):
            raise Http404
        return self.newest(versions.filter(number=int(number)))


def _stamp(version: CriterionVersion) -> list[Any]:
    """All of a version that can change while its number stays."""
    source = version.source
    return [
        version.pk, version.version, version.state, version.content_hash, version.valid_until, version.end_reason,
        version.replaced_by_id, version.updated_at, version.text_count, version.texts_written,
        version.criterion.slug, version.criterion.group.slug, source and [source.title, source.year, source.state],
    ]  # fmt: skip
