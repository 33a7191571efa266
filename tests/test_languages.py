"""Pages and documents in eleven languages: nothing left out, placeholders kept."""

import re
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import ngettext

from tests.portal import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|\{\w+\}")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_each_message_is_translated_with_its_placeholders(language: str) -> None:
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    assert len(catalogue) > 1000
    assert str(catalogue.plural_expr) != "0"
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        original = message.id[-1] if isinstance(message.id, tuple) else message.id
        if not original:
            continue
        for text in texts:
            assert text, original
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(original)), original


def test_the_catalogues_hold_the_same_messages() -> None:
    """Each catalogue has the same messages: one that lags behind would show English without a word."""
    found = {}
    for language in (code for code, _name in settings.LANGUAGES if code != "en"):
        with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
            found[language] = {(message.context, message.id) for message in read_po(file)}
    assert len(found) == 10
    assert all(messages == found["fi"] for messages in found.values())


@pytest.mark.parametrize(
    ("number", "croatian", "lithuanian"),
    [(1, 0, 0), (2, 1, 1), (5, 2, 1), (11, 2, 2), (12, 2, 2), (21, 0, 0), (22, 1, 1)],
)
def test_croatian_and_lithuanian_count_in_three_forms(number: int, croatian: int, lithuanian: int) -> None:
    for language, form in (("hr", croatian), ("lt", lithuanian)):
        with translation.override(language):
            said = [ngettext("%(count)s criterion found", "%(count)s criteria found", n) for n in (1, 2, 10, number)]
        assert len(set(said)) == 3
        assert said.index(said[-1]) == form


@pytest.mark.django_db
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_language_has_its_pages(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    for address in ("/", "/criteria/", "/criteria/sets/", "/criteria/basket/", "/accounts/login/", "/api/docs/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("cookie", "shown"), [(None, "el"), ("fi", "fi")])
def test_pages_come_in_the_accounts_language_unless_another_was_chosen(
    buyer: Any, buyer_client: Client, cookie: str | None, shown: str
) -> None:
    buyer.language = "el"
    buyer.save()
    if cookie:
        buyer_client.cookies["django_language"] = cookie
    page = buyer_client.get("/criteria/", headers={"Accept-Language": "en"}).content.decode()
    assert f'<html lang="{shown}"' in page


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
