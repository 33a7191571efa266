"""Who reads what, said once for all reads of the library."""

from django.contrib.auth.models import AnonymousUser

from circpro.consortium.models import User
from circpro.consortium.roles import Role

Person = User | AnonymousUser
CURATORS = (Role.LIBRARIAN, Role.ADMINISTRATOR)
PUBLIC = ("published", "superseded", "withdrawn")  # what has been in force stays readable for ever
IN_WORK = ("proposed", "draft", "in_review")
