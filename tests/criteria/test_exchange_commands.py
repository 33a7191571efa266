"""The commands library_stats and import_cpv."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from criteria.models import CpvCode, CpvName, CriterionVersion, Translation
from criteria.services.loading import load_cpv, load_library
from criteria.statistics import unsound_criteria
from tests.criteria.factories import make_version

pytestmark = pytest.mark.django_db


def output(*arguments: Any) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_library_in_the_files_is_sound_and_counted() -> None:
    report = load_library()
    numbers = json.loads(output("library_stats", "--json"))
    assert numbers["unsound"] == {}
    assert (numbers["groups"], numbers["published"]) == (report.groups, report.criteria)
    assert sum(numbers["kinds"].values()) == sum(numbers["r_strategies"].values()) == report.criteria
    assert sum(numbers["sets"].values()) == report.sets
    assert numbers["languages"]["en"]["original"] == report.criteria
    assert f"published      {report.criteria}" in output("library_stats")


def test_states_of_versions_and_texts_are_told_apart() -> None:
    make_version("FUR-001", languages=("en", "fi"))
    make_version("FUR-002", published=False, languages=("en", "fi"))
    Translation.objects.filter(language="fi").update(state="draft")
    numbers = json.loads(output("library_stats", "--json"))
    assert (numbers["versions"]["published"], numbers["versions"]["draft"]) == (1, 1)
    assert numbers["languages"]["fi"] == {"original": 0, "draft": 1, "reviewed": 0, "outdated": 0}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source": None}, "FUR-001: source"),
        ({"legal_basis": ""}, "FUR-001: legal_basis"),
        ({"verification": ""}, "FUR-001: text.en.verification"),
        ({"evidence": ""}, "FUR-001: text.en.evidence"),
        ({"requirement": "For {months} months."}, "FUR-001: text.en.requirement"),
    ],
)
def test_a_criterion_in_force_that_lacks_something_fails_the_count(change: dict[str, Any], words: str) -> None:
    make_version("FUR-001")
    rows = (
        Translation.objects if change.keys() & {"verification", "evidence", "requirement"} else CriterionVersion.objects
    )
    rows.update(**change)
    with pytest.raises(CommandError, match=words):
        output("library_stats")
    assert list(unsound_criteria()) == ["FUR-001"]


HEAD = ["CODE", "BG", "CS", "EN", "FI"]
ROWS = [
    ["39112000-0", "Столове", "Židle", "Chairs", "Tuolit"],
    ["03000000-1", "", "Zemědělské", "Agricultural products", "Maataloustuotteet"],
]


def table(path: Path, rows: list[list[Any]], head: list[str] = HEAD) -> Path:
    """The table as a workbook or as CSV, by the path's ending."""
    if path.suffix == ".csv":
        lines = [";".join(map(str, row)) for row in [head, *rows]]
        path.write_bytes("\ufeff".encode() + "\r\n".join(lines).encode())
        return path
    book = Workbook()
    book.active.title = "About"
    book.active.append(["The CPV, 2008"])
    sheet = book.create_sheet("CPV")
    for row in [head, *rows]:
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["cpv.xlsx", "cpv.csv"])
def test_the_official_table_comes_in_with_all_content_languages_and_our_keywords_stay(
    name: str, tmp_path: Path
) -> None:
    load_cpv()
    before = CpvName.objects.get(code="39112000", language="fi")
    kept = before.folded.removeprefix(before.name.casefold()).strip()
    codes = CpvCode.objects.count()
    file = table(tmp_path / name, [*ROWS, ["39113000-7", "", "", "Miscellaneous seats and chairs", ""]])
    said = output("import_cpv", file)
    assert "3 codes" in said
    assert "en, fi, bg" in said
    names = dict(CpvName.objects.filter(code="39112000").values_list("language", "name"))
    assert names == {"bg": "Столове", "en": "Chairs", "fi": "Tuolit"}
    assert CpvName.objects.get(code="39112000", language="fi").folded == f"tuolit {kept}"
    rows = set(CpvName.objects.values_list("code", "language", "name", "folded"))
    assert "(0 new)" in output("import_cpv", file)
    assert set(CpvName.objects.values_list("code", "language", "name", "folded")) == rows
    assert CpvCode.objects.count() - codes in {0, 1}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([*ROWS, ["3911200", "", "", "Chairs", ""]], "row 4: “3911200” is no CPV code"),
        ([*ROWS, ["39112000-0", "", "", "Chairs", ""]], "row 4: 39112000-0 stands here twice"),
        ([["39112000-0", "", "Židle", "", ""]], "row 2: 39112000-0 has no name"),
        ([["39112000-0", "", "", "x" * 301, ""]], "row 2: 39112000-0: the name in en has more than 300"),
        ([], "the table has no rows"),
    ],
)
@pytest.mark.parametrize("name", ["cpv.xlsx", "cpv.csv"])
def test_a_bad_row_is_named_and_nothing_is_written(name: str, rows: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=words):
        output("import_cpv", table(tmp_path / name, rows))
    assert not CpvCode.objects.exists()


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="column CODE"):
        output("import_cpv", table(tmp_path / "cpv.csv", ROWS, head=["NUMBER", "BG", "CS", "EN", "FI"]))
    (tmp_path / "cpv.pdf").write_bytes(b"%PDF-1.7 \xff\xfe")
    with pytest.raises(CommandError, match="neither a workbook nor CSV"):
        output("import_cpv", tmp_path / "cpv.pdf")
    with pytest.raises(CommandError, match="No such file"):
        output("import_cpv", tmp_path / "none.csv")
