"""Reading library files: YAML checked against the schema and against itself, each error with file and line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from jsonschema import Draft202012Validator

from criteria.filling import placeholders

SCHEMA = Path(__file__).parent.parent / "library_schema.json"
FILLED = ("title", "requirement", "verification", "evidence")


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


def read_folder(folder: Path) -> list[dict[str, Any]]:
    """All product groups of a folder. Raises BadLibrary with every error of every file."""
    problems: list[Problem] = []
    contents: list[tuple[Path, Any, Lines]] = []
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        try:
            data, lines = yaml.safe_load(text), Lines(text)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            problems.append(Problem(path.name, line, str(error.problem)))
            continue
        found = list(_against_schema(path.name, data, lines))
        problems += found or _against_itself(path.name, data, lines)
        contents.append((path, data, lines))
    if not problems:
        problems += _doubles(contents)
    if problems:
        raise BadLibrary(problems)
    return [data for _path, data, _lines in contents]


class Lines:
    """On which line of a YAML text a value stands."""

    def __init__(self, text: str) -> None:
        self.root = yaml.compose(text)

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


def _against_schema(name: str, data: Any, lines: Lines) -> Iterator[Problem]:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for error in sorted(validator.iter_errors(data), key=lambda error: list(map(str, error.absolute_path))):
        place = list(error.absolute_path)
        yield Problem(name, lines.of(place), f"{'.'.join(map(str, place)) or 'file'}: {error.message}")


def _against_itself(name: str, data: dict[str, Any], lines: Lines) -> Iterator[Problem]:
    languages = dict(settings.CONTENT_LANGUAGES)
    code = data["group"]["code"]
    for index, criterion in enumerate(data["criteria"]):
        place = ["criteria", index]
        if not criterion["number"].startswith(f"{code}-"):
            yield Problem(
                name,
                lines.of([*place, "number"]),
                f"number {criterion['number']} does not start with {code}-",
            )
        for position, parameter in enumerate(criterion["parameters"]):
            if not parameter["min"] <= parameter["default"] <= parameter["max"]:
                where = lines.of([*place, "parameters", position, "default"])
                yield Problem(name, where, f"default of {parameter['name']} is outside its range")
        for language, text in criterion["text"].items():
            where = lines.of([*place, "text", language])
            if language not in languages:
                yield Problem(name, where, f"unknown language {language}")
            yield from _placeholders(name, where, criterion, text)
    known = {criterion["slug"] for criterion in data["criteria"]}
    for index, bundle in enumerate(data["sets"]):
        for position, slug in enumerate(bundle["criteria"]):
            if slug not in known:
                yield Problem(
                    name, lines.of(["sets", index, "criteria", position]), f"no criterion {slug} in this file"
                )


def _placeholders(name: str, line: int, criterion: dict[str, Any], text: dict[str, str]) -> Iterator[Problem]:
    declared = {parameter["name"] for parameter in criterion["parameters"]}
    used = {found for field in FILLED for found in placeholders(text[field])}
    for missing in sorted(used - declared):
        yield Problem(name, line, f"{criterion['number']}: {{{missing}}} is no parameter")
    for unused in sorted(declared - used):
        yield Problem(name, line, f"{criterion['number']}: parameter {unused} is not used in the text")


def _doubles(contents: list[tuple[Path, Any, Lines]]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for path, data, lines in contents:
        for kind in ("criteria", "sets"):
            for index, entry in enumerate(data[kind]):
                for key in ("slug", "number"):
                    value = entry.get(key)
                    first = seen.setdefault((f"{kind}.{key}", value), path.name) if value else path.name
                    if value and (first != path.name or _repeated(data[kind], key, value, index)):
                        yield Problem(path.name, lines.of([kind, index, key]), f"{key} {value} is used twice")


def _repeated(entries: list[dict[str, Any]], key: str, value: str, index: int) -> bool:
    return any(other.get(key) == value for other in entries[:index])
