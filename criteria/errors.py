"""What can be refused in the library, in the reader's words."""

from circpro.errors import DomainError, Refused


class NotNow(DomainError):
    """The act does not fit where the version stands in its life."""

    status = 409
    code = "not_now"


class SecondPersonNeeded(DomainError):
    """Whoever wrote a text may not review it."""

    status = 403
    code = "second_person_needed"


class Incomplete(Refused):
    """A version cannot go on as it is: what is missing or wrong, by field."""

    code = "incomplete"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=errors)


class InUse(DomainError):
    """A text that stands in somebody's tender is replaced by a new version, not rewritten."""

    status = 409
    code = "in_use"


class BasketFull(DomainError):
    """A basket is for what one tender may hold, not for the whole library."""

    status = 409
    code = "basket_full"
