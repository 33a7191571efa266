"""People of the library."""

from typing import Any

import pytest

from circpro.consortium.models import User
from tests.conftest import make_user


@pytest.fixture
def librarian(authority: Any) -> User:
    return make_user("librarian@elverum.example", authority, "librarian")


@pytest.fixture
def guest(db: Any) -> User:
    """Signed in, without a role."""
    return make_user("guest@elverum.example")
