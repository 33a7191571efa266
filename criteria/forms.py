"""What those who keep the library may type, checked beside the field."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from circpro.saving import VersionedForm
from criteria.content import TEXT_FIELDS, Content
from criteria.languages import best_value
from criteria.models import (
    Ambition,
    AppliesTo,
    CommentKind,
    Kind,
    Parameter,
    ProductGroup,
    RStrategy,
    SourceState,
)
from criteria.soundness import text_gaps

LABELS: dict[str, Any] = {
    "title": gettext_lazy("Title"),
    "requirement": gettext_lazy("Requirement"),
    "verification": gettext_lazy("Verification"),
    "evidence": gettext_lazy("Accepted evidence"),
    "guidance": gettext_lazy("Guidance for the buyer"),
}
DOCUMENT = re.compile(r"(.{1,300}?)\s*\(((?:19|20)\d\d)\)")
LABEL_LENGTH = 120  # of `Label.name`
ROWS = {"requirement": 7, "verification": 4, "evidence": 3, "guidance": 4}


def text_field(name: str, *, required: bool) -> forms.CharField:
    """A field of a criterion's text."""
    if name == "title":
        return forms.CharField(label=LABELS[name], max_length=250, required=required)
    widget = forms.Textarea(attrs={"rows": ROWS[name]})
    return forms.CharField(label=LABELS[name], max_length=10_000, required=required, widget=widget)


class VersionForm(VersionedForm):
    """All of a version that is being written, in one language; the other languages stay as they are.

    Title and requirement are needed to save; the rest may wait until it goes to review.
    """

    change_note = forms.CharField(
        label=gettext_lazy("What changes, and why"),
        help_text=gettext_lazy("Read by the reviewer, and by every buyer who uses the version before."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices)
    ambition = forms.ChoiceField(label=gettext_lazy("Ambition"), choices=Ambition.choices)
    r_strategy = forms.ChoiceField(
        label=gettext_lazy("R-strategy"),
        choices=RStrategy.choices,
        help_text=gettext_lazy("The highest step of the ladder the criterion works on."),
    )
    applies_to = forms.MultipleChoiceField(
        label=gettext_lazy("Applies to"),
        choices=AppliesTo.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    labels = forms.CharField(
        label=gettext_lazy("Labels accepted as evidence"),
        help_text=gettext_lazy("One a line. An equivalent is always accepted (Directive 2014/24/EU, Art. 43)."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    legal_basis = forms.CharField(label=gettext_lazy("Legal basis"), max_length=300, required=False)
    source_title = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("The document the criterion is drawn from."),
        max_length=300,
        required=False,
    )
    source_year = forms.IntegerField(
        label=gettext_lazy("Year of the source"), min_value=1950, max_value=2100, required=False
    )
    source_also = forms.CharField(
        label=gettext_lazy("Further documents"),
        help_text=gettext_lazy("One a line, each with its year in brackets: EN 13429 Packaging: reuse (2004)."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source_confirmed = forms.BooleanField(
        label=gettext_lazy("I compared figures and wording with the source"), required=False
    )
    title = text_field("title", required=True)
    requirement = text_field("requirement", required=True)
    verification = text_field("verification", required=False)
    evidence = text_field("evidence", required=False)
    guidance = text_field("guidance", required=False)

    FACTS = ("kind", "ambition", "r_strategy", "applies_to", "labels", "legal_basis")
    SOURCE = ("source_title", "source_year", "source_also", "source_confirmed")

    def facts(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.FACTS, *self.SOURCE)]

    def texts(self) -> list[forms.BoundField]:
        return [self[name] for name in TEXT_FIELDS]

    def clean_labels(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["labels"].splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        if too_long := [name for name in names if len(name) > LABEL_LENGTH]:
            raise forms.ValidationError(_("“%(name)s” is too long for a label.") % {"name": too_long[0][:40]})
        return names

    def clean_source_also(self) -> list[Content]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["source_also"].splitlines())):
            match = DOCUMENT.fullmatch(line)
            if not match:
                raise forms.ValidationError(_("“%(line)s” does not end with a year in brackets.") % {"line": line[:60]})
            found.append({"title": match[1], "year": int(match[2])})
        return found

    @classmethod
    def initial_of(cls, content: Content, language: str) -> dict[str, Any]:
        """What the form starts with."""
        facts = {name: content[name] for name in cls.FACTS if name != "labels"}
        source = {f"source_{name}": content["source"][name] for name in ("title", "year", "confirmed")}
        source["source_also"] = "\n".join(f"{d['title']} ({d['year']})" for d in content["source"]["also"])
        text = content["text"].get(language, {})
        return {**facts, **source, "labels": "\n".join(content["labels"]), **{f: text.get(f, "") for f in TEXT_FIELDS}}

    def content(self, base: Content, language: str, parameters: list[Content]) -> Content:
        """The version's content with what was typed in the place of what it was."""
        data = self.cleaned_data
        text = {field: data[field].strip() for field in TEXT_FIELDS if data[field].strip()}
        return {
            **base,
            **{name: data[name] for name in self.FACTS},
            "labels": sorted(data["labels"]),
            "source": {
                "title": data["source_title"].strip() if data["source_year"] else "",
                "year": data["source_year"] if data["source_title"].strip() else None,
                "confirmed": data["source_confirmed"],
                "also": data["source_also"],
            },
            "parameters": parameters,
            "text": {**base["text"], language: text},
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("source_title")) != bool(data.get("source_year")):
            field = "source_year" if data.get("source_title") else "source_title"
            self.add_error(field, _("Title and year of the source belong together."))
        return data


class ParameterForm(forms.Form):
    """A figure the buyer sets, within the range given here."""

    name = forms.RegexField(
        label=gettext_lazy("Name in the text"),
        regex=r"^[a-z][a-z0-9_]{0,39}$",
        error_messages={"invalid": gettext_lazy("Small letters a to z, digits and _ only, such as years.")},
    )
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=[], initial="integer")
    label = forms.CharField(label=gettext_lazy("What it is"), max_length=120)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40)
    default = forms.DecimalField(label=gettext_lazy("Starts with"), max_digits=14, decimal_places=4, localize=True)
    min = forms.DecimalField(label=gettext_lazy("From"), max_digits=14, decimal_places=4, localize=True)
    max = forms.DecimalField(label=gettext_lazy("To"), max_digits=14, decimal_places=4, localize=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = Parameter.Type.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        low, start, high = data.get("min"), data.get("default"), data.get("max")
        if low is not None and start is not None and high is not None and not low <= start <= high:
            self.add_error("default", _("The starting value lies outside the range."))
        if data.get("type") == "integer":
            for name in ("default", "min", "max"):
                value = data.get(name)
                if value is not None and value != value.to_integral_value():
                    self.add_error(name, _("A whole number is needed."))
        return data


class BaseParameterFormSet(forms.BaseFormSet):
    """The figures of a version; an empty row is no figure, a ticked one is taken out."""

    def clean(self) -> None:
        names = [form.cleaned_data["name"] for form in self.kept() if form.cleaned_data.get("name")]
        for form in self.kept():
            if names.count(form.cleaned_data.get("name")) > 1:
                form.add_error("name", _("This name stands twice."))

    def kept(self) -> list[forms.Form]:
        deleted = {id(form) for form in self.deleted_forms}
        return [form for form in self.forms if (form.initial or form.has_changed()) and id(form) not in deleted]

    def content(self, base: list[Content], language: str) -> list[Content]:
        """The parameters as content; their words in other languages are kept by name."""
        known = {parameter["name"]: parameter for parameter in base}
        return [self._one(form.cleaned_data, known.get(form.cleaned_data["name"]), language) for form in self.kept()]

    def _one(self, data: dict[str, Any], known: Content | None, language: str) -> Content:
        words = {key: {**(known[key] if known else {}), language: data[key]} for key in ("label", "unit")}
        numbers = {key: _number(data[key]) for key in ("default", "min", "max")}
        return {"name": data["name"], "type": data["type"], **words, **numbers}


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


ParameterFormSet = forms.formset_factory(ParameterForm, BaseParameterFormSet, extra=2, can_delete=True, max_num=12)


def parameter_initial(parameters: list[Content], language: str) -> list[dict[str, Any]]:
    """What the rows of the form start with."""
    return [
        {**p, "label": best_value(p["label"], language), "unit": best_value(p["unit"], language)} for p in parameters
    ]


class ProposalForm(VersionForm):
    """A criterion the library does not have yet, as a buyer proposes it."""

    group = forms.ModelChoiceField(label=gettext_lazy("Product group"), queryset=ProductGroup.objects.none())
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), choices=settings.CONTENT_LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"], self.fields["source_confirmed"]
        self.fields["group"].queryset = ProductGroup.objects.with_texts()  # type: ignore[attr-defined]
        note = self.fields["change_note"]
        note.label, note.help_text = _("Why the library should have it"), _("Where it was needed, and what it changed.")
        self.order_fields(["group", "language", "change_note", *TEXT_FIELDS])

    def facts(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.FACTS, "source_title", "source_year", "source_also")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["source_confirmed"] = False
        return data


class TranslationForm(VersionedForm):
    """A text in another language, beside the original. Title and requirement are needed, figures stay in braces."""

    title = text_field("title", required=True)
    requirement = text_field("requirement", required=True)
    verification = text_field("verification", required=False)
    evidence = text_field("evidence", required=False)
    guidance = text_field("guidance", required=False)

    def __init__(self, *args: Any, parameters: list[Parameter], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = {parameter.name for parameter in parameters}
        self.words = (("label", LABEL_LENGTH, gettext_lazy("What it is")), ("unit", 40, gettext_lazy("Unit")))
        for parameter in parameters:
            for name, longest, label in self.words:
                field = forms.CharField(label=label, max_length=longest, required=False)
                field.initial = getattr(parameter, f"{name}s").get(language, "")
                self.fields[f"{name}_{parameter.name}"] = field

    def figures(self) -> dict[str, dict[str, str]]:
        """Parameter → its name and unit in the language, where both are given."""
        given = {
            parameter: {name: self.cleaned_data[f"{name}_{parameter}"].strip() for name, _n, _l in self.words}
            for parameter in self.declared
        }
        return {parameter: words for parameter, words in given.items() if all(words.values())}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("requirement"):
            for field, message in text_gaps({f: data.get(f, "") for f in TEXT_FIELDS}, self.declared).items():
                self.add_error(field, message)
        return data


class ReasonForm(VersionedForm):
    """Why a step is taken: read by whoever it concerns."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RemarkForm(forms.Form):
    """What a reader wants to say about a criterion. `website` is a trap for machines: people never see it."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=CommentKind.choices)
    text = forms.CharField(label=gettext_lazy("Your remark"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    website = forms.CharField(required=False, widget=forms.HiddenInput)


class SourceForm(forms.Form):
    """Whether a document may still be relied on."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=SourceState.choices)
    since = forms.DateField(
        label=gettext_lazy("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=gettext_lazy("Why, and what takes its place"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") != SourceState.CURRENT and not data.get("note", "").strip():
            self.add_error("note", _("Say why, and what takes its place."))
        return data
