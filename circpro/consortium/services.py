"""What may be done with organisations and people."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from circpro.consortium.demo import DEMO_PASSWORD, PEOPLE
from circpro.consortium.models import Membership, Organisation, Region, User

CONSORTIUM_FILE = Path(__file__).parent / "data" / "consortium.yaml"


@transaction.atomic
def load_consortium(*, file: Path = CONSORTIUM_FILE) -> None:
    """Enter the regions and the partners of the consortium; safe to repeat."""
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    for row in data["regions"]:
        fields = dict(row)
        Region.objects.update_or_create(nuts=fields.pop("nuts"), defaults=fields)
    for row in data["partners"]:
        _enter(row, kind=Organisation.Kind.PARTNER, is_lead_partner=row["lead_partner"])


@transaction.atomic
def load_demo(*, file: Path = CONSORTIUM_FILE) -> None:
    """Enter the invented contracting authorities and people of the demonstration; safe to repeat."""
    load_consortium(file=file)
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    for row in data["authorities"]:
        _enter(row, kind=row["kind"], is_demo=True)
    for email, name, language, organisation, roles in PEOPLE:
        user = User.objects.filter(email=email).first()
        user = user or User.objects.create_user(email, DEMO_PASSWORD, name=name, language=language)
        for role in roles:
            Membership.objects.get_or_create(
                user=user, organisation=Organisation.objects.get(slug=organisation), role=role
            )


def _enter(row: dict[str, Any], **fields: Any) -> None:
    region = Region.objects.get(nuts=row["region"])
    Organisation.objects.update_or_create(slug=row["slug"], defaults={"name": row["name"], "region": region, **fields})


def choose_languages(*, user: User, language: str, reads: list[str]) -> None:
    """The language of a person's pages and mails, and those they also read, best first."""
    user.language, user.reads = language, reads
    user.save(update_fields=["language", "reads"])
