"""Examples in the OpenAPI description; a test holds each against its schema."""

from typing import Any

from drf_spectacular.utils import OpenApiExample


def _answer(name: str, value: Any, **more: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, **more)


PRODUCT_GROUP = _answer(
    "Furniture",
    {
        "slug": "furniture",
        "code": "FUR",
        "name": "Furniture, office and school",
        "rationale": "Each extra year of use puts off the making of a new piece.",
        "cpv": ["39100000", "39130000"],
        "criteria_count": 8,
    },
)
CRITERIA_SET = _answer(
    "A service",
    {
        "id": 3,
        "slug": "furniture-as-a-service",
        "name": "Furniture as a service",
        "summary": "The supplier keeps the furniture and is paid for its use.",
        "group": "furniture",
        "model": "service",
        "ambition": "comprehensive",
        "criteria": ["furniture-spare-parts", "furniture-take-back"],
    },
)
LABEL = _answer("EU Ecolabel", {"slug": "eu-ecolabel", "name": "EU Ecolabel"})
SOURCE = _answer(
    "EU GPP",
    {
        "id": 1,
        "title": "EU GPP criteria for furniture, SWD(2017) 283",
        "year": 2017,
        "url": "",
        "state": "outdated",
        "note": "Replaced by newer criteria.",
        "since": "2026-03-01",
    },
)
CPV = _answer("School furniture", {"code": "39160000", "name": "School furniture"})

_TEXT = {
    "language": "en",
    "state": "original",
    "title": "Spare parts available for years",
    "requirement": "Spare parts shall be available for at least {years} years from delivery.",
    "verification": "The tenderer states for how long and where parts can be ordered.",
    "evidence": "A declaration of the manufacturer or equivalent.",
    "guidance": "",
}
_FIGURE = {
    "name": "years",
    "type": "integer",
    "label": "Years from delivery",
    "unit": "years",
    "labels": {"en": "Years from delivery", "fi": "Vuotta toimituksesta"},
    "units": {"en": "years", "fi": "vuotta"},
    "default": "5.0000",
    "minimum": "2.0000",
    "maximum": "10.0000",
}
_CRITERION = {
    "id": 4,
    "slug": "furniture-spare-parts",
    "criterion": "FUR-004",
    "version": 1,
    "url": "https://portal.example.org/criteria/furniture-spare-parts/v1/",
    "state": "published",
    "group": "furniture",
    "kind": "technical_specification",
    "ambition": "core",
    "applies_to": ["new", "refurbished"],
    "r_strategy": "R4",
    "labels": [],
    "legal_basis": "Directive 2014/24/EU, Art. 42(1)",
    "source": 1,
    "source_title": "EU GPP criteria for furniture, SWD(2017) 283",
    "source_year": 2017,
    "source_state": "current",
    "further_sources": [],
    "source_confirmed": False,
    "valid_from": "2026-02-01T09:00:00Z",
    "valid_until": None,
    "end_reason": "",
    "replaced_by": None,
    "content_hash": "5f2b1f0f5d0c3a6f0f6c1f4c0b8a9e7d6c5b4a39281706f5e4d3c2b1a0f9e8d7",
    "updated_at": "2026-02-01T09:00:00Z",
    "languages": ["en", "fi"],
    "text": _TEXT,
    "texts": None,
    "parameters": [_FIGURE],
}
CRITERION = _answer("Spare parts", _CRITERION)
IN_WORK = _answer(
    "A proposal",
    {
        **_CRITERION,
        "id": 70,
        "slug": "furniture-spare-parts-available-for-years-501",
        "criterion": "FUR-501",
        "url": "https://portal.example.org/criteria/furniture-spare-parts-available-for-years-501/v1/",
        "state": "proposed",
        "valid_from": None,
        "languages": ["en"],
        "change_note": "Schools ask for this again and again.",
        "row_version": 1,
        "created_at": "2026-02-01T09:00:00Z",
    },
    status_codes=["200", "201"],
)
PROPOSAL = OpenApiExample(
    "A proposal",
    value={
        "group": "furniture",
        "why": "Schools ask for this again and again.",
        "content": {
            "kind": "technical_specification",
            "ambition": "core",
            "applies_to": ["new", "refurbished"],
            "r_strategy": "R4",
            "labels": [],
            "parameters": [
                {
                    "name": "years",
                    "type": "integer",
                    "label": {"en": "Years from delivery"},
                    "unit": {"en": "years"},
                    "default": 5,
                    "min": 2,
                    "max": 10,
                }
            ],
            "legal_basis": "Directive 2014/24/EU, Art. 42(1)",
            "source": {"title": "EU GPP criteria for furniture, SWD(2017) 283", "year": 2017},
            "text": {"en": {name: _TEXT[name] for name in ("title", "requirement", "verification", "evidence")}},
        },
    },
    request_only=True,
)
REMARK = OpenApiExample(
    "A problem",
    value={"kind": "problem", "text": "The figure in the evidence is another one.", "version": 1},
    request_only=True,
)
REMARKED = _answer(
    "Noted",
    {
        "id": 12,
        "criterion": "FUR-004",
        "version": 1,
        "kind": "problem",
        "text": "The figure in the evidence is another one.",
        "answers": None,
        "written_at": "2026-02-02T10:15:00Z",
    },
    status_codes=["201"],
)
