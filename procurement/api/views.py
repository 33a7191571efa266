"""View sets: parse, ask the rules, call a service, answer."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from circpro.documents.api import RenderJobSerializer
from procurement.api import serializers
from procurement.models import Lot, Revision, Section, Tender, TenderItem
from procurement.services import drafting, freezing, items, sections
from procurement.services.award import set_award


class VersionRequired(APIException):
    """A write has to say from which version it was made."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "version_required"


class Scoped(viewsets.GenericViewSet):
    """Rows the caller may see; anything else is 404, and a write not allowed 403."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.visible_to(self.request.user)

    def may(self, act: str, row: Any) -> Any:
        """Raises PermissionDenied unless the caller may do this with the row."""
        if not self.request.user.has_perm(f"procurement.{act}_{row._meta.model_name}", row):
            raise PermissionDenied
        return row

    def seen(self, rows: Any, row: Any, field: str) -> Any:
        """A row named in the body, if the caller sees it; else it does not exist for them. Raises ValidationError."""
        if not rows.visible_to(self.request.user).filter(pk=row.pk).exists():
            from rest_framework.exceptions import ValidationError

            raise ValidationError({field: [_("There is no such object.")]})
        return self.may("change", row)

    def expected_version(self) -> int:
        """The version named in If-Match. Raises VersionRequired."""
        tag = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if not tag.isdecimal():
            raise VersionRequired(_("Send the version you read, from ETag, in If-Match."))
        return int(tag)

    def checked(self, **kwargs: Any) -> dict[str, Any]:
        serializer = self.get_serializer(data=self.request.data, **kwargs)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def answer(self, row: Any, serializer: Any = None, code: int = 200) -> Response:
        """The row with its version as ETag."""
        data = (serializer or self.serializer_class)(row, context=self.get_serializer_context()).data
        headers = {"ETag": f'"{row.version}"'} if hasattr(row, "version") else {}
        return Response(data, status=code, headers=headers)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Read one

        With its version as `ETag`, where it can be changed.
        """
        return self.answer(self.get_object())


class TenderViewSet(mixins.ListModelMixin, Scoped):
    """Tenders of the caller's authorities."""

    queryset = Tender.objects.select_related("authority")
    serializer_class = serializers.TenderSerializer

    def create(self, request: Request) -> Response:
        """Begin a draft with one lot."""
        if not request.user.has_perm("procurement.add_tender"):
            raise PermissionDenied
        return self.answer(drafting.create_tender(by=request.user, **self.checked()), code=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: Any = None) -> Response:
        """Change the basics; If-Match names the version read."""
        tender = self.may("change", self.get_object())
        values = self.checked(instance=tender, partial=True)
        values.pop("authority", None)
        drafting.change_tender(tender=tender, by=request.user, expected_version=self.expected_version(), **values)
        return self.answer(self.get_object())

    @extend_schema(request=None, responses={201: serializers.RevisionSerializer})
    @action(detail=True, methods=["post"])
    def freeze(self, request: Request, pk: Any = None) -> Response:
        """Freeze the draft as a revision."""
        tender = self.may("change", self.get_object())
        revision = freezing.freeze_revision(tender=tender, by=request.user)
        return self.answer(revision, serializers.RevisionSerializer, status.HTTP_201_CREATED)


class LotViewSet(mixins.ListModelMixin, Scoped):
    """Lots."""

    queryset = Lot.objects.select_related("tender__authority")
    serializer_class = serializers.LotSerializer
    filterset_fields = ["tender"]

    def create(self, request: Request) -> Response:
        """Add a lot."""
        values = self.checked()
        tender = self.seen(Tender.objects, values.pop("tender"), "tender")
        return self.answer(drafting.add_lot(tender=tender, by=request.user, **values), code=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: Any = None) -> Response:
        """Change a lot; If-Match names the version read."""
        lot = self.may("change", self.get_object())
        values = self.checked(instance=lot, partial=True)
        values.pop("tender", None)
        drafting.change_lot(lot=lot, by=request.user, expected_version=self.expected_version(), **values)
        return self.answer(lot)

    def destroy(self, request: Request, pk: Any = None) -> Response:
        """Remove a lot with its criteria."""
        drafting.remove_lot(lot=self.may("change", self.get_object()), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=serializers.SetAddSerializer, responses=serializers.ItemSerializer(many=True))
    @action(detail=True, methods=["post"], url_path="add-set", serializer_class=serializers.SetAddSerializer)
    def add_set(self, request: Request, pk: Any = None) -> Response:
        """Take a ready set into the lot; answers with the items added."""
        lot = self.may("change", self.get_object())
        added, _known = items.add_set(lot=lot, by=request.user, **self.checked())
        return Response(serializers.ItemSerializer(added, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=serializers.AwardSerializer, responses=serializers.LotSerializer)
    @action(detail=True, methods=["put"], serializer_class=serializers.AwardSerializer)
    def award(self, request: Request, pk: Any = None) -> Response:
        """Set award method and weights; they sum to 100."""
        lot = self.may("change", self.get_object())
        values = self.checked()
        set_award(
            lot=lot,
            by=request.user,
            expected_version=self.expected_version(),
            method=values["award_method"],
            price_weight=values["price_weight"],
            weights=values["weights"],
        )
        return self.answer(lot, serializers.LotSerializer)


class ItemViewSet(mixins.ListModelMixin, Scoped):
    """Criteria taken into lots."""

    queryset = TenderItem.objects.kept().with_texts().select_related("lot__tender__authority")
    serializer_class = serializers.ItemSerializer
    filterset_fields = ["lot", "lot__tender"]

    @extend_schema(request=serializers.ItemAddSerializer, responses={201: serializers.ItemSerializer})
    def create(self, request: Request) -> Response:
        """Take a criterion into a lot."""
        given = serializers.ItemAddSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        lot = self.seen(Lot.objects, given.validated_data["lot"], "lot")
        item = items.add_criterion(lot=lot, version=given.validated_data["criterion_version"], by=request.user)
        return self.answer(item, code=status.HTTP_201_CREATED)

    @extend_schema(request=serializers.ItemChangeSerializer, responses=serializers.ItemSerializer)
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        """Set figures and adapt texts; If-Match names the version read."""
        item = self.may("change", self.get_object())
        given = serializers.ItemChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        items.change_item(item=item, by=request.user, expected_version=self.expected_version(), **given.validated_data)
        return self.answer(item)

    def destroy(self, request: Request, pk: Any = None) -> Response:
        """Take a criterion out."""
        items.remove_item(item=self.may("change", self.get_object()), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SectionViewSet(mixins.ListModelMixin, Scoped):
    """Free sections."""

    queryset = Section.objects.kept().select_related("tender__authority")
    serializer_class = serializers.SectionSerializer
    filterset_fields = ["tender"]

    def create(self, request: Request) -> Response:
        """Write a section."""
        values = {"body": "", **self.checked()}
        tender = self.seen(Tender.objects, values.pop("tender"), "tender")
        return self.answer(sections.add_section(tender=tender, by=request.user, **values), code=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: Any = None) -> Response:
        """Change a section; If-Match names the version read."""
        section = self.may("change", self.get_object())
        values = self.checked(instance=section, partial=True)
        values.pop("tender", None)
        sections.change_section(section=section, by=request.user, expected_version=self.expected_version(), **values)
        return self.answer(section)

    def destroy(self, request: Request, pk: Any = None) -> Response:
        """Remove a section."""
        sections.remove_section(section=self.may("change", self.get_object()), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RevisionViewSet(mixins.ListModelMixin, Scoped):
    """Frozen states of tenders."""

    queryset = Revision.objects.select_related("tender__authority")
    serializer_class = serializers.RevisionSerializer
    filterset_fields = ["tender"]

    @extend_schema(request=serializers.RenderSerializer, responses={202: RenderJobSerializer})
    @action(detail=True, methods=["post"], serializer_class=serializers.RenderSerializer)
    def render(self, request: Request, pk: Any = None) -> Response:
        """Ask for the PDF in one language; poll the render job it answers with."""
        revision = self.may("render", self.get_object())
        job = freezing.request_document(revision=revision, by=request.user, **self.checked())
        return Response(RenderJobSerializer(job).data, status=status.HTTP_202_ACCEPTED)
