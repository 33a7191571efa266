"""The whole draft as JSON: what a revision keeps, and all that a document is made from."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from procurement.models import Attachment, Lot, Section, Tender, TenderItem

FORMAT = 1


def snapshot(tender: Tender) -> dict[str, Any]:
    """The tender, read with `whole()`, in every language it is written in. Holds JSON values only."""
    data = {
        "format": FORMAT,
        "tender": _tender(tender),
        "lots": [_lot(lot, tender.languages) for lot in tender.lots.all()],
        "sections": [_section(section) for section in tender.sections.all() if section.language in tender.languages],
        "attachments": [_attachment(attachment) for attachment in tender.attachments.all()],
    }
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def fingerprint(data: dict[str, Any]) -> str:
    """SHA-256 of a snapshot, the same however its keys are ordered."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _tender(tender: Tender) -> dict[str, Any]:
    return {
        "id": tender.pk,
        "subject": tender.subject,
        "description": tender.description,
        "authority": {"name": tender.authority.name, "slug": tender.authority.slug},
        "nature": tender.nature,
        "procedure": tender.procedure,
        "cpv": {
            "code": tender.cpv.code,
            "names": {name.language: name.name for name in tender.cpv.names.all()},
        },
        "place": {"nuts": tender.place.nuts, "name": tender.place.name},
        "estimated_value": tender.estimated_value,
        "currency": tender.currency,
        "duration_months": tender.duration_months,
        "languages": tender.languages,
        "no_lots_reason": tender.no_lots_reason,
    }


def _lot(lot: Lot, languages: list[str]) -> dict[str, Any]:
    return {
        "number": lot.number,
        "title": lot.title,
        "description": lot.description,
        "estimated_value": lot.estimated_value,
        "award_method": lot.award_method,
        "price_weight": lot.price_weight,
        "items": [_item(item, languages) for item in lot.items.all()],
    }


def _item(item: TenderItem, languages: list[str]) -> dict[str, Any]:
    version = item.criterion_version
    return {
        "id": item.pk,
        "criterion": version.criterion.number,
        "criterion_slug": version.criterion.slug,
        "criterion_version": version.number,
        "content_hash": version.content_hash,
        "kind": version.kind,
        "ambition": version.ambition,
        "r_strategy": version.r_strategy,
        "labels": [label.name for label in version.labels.all()],
        "legal_basis": version.legal_basis,
        "source": {
            "title": version.source.title if version.source else "",
            "year": version.source.year if version.source else None,
            "confirmed": version.source_confirmed,
        },
        "parameters": {name: str(value.normalize()) for name, value in item.values.items()},
        "weight": item.weight,
        "adapted": sorted(item.adapted),
        "texts": {language: _texts(item, language) for language in languages},
    }


def _texts(item: TenderItem, language: str) -> dict[str, str]:
    with translation.override(language):
        return item.filled(language)


def _section(section: Section) -> dict[str, Any]:
    return {"language": section.language, "heading": section.heading, "body": section.body}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "title": attachment.title,
        "filename": attachment.filename,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }
