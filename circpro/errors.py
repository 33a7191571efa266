"""The errors of the domain: raised by services with words for the reader, turned into answers at the boundary."""

from typing import Any


class DomainError(Exception):
    """What a person asked for cannot be done, and the text says why. `status` is the HTTP answer, `field` the place."""

    status = 422
    code = "refused"
    field: str | None = None

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        if field is not None:
            self.field = field

    def extra(self) -> dict[str, Any]:
        """Members of the problem detail beside the text."""
        if not self.field:
            return {}
        return {"errors": [{"field": self.field, "message": str(self), "code": self.code}]}


class StaleWrite(DomainError):
    """Somebody else saved in between. Carries both texts, so that neither is lost."""

    status = 409
    code = "stale_write"

    def __init__(self, message: str, *, current: dict[str, Any], yours: dict[str, Any], version: int) -> None:
        super().__init__(message)
        self.current = current
        self.yours = yours
        self.version = version

    def extra(self) -> dict[str, Any]:
        return {"current": self.current, "yours": self.yours, "version": self.version}


class Refused(DomainError):
    """Values that break a rule, by field."""

    def __init__(self, message: str, *, errors: dict[str, str]) -> None:
        super().__init__(message)
        self.errors = errors

    def extra(self) -> dict[str, Any]:
        return {"errors": [{"field": field, "message": text, "code": self.code} for field, text in self.errors.items()]}


class TooMany(DomainError):
    """More than anyone is allowed for now."""

    status = 429
    code = "too_many"
