"""The OpenAPI description of every view: summaries, and the problem details each may answer with."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from circpro.problems import JSON_PROBLEM

READS = {"GET", "HEAD"}


class WrongValueSerializer(serializers.Serializer):
    """One value that is not accepted."""

    field = serializers.CharField(help_text="Its path, such as `content.text.en.title`; empty for the whole.")
    message = serializers.CharField()
    code = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """A problem detail (RFC 9457)."""

    type = serializers.CharField(help_text="A URN that names the kind of problem.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What is wrong, in words for people.")
    errors = WrongValueSerializer(many=True, required=False)  # type: ignore[assignment]


class StaleSerializer(ProblemSerializer):
    """A conflict; where somebody else saved in the meantime, with both texts and the version that stands now."""

    current = serializers.DictField(child=serializers.JSONField(), required=False)
    yours = serializers.DictField(child=serializers.JSONField(), required=False)
    version = serializers.IntegerField(required=False)


def _problem(status: int, code: str, says: str, description: str, **more: Any) -> OpenApiResponse:
    value = {"type": f"urn:circpro:problem:{code}", "title": code.replace("_", " "), "status": status, "detail": says}
    example = OpenApiExample(code, value={**value, **more}, response_only=True, status_codes=[str(status)])
    serializer = StaleSerializer if status == 409 else ProblemSerializer
    return OpenApiResponse(serializer, description, [example])


WRONG = {"field": "page_size", "message": "Ask for 1 to 200 to a page.", "code": "invalid"}
PROBLEMS = {
    "400": _problem(
        400, "invalid", "Some values are not accepted.", "A value is not accepted; each is named.", errors=[WRONG]
    ),
    "401": _problem(
        401, "not_authenticated", "Authentication credentials were not provided.", "Not signed in, or a wrong token."
    ),
    "403": _problem(
        403, "permission_denied", "You do not have permission to perform this action.", "Signed in, but not allowed."
    ),
    "404": _problem(404, "not_found", "Not found.", "There is no such thing, or not for you."),
    "409": _problem(
        409, "not_now", "This does not fit where it stands now.", "Not now, or somebody else saved in between."
    ),
    "412": _problem(
        412, "precondition_failed", "Something else stands here now.", "If-Match or If-Unmodified-Since does not hold."
    ),
    "415": _problem(415, "unsupported_media_type", "Unsupported media type.", "Send JSON."),
    "422": _problem(
        422,
        "incomplete",
        "Write what you want to say.",
        "Understood, but it breaks a rule; the fields are named.",
        errors=[{"field": "text", "message": "Write what you want to say.", "code": "incomplete"}],
    ),
    "428": _problem(428, "version_required", "Send the version you read.", "If-Match is missing."),
    "429": _problem(
        429, "throttled", "Request was throttled.", "Too many requests; Retry-After says how long to wait."
    ),
}
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description='The ETag of what was read, such as `"3"`.'
)
DONE = {"200": "Here it is.", "201": "Made.", "202": "Taken in hand.", "204": "Done; there is nothing to tell."}
CACHED = {
    "ETag": "Send it as If-None-Match: 304 answers that nothing changed.",
    "Last-Modified": "Since when the answer is as it is, as far as known; for If-Modified-Since.",
    "Cache-Control": "How long the answer may be kept.",
}


class PortalSchema(AutoSchema):
    """What every operation of ours has in common, said once."""

    def get_summary(self) -> str | None:
        """The first line of the docstring."""
        return super().get_summary() or self._docstring()[0]

    def get_description(self) -> str:  # type: ignore[override]
        """What follows the first line; that line where it is all."""
        return self._docstring()[1]

    def _docstring(self) -> tuple[str, str]:
        first, _blank, rest = (super().get_description() or "").strip().partition("\n\n")
        return first.rstrip("."), rest.strip() or first

    def get_override_parameters(self) -> list[Any]:
        given = super().get_override_parameters()
        return [*given, IF_MATCH] if self._names_version() else given

    def _names_version(self) -> bool:
        return self.method in ("PUT", "PATCH")

    def _is_conditional(self) -> bool:
        return self.method in READS and getattr(self.view, "answers_conditionally", False)

    def _public(self) -> bool:
        return any(isinstance(permission, AllowAny) for permission in self.view.get_permissions())

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        if self._is_conditional():
            bodies["200"]["headers"] = {
                name: {"description": text, "schema": {"type": "string"}} for name, text in CACHED.items()
            }
            bodies["304"] = {"description": "Nothing changed since it was read."}
        for code in self._problem_codes():
            bodies.setdefault(code, self._get_response_for_code(PROBLEMS[code], code, [JSON_PROBLEM], direction))
        bodies["429"]["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
        for code, words in DONE.items():
            if code in bodies and not bodies[code].get("description"):
                bodies[code]["description"] = words
        return dict(sorted(bodies.items()))

    def _problem_codes(self) -> list[str]:
        codes = ["400", "401", "404", "429"]
        if self.method not in READS or not self._public():
            codes.append("403")
        if self.method in READS:
            return [*codes, "412"] if self._is_conditional() else codes
        codes += ["409", "422"]
        if self.method != "DELETE":
            codes.append("415")
        return [*codes, "428"] if self._names_version() else codes
