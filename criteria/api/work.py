"""What is not public yet: versions in work, and proposals for new criteria."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from criteria.api import examples
from criteria.api.criteria import VersionReads
from criteria.api.describing import CRITERION, LANG, TEXTS
from criteria.api.pagination import CriterionCursors
from criteria.api.serializers import InWorkSerializer
from criteria.api.written import ProposalSerializer
from criteria.models import CriterionVersion
from criteria.services.editing import propose_criterion


class InWorkViewSet(VersionReads):
    """Versions proposed, being written or in review: librarians see all, others what they proposed themselves."""

    permission_classes = [IsAuthenticated]
    serializer_class = InWorkSerializer
    pagination_class = CriterionCursors
    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        return CriterionVersion.objects.visible_to(self.request.user).in_work().with_stamps()

    @extend_schema(parameters=[LANG, TEXTS], examples=[examples.IN_WORK])
    def list(self, request: Request) -> HttpResponse:
        """List the versions in work

        Ordered by the criterion's number; a criterion has one version in work at most.
        """
        return self.answer_page(self.get_queryset())

    @extend_schema(parameters=[CRITERION, LANG, TEXTS], examples=[examples.IN_WORK])
    def retrieve(self, request: Request, criterion: str) -> HttpResponse:
        """Read the version in work of a criterion

        `row_version` grows with each save.
        """
        return self.answer_one(self.newest(self.named(self.get_queryset())))


class ProposalViewSet(viewsets.GenericViewSet):
    """Proposals of new criteria, from whoever takes part."""

    queryset = CriterionVersion.objects.none()
    permission_classes = [IsAuthenticated]
    serializer_class = ProposalSerializer

    @extend_schema(
        request=ProposalSerializer,
        responses={201: InWorkSerializer},
        examples=[examples.PROPOSAL, examples.IN_WORK],
    )
    def create(self, request: Request) -> Response:
        """Propose a criterion

        It gets its lasting number at once and waits for a librarian; read it on at `criteria-in-work`.
        """
        if not request.user.has_perm("criteria.propose_criterion"):
            raise PermissionDenied
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        proposed = propose_criterion(by=request.user, **given.validated_data)
        version = CriterionVersion.objects.with_stamps().get(pk=proposed.pk)
        written = InWorkSerializer(version, context={**self.get_serializer_context(), "all_texts": True}).data
        address = reverse("api:criterion-in-work-detail", args=[version.criterion.number], request=request)
        return Response(written, status=status.HTTP_201_CREATED, headers={"Location": address})
