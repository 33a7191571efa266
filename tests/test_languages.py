"""Pages and documents in Finnish: nothing left out, placeholders kept."""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests.portal import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|\{\w+\}")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_each_message_is_translated_with_its_placeholders(language: str) -> None:
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    assert len(catalogue) > 400
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        original = message.id[-1] if isinstance(message.id, tuple) else message.id
        if not original:
            continue
        for text in texts:
            assert text, original
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(original)), original


@pytest.mark.django_db
def test_a_page_is_read_in_the_language_chosen(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "fi", "next": "/"})
    page = client.get("/criteria/").content.decode()
    assert '<html lang="fi"' in page
    assert "Kriteerikirjasto" in page


def test_a_document_speaks_its_own_language_whoever_asks() -> None:
    from procurement.document import document_context
    from procurement.models import Revision

    tender = {
        "subject": "Tuolit", "description": "", "authority": {"name": "Kouvola"}, "nature": "supplies",
        "procedure": "open", "cpv": {"code": "39112000", "names": {"fi": "Tuolit"}}, "estimated_value": "1000.00",
        "place": {"nuts": "FI1C", "name": "Etelä-Suomi"}, "currency": "EUR", "duration_months": 12,
        "languages": ["fi"], "no_lots_reason": "",
    }  # fmt: skip
    snapshot = {"tender": tender, "lots": [], "sections": [], "attachments": []}
    with translation.override("en"):
        context = document_context(Revision(number=1, snapshot=snapshot, sha256="0"), "fi")
    facts = dict(context["chapters"][0]["facts"])
    assert facts["Hankintamenettely"] == "Avoin menettely"
    assert facts["Ennakoitu arvo ilman arvonlisäveroa"] == "1\xa0000,00\xa0€"
