"""The dry run: what taking a file in would change, criterion by criterion, and what stands in its way."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from criteria.changes import Change, changes, field_name
from criteria.content import TEXT_FIELDS, Content, content_of
from criteria.exchange.entries import Entry, Problem, braces
from criteria.exchange.table import clean
from criteria.filling import placeholders
from criteria.models import CriterionVersion, ProductGroup, Translation, TranslationState
from criteria.querysets import IN_WORK, PUBLIC
from criteria.soundness import gaps

NEW, CHANGED, UNCHANGED, REFUSED = OUTCOMES = "new", "changed", "unchanged", "refused"


@dataclass
class Step:
    """What would happen to one criterion of the file."""

    outcome: str
    number: str
    title: str
    place: str
    content: Content | None = None
    base: CriterionVersion | None = None
    group: ProductGroup | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # what the draft will need before it can go to review

    def as_data(self) -> dict[str, Any]:
        """For the record: no content, only what a reader wants to know later."""
        return {
            "outcome": self.outcome,
            "number": self.number,
            "title": self.title,
            "place": self.place,
            "fields": [change.label for change in self.changes] if self.outcome == CHANGED else [],
            "problems": [{"place": problem.place, "message": problem.message} for problem in self.problems],
        }


@dataclass(frozen=True)
class Plan:
    """All steps, and a fingerprint of them: another fingerprint means that the library has changed meanwhile."""

    steps: list[Step]

    @property
    def counts(self) -> dict[str, int]:
        return {name: sum(step.outcome == name for step in self.steps) for name in OUTCOMES}

    @property
    def writes(self) -> int:
        """How many drafts would be made."""
        return self.counts[NEW] + self.counts[CHANGED]

    @property
    def fingerprint(self) -> str:
        rows = [[s.outcome, s.number, s.place, s.base.pk if s.base else 0, s.content, len(s.problems)]
                for s in self.steps]  # fmt: skip
        return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def plan_of(entries: Iterable[Entry]) -> Plan:
    """The plan for a file, in a fixed number of queries."""
    entries = list(entries)
    known = Known(entries)
    seen: set[str] = set()
    steps = []
    for entry in entries:
        if entry.number and entry.number in seen:
            entry.problems.append(Problem(entry.place, _("%(number)s stands in the file twice.") % vars(entry)))
        seen.add(entry.number)
        steps.append(_step(entry, known))
    return Plan(steps)


class Known:
    """What the library has of the criteria in a file."""

    def __init__(self, entries: list[Entry]) -> None:
        numbers = {entry.number for entry in entries if entry.number}
        self.versions: dict[str, list[CriterionVersion]] = {}
        found = CriterionVersion.objects.filter(criterion__number__in=numbers).with_texts().with_people()
        for version in found.order_by("-number"):
            self.versions.setdefault(version.criterion.number, []).append(version)
        self.groups = {group.slug: group for group in ProductGroup.objects.with_texts()}
        titles = {text["title"] for e in entries if not e.number for text in e.content.get("text", {}).values()}
        rows = Translation.objects.filter(title__in=titles, version__state__in=[*PUBLIC, *IN_WORK])
        self.titles = {
            (group, title): number
            for group, title, number in rows.values_list(
                "version__criterion__group__slug", "title", "version__criterion__number"
            )
        }

    def latest(self, number: str) -> CriterionVersion | None:
        """What a next version goes on from."""
        return next((version for version in self.versions.get(number, []) if version.is_public), None)

    def in_work(self, number: str) -> CriterionVersion | None:
        return next((version for version in self.versions.get(number, []) if version.is_in_work), None)

    def named(self, number: str, version: int | None) -> CriterionVersion | None:
        return next((found for found in self.versions.get(number, []) if found.number == version), None)


def _step(entry: Entry, known: Known) -> Step:
    texts = entry.content.get("text", {})
    title = texts.get("en", next(iter(texts.values()), {})).get("title", "")
    step = Step(REFUSED, entry.number, title, entry.place, problems=list(entry.problems))
    if step.problems:
        return step
    return _change(step, entry, known) if entry.number else _new(step, entry, known)


def _new(step: Step, entry: Entry, known: Known) -> Step:
    texts = entry.content["text"]
    step.group = known.groups.get(entry.group)
    if step.group is None:
        _refuse(step, _("A new criterion needs one of the library’s product groups, such as furniture."))
    elif not texts:
        _refuse(step, _("A new criterion needs a text."))
    else:
        for language, text in texts.items():
            if number := known.titles.get((entry.group, text["title"])):
                _refuse(step, _("%(number)s has this title already.") % {"number": number}, entry.places[language])
        content = {"slug": "", "number": "", **entry.content}
        _require_sound_figures(step, content, entry)
        if not step.problems:
            step.outcome, step.content, step.missing = NEW, content, _missing(content, {original_language(texts)})
            step.changes = changes({}, entry.content)
    return step


def _change(step: Step, entry: Entry, known: Known) -> Step:
    if entry.number not in known.versions:
        return _refuse(step, _("The library has no %(number)s. For a new criterion write new-1.") % vars(entry))
    named, latest = known.named(entry.number, entry.version), known.latest(entry.number)
    if named and _same(named, entry):
        step.outcome = UNCHANGED
        return step
    if latest is None:
        return _refuse(step, _("This criterion was never published: change it in the editor."))
    content = merged(content_of(latest), entry)
    step.changes = changes(content_of(latest), content)
    if not step.changes:
        step.outcome = UNCHANGED
    elif work := known.in_work(entry.number):
        who = work.created_by or _("the library’s files")
        _refuse(step, _("%(version)s is in work already (%(who)s).") % {"version": work, "who": who})
    elif entry.version and entry.version != latest.number:
        _refuse(step, _("The file was made from version %(old)d, but the latest is version %(new)d: export it again.")
                % {"old": entry.version, "new": latest.number})  # fmt: skip
    else:
        _require_sound_figures(step, content, entry)
        if not step.problems:
            step.outcome, step.base, step.content = CHANGED, latest, content
            step.missing = _missing(content, originals_of(latest))
    return step


def _same(version: CriterionVersion, entry: Entry) -> bool:
    content = content_of(version)
    return not changes(content, merged(content, entry))


def merged(base: Content, entry: Entry) -> Content:
    """The base with what the file says: languages the file does not have stay, so do words it spells the same."""
    said = entry.content
    texts = {language: dict(text) for language, text in base["text"].items()}
    for language, text in said["text"].items():
        old = texts.get(language, {})
        texts[language] = {
            name: old[name] if name in old and _spelled(old[name]) == text.get(name, "") else text.get(name, "")
            for name in TEXT_FIELDS
            if text.get(name) or (name in old and not _spelled(old[name]))
        }
    figures = {parameter["name"]: parameter for parameter in base["parameters"]}
    parameters = [_merged_parameter(figures.get(parameter["name"]), parameter) for parameter in said["parameters"]]
    facts = {name: _kept(base[name], said[name]) for name in ("legal_basis", "source", "labels")}
    plain = {name: said[name] for name in ("kind", "ambition", "applies_to", "r_strategy")}
    return {**base, **plain, **facts, "parameters": parameters, "text": texts}


def _spelled(text: str) -> str:
    """The text as it comes back from a file."""
    return str(clean(text)).strip()


def _kept(old: Any, new: Any) -> Any:
    """The old value where the file could not spell it otherwise."""
    if isinstance(old, str):
        return old if _spelled(old) == new else new
    if isinstance(old, dict):
        return {name: _kept(value, new.get(name, value)) for name, value in old.items()}
    if isinstance(old, list) and len(old) == len(new):
        return [_kept(before, after) for before, after in zip(old, new, strict=True)]
    return new


def _merged_parameter(old: Content | None, new: Content) -> Content:
    if old is None:
        return new
    words = {}
    for key in ("label", "unit"):
        kept = {code: text for code, text in old[key].items() if _spelled(text) == new[key].get(code)}
        words[key] = {**old[key], **new[key], **kept}
    return {**new, **words}


def _require_sound_figures(step: Step, content: Content, entry: Entry) -> None:
    """A text that names a figure the criterion does not have could not even be shown."""
    declared = {parameter["name"] for parameter in content["parameters"]}
    for language, text in content["text"].items():
        for name in dict.fromkeys(placeholders(braces(text))):
            if name not in declared:
                _refuse(step, _("{%(name)s} is not one of the figures of this criterion.") % {"name": name},
                        entry.places.get(language, entry.place))  # fmt: skip
    for parameter in content["parameters"]:
        if not parameter["label"]:
            _refuse(step, _("The figure {%(name)s} needs a label.") % parameter)


def original_language(texts: dict[str, Any]) -> str:
    """Which of a new criterion's texts the others are translations of."""
    return "en" if "en" in texts else next(iter(texts))


def originals_of(version: CriterionVersion) -> set[str]:
    """The languages a version was written in."""
    return {text.language for text in version.translations.all() if text.state == TranslationState.ORIGINAL}


def _missing(content: Content, originals: set[str]) -> list[str]:
    """What stands in the way of a review: translations have one of their own."""
    texts = {language: text for language, text in content["text"].items() if language in originals}
    return [f"{field_name(field)}: {message}" for field, message in gaps({**content, "text": texts}).items()]


def _refuse(step: Step, message: str, place: str = "") -> Step:
    step.outcome = REFUSED
    step.problems.append(Problem(place or step.place, message))
    return step
