"""Render jobs over the API."""

from typing import Any

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from circpro.documents import services, views
from circpro.documents.models import RenderJob
from circpro.documents.querysets import RenderJobQuerySet


class Conflict(APIException):
    """The job is not in a state that allows this."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class RenderJobSerializer(serializers.ModelSerializer):
    """A job as a client polls it."""

    owner_type = serializers.SerializerMethodField()
    owner_id = serializers.CharField(source="object_id", read_only=True)
    sha256 = serializers.CharField(source="document.sha256", read_only=True, default=None, allow_null=True)
    size = serializers.IntegerField(source="document.size", read_only=True, default=None, allow_null=True)
    pages = serializers.IntegerField(source="document.pages", read_only=True, default=None, allow_null=True)

    class Meta:
        model = RenderJob
        fields = [
            "id", "owner_type", "owner_id", "title", "filename", "language", "content_hash", "state", "stage",
            "progress", "attempts", "error", "sha256", "size", "pages", "created_at", "started_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_owner_type(self, job: RenderJob) -> str:
        return f"{job.content_type.app_label}.{job.content_type.model}"


class RenderJobViewSet(viewsets.ReadOnlyModelViewSet):
    """Jobs whose owner the caller may view."""

    queryset = RenderJob.objects.none()
    serializer_class = RenderJobSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self) -> RenderJobQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return RenderJob.objects.none()
        jobs = RenderJob.objects.select_related("document", "content_type")
        return jobs.visible_to(self.request.user) if self.action == "list" else jobs

    def get_object(self) -> RenderJob:
        job = super().get_object()
        permission = "documents.retry_renderjob" if self.action == "retry" else "documents.view_renderjob"
        if not self.request.user.has_perm(permission, job):
            raise Http404
        return job

    @extend_schema(request=None, responses=RenderJobSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: Any = None) -> Response:
        """Try a failed job again."""
        try:
            job = services.retry(job=self.get_object(), by=request.user)
        except services.NotFailed as error:
            raise Conflict(str(error)) from error
        return Response(self.get_serializer(job).data)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def download(self, request: Request, pk: Any = None) -> FileResponse:
        """The finished file."""
        return views.file_response(self.get_object())
