"""What can go wrong in drafting, in the buyer's words."""

from typing import Any

from circpro.errors import DomainError, Refused


class WrongState(DomainError):
    """The tender is not in a state that allows this."""

    status = 409
    code = "wrong_state"


class AlreadyThere(DomainError):
    """The criterion is in the lot already."""

    status = 409
    code = "already_there"


class NotAccepted(Refused):
    """Values that break a rule, by field."""

    code = "not_accepted"


class NotReady(DomainError):
    """The draft cannot be frozen yet; `findings` say what is missing and where."""

    code = "not_ready"

    def __init__(self, message: str, *, findings: list[Any]) -> None:
        super().__init__(message)
        self.findings = findings

    def extra(self) -> dict[str, Any]:
        return {"errors": [{"field": f.place, "message": str(f.message), "code": f.rule} for f in self.findings]}
