"""Reading library files: YAML checked against the schema and against itself, each error with file and line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.conf import settings
from jsonschema import Draft202012Validator

from criteria.content import FILLED, fingerprint
from criteria.filling import placeholders
from criteria.services.writing import PORTAL_NUMBERS_FROM

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times faster where libyaml is there
SCHEMA = Path(__file__).parent.parent / "library_schema.json"
TRANSLATION_SCHEMA = Path(__file__).parent.parent / "translation_schema.json"
SHOWN = 200  # characters of a message: the validator repeats the whole value it refuses


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class BadLibrary(Exception):
    """The files have errors; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Library(NamedTuple):
    """What a folder holds: product groups, and their translations."""

    groups: list[dict[str, Any]]
    translations: list[dict[str, Any]]


def read_folder(folder: Path) -> Library:
    """All of a folder and its `translations/LANGUAGE/`. Raises BadLibrary with every error of every file."""
    problems: list[Problem] = []
    groups = list(_parsed(folder.glob("*.yaml"), folder, problems))
    for file in groups:
        found = list(_against_schema(file, SCHEMA))
        problems += found or _against_itself(file)
    if not problems:
        problems += _doubles(groups)
    translations = list(_parsed(folder.glob("translations/*/*.yaml"), folder, problems))
    originals = {file.data["group"]["slug"]: file.data for file in groups} if not problems else {}
    for file in translations:
        found = list(_against_schema(file, TRANSLATION_SCHEMA))
        problems += found or (against_originals(file, originals) if originals else [])
    if problems:
        raise BadLibrary(problems)
    return Library([file.data for file in groups], [file.data for file in translations])


def _parsed(paths: Iterable[Path], folder: Path, problems: list[Problem]) -> Iterator["File"]:
    """Each file that is YAML at all; what is not goes to the problems."""
    for path in sorted(paths):
        name, text = str(path.relative_to(folder)), path.read_text(encoding="utf-8")
        try:
            yield File(name, yaml.load(text, Loader=LOADER), Lines(text))  # noqa: S506 (a safe loader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            problems.append(Problem(name, line, str(error.problem)))


class Lines:
    """On which line of a YAML text a value stands."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def root(self) -> Any:
        """The text as nodes with their places: only a file with a problem is read this way."""
        return yaml.compose(self.text, Loader=LOADER)

    def of(self, path: list[Any]) -> int:
        """The line of the value at a path of keys and indexes, or of the nearest value around it."""
        node = self.root
        for step in path:
            inner = self._inner(node, step)
            if inner is None:
                break
            node = inner
        return node.start_mark.line + 1 if node else 1

    def _inner(self, node: Any, step: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            return next((value for key, value in node.value if key.value == str(step)), None)
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            return node.value[step]
        return None


class File(NamedTuple):
    """A file's name below the folder, its data, and on which line what stands."""

    name: str
    data: Any
    lines: Lines

    def problem(self, place: list[Any], message: str) -> Problem:
        return Problem(self.name, self.lines.of(place), message)


def _against_schema(file: File, schema: Path) -> Iterator[Problem]:
    validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    for error in sorted(validator.iter_errors(file.data), key=lambda error: list(map(str, error.absolute_path))):
        place = list(error.absolute_path)
        message = error.message if len(error.message) <= SHOWN else f"{error.message[:SHOWN]} …"
        yield file.problem(place, f"{'.'.join(map(str, place)) or 'file'}: {message}")


def _against_itself(file: File) -> Iterator[Problem]:
    code = file.data["group"]["code"]
    for index, criterion in enumerate(file.data["criteria"]):
        place: list[Any] = ["criteria", index]
        code_of, number = criterion["number"].split("-")
        if code_of != code or not 0 < int(number) < PORTAL_NUMBERS_FROM - 1:
            yield file.problem([*place, "number"], f"number {criterion['number']} is not {code}-001 to {code}-499")
        for position, parameter in enumerate(criterion["parameters"]):
            if not parameter["min"] <= parameter["default"] <= parameter["max"]:
                where = [*place, "parameters", position, "default"]
                yield file.problem(where, f"default of {parameter['name']} is outside its range")
        declared = {parameter["name"] for parameter in criterion["parameters"]}
        for language, text in criterion["text"].items():
            if language not in dict(settings.CONTENT_LANGUAGES):
                yield file.problem([*place, "text", language], f"unknown language {language}")
            yield from figures(file, [*place, "text", language], criterion["number"], text, declared)
    known = {criterion["slug"] for criterion in file.data["criteria"]}
    for index, bundle in enumerate(file.data["sets"]):
        for position, slug in enumerate(bundle["criteria"]):
            if slug not in known:
                yield file.problem(["sets", index, "criteria", position], f"no criterion {slug} in this file")


def figures(file: File, place: list[Any], number: str, text: dict[str, str], declared: set[str]) -> Iterator[Problem]:
    """Each declared figure is used in the text, and none that is not."""
    used = {found for field in FILLED for found in placeholders(text.get(field, ""))}
    for missing in sorted(used - declared):
        yield file.problem(place, f"{number}: {{{missing}}} is no parameter")
    for unused in sorted(declared - used):
        yield file.problem(place, f"{number}: parameter {unused} is not used in the text")


def against_originals(file: File, originals: dict[str, Any]) -> Iterator[Problem]:
    """A translation file fits the group it translates: known slugs, the same figures, and a text still current."""
    if file.data["language"] not in dict(settings.CONTENT_LANGUAGES):
        yield file.problem(["language"], f"unknown language {file.data['language']}")
    group = originals.get(file.data["group"])
    if group is None:
        yield file.problem(["group"], f"no product group {file.data['group']}")
        return
    criteria = {criterion["slug"]: criterion for criterion in group["criteria"]}
    sets = {bundle["slug"] for bundle in group["sets"]}
    for slug in file.data["sets"]:
        if slug not in sets:
            yield file.problem(["sets", slug], f"no set {slug} in {file.data['group']}")
    for slug, text in file.data["criteria"].items():
        place: list[Any] = ["criteria", slug]
        if slug not in criteria:
            yield file.problem(place, f"no criterion {slug} in {file.data['group']}")
            continue
        original = criteria[slug]
        declared = {parameter["name"] for parameter in original["parameters"]}
        yield from figures(file, place, original["number"], text, declared)
        if text["of"] != fingerprint(original["text"]["en"]):
            yield file.problem(
                [*place, "of"], f"{original['number']}: the English text has changed since; translate anew"
            )


def _doubles(files: list[File]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        for kind in ("criteria", "sets"):
            for index, entry in enumerate(file.data[kind]):
                for key in ("slug", "number"):
                    value = entry.get(key)
                    first = seen.setdefault((f"{kind}.{key}", value), file.name) if value else file.name
                    if value and (first != file.name or _repeated(file.data[kind], key, value, index)):
                        yield file.problem([kind, index, key], f"{key} {value} is used twice")


def _repeated(entries: list[dict[str, Any]], key: str, value: str, index: int) -> bool:
    return any(other.get(key) == value for other in entries[:index])
