"""From a revision to what its PDF prints: chapters, numbers, award tables, the annex of evidence."""

from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from criteria.languages import best_value
from criteria.models import Kind
from procurement.models import AwardMethod, ContractNature, Procedure, Revision

TEMPLATE = "pdf/tender.html"
WRITTEN_AS = {"en": "en_GB", "pt": "pt_PT"}  # European ways of writing dates and money
ORDER = (
    Kind.SUBJECT_MATTER,
    Kind.SELECTION_CRITERION,
    Kind.TECHNICAL_SPECIFICATION,
    Kind.AWARD_CRITERION,
    Kind.CONTRACT_PERFORMANCE_CLAUSE,
)


def document_context(revision: Revision, language: str) -> dict[str, Any]:
    """The values of `TEMPLATE` for a revision in one of its languages: JSON values, nothing left to look up."""
    with translation.override(language):
        return _context(revision, language)


def _context(revision: Revision, language: str) -> dict[str, Any]:
    data = revision.snapshot
    tender, lots = data["tender"], data["lots"]
    chapters = [_facts_chapter(tender, lots, language)]
    for kind in ORDER:
        if chapter := _chapter(kind, len(chapters) + 1, lots, language):
            chapters.append(chapter)
    for section in data["sections"]:
        if section["language"] == language:
            chapters.append({"number": len(chapters) + 1, "title": section["heading"], "body": section["body"]})
    requirements = [row for chapter in chapters for part in chapter.get("parts", []) for row in part["items"]]
    return {
        "subject": tender["subject"],
        "description": tender["description"],
        "authority": tender["authority"]["name"],
        "place": f"{tender['place']['nuts']} {tender['place']['name']}",
        "revision": revision.number,
        "sha256": revision.sha256,
        "date": format_date(revision.created_at.date(), format="long", locale=WRITTEN_AS.get(language, language)),
        "chapters": chapters,
        "annexes": _annexes(requirements, data["attachments"], language),
    }


def _facts_chapter(tender: dict[str, Any], lots: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """Chapter 1: what is bought, by whom and how."""
    cpv = f"{tender['cpv']['code']} {best_value(tender['cpv']['names'], language)}".strip()
    money = _money(tender["estimated_value"], tender["currency"], language)
    written = ", ".join(_language_name(code, language) for code in tender["languages"])
    facts = [
        (_("Contracting authority"), tender["authority"]["name"]),
        (_("Subject of the contract"), tender["subject"]),
        (_("Nature of the contract"), ContractNature(tender["nature"]).label),
        (_("Main CPV code"), cpv),
        (_("Place of performance"), f"{tender['place']['nuts']} {tender['place']['name']}"),
        (_("Estimated value without VAT"), money),
        (_("Duration"), _("%(count)s months") % {"count": tender["duration_months"]}),
        (_("Procedure"), Procedure(tender["procedure"]).label),
        (_("Languages of the documents"), written),
    ]
    if len(lots) == 1 and tender["no_lots_reason"]:
        facts.append((_("Reason for not dividing into lots"), tender["no_lots_reason"]))
    shown_lots = [
        {
            "number": lot["number"],
            "title": lot["title"],
            "description": lot["description"],
            "value": _money(lot["estimated_value"], tender["currency"], language) if lot["estimated_value"] else "",
        }
        for lot in lots
    ]
    return {
        "number": 1,
        "title": _("The contract"),
        "facts": [[str(name), str(value)] for name, value in facts],
        "description": tender["description"],
        "lots": shown_lots if len(lots) > 1 else [],
    }


def _chapter(kind: Kind, number: int, lots: list[dict[str, Any]], language: str) -> dict[str, Any] | None:
    """All requirements of a kind, lot by lot, numbered through; None where there are none."""
    parts, count = [], 0
    for lot in lots:
        rows = []
        for item in lot["items"]:
            if item["kind"] == kind:
                count += 1
                rows.append(_requirement(item, f"{number}.{count}", language))
        award = _award(lot, rows, language) if kind == Kind.AWARD_CRITERION else None
        if rows or award:
            heading = _("Lot %(number)s: %(title)s") % lot if len(lots) > 1 else ""
            parts.append({"heading": heading, "items": rows, "award": award})
    if not parts:
        return None
    return {"number": number, "title": str(_titles()[kind]), "intro": str(_intros()[kind]), "parts": parts}


def _requirement(item: dict[str, Any], number: str, language: str) -> dict[str, Any]:
    reference = _("%(criterion)s, version %(version)s") % {
        "criterion": item["criterion"],
        "version": item["criterion_version"],
    }
    adapted = language in item["adapted"]
    return {
        "number": number,
        "anchor": f"r{number.replace('.', '-')}",
        "reference": _("%(reference)s, adapted") % {"reference": reference} if adapted else reference,
        "weight": item["weight"],
        "legal_basis": item["legal_basis"],
        **{
            field: text.split("\n") if field == "requirement" else text
            for field, text in item["texts"][language].items()
        },
    }


def _award(lot: dict[str, Any], rows: list[dict[str, Any]], language: str) -> dict[str, Any] | None:
    """The award table of a lot: price and criteria with weights that sum to 100."""
    if lot["award_method"] == AwardMethod.LOWEST_PRICE:
        return {"method": AwardMethod.LOWEST_PRICE.label, "lowest_price": True, "rows": [], "total": ""}
    price = [{"number": "", "title": _("Price"), "weight": _number(lot["price_weight"], language)}]
    criteria = [{"number": r["number"], "title": r["title"], "weight": _number(r["weight"], language)} for r in rows]
    total = sum((Decimal(str(value)) for value in [lot["price_weight"], *(r["weight"] for r in rows)]), Decimal(0))
    return {
        "method": AwardMethod.PRICE_QUALITY.label,
        "lowest_price": False,
        "rows": price + criteria,
        "total": _number(total, language),
    }


def _annexes(requirements: list[dict[str, Any]], attachments: list[dict[str, Any]], language: str) -> dict[str, Any]:
    evidence = [
        {"number": r["number"], "anchor": r["anchor"], "title": r["title"], "evidence": r["evidence"]}
        for r in requirements
    ]
    files = [{**a, "size": format_decimal(round(a["size"] / 1024) or 1, locale=language)} for a in attachments]
    return {"evidence": evidence, "files": files}


def _titles() -> dict[Kind, str]:
    return {
        Kind.SUBJECT_MATTER: _("Subject matter"),
        Kind.SELECTION_CRITERION: _("Suitability of the tenderer"),
        Kind.TECHNICAL_SPECIFICATION: _("Technical specifications"),
        Kind.AWARD_CRITERION: _("Award criteria"),
        Kind.CONTRACT_PERFORMANCE_CLAUSE: _("Contract performance clauses"),
    }


def _intros() -> dict[Kind, str]:
    return {
        Kind.SUBJECT_MATTER: _("What is bought is described by the following statements."),
        Kind.SELECTION_CRITERION: _("A tenderer has to meet each of the following conditions to be admitted."),
        Kind.TECHNICAL_SPECIFICATION: _(
            "A tender has to meet each of the following specifications. Where a label, standard or brand is named, "
            "an equivalent is accepted."
        ),
        Kind.AWARD_CRITERION: _("Admissible tenders are compared on the following criteria with the weights shown."),
        Kind.CONTRACT_PERFORMANCE_CLAUSE: _("The contractor keeps to the following clauses throughout the contract."),
    }


def _money(amount: str, currency: str, language: str) -> str:
    return format_currency(Decimal(amount), currency, locale=WRITTEN_AS.get(language, language))


def _number(value: Any, language: str) -> str:
    return format_decimal(Decimal(str(value)), locale=language)


def _language_name(code: str, language: str) -> str:
    try:
        return Locale.parse(code).get_display_name(language) or code
    except UnknownLocaleError:
        return str(dict(settings.CONTENT_LANGUAGES)[code])
