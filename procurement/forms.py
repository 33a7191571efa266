"""What a buyer may type, checked beside the field."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from circpro.consortium.models import Organisation, Region, User
from circpro.consortium.roles import organisations_with
from circpro.saving import VersionedForm
from criteria.models import CpvCode, Parameter
from procurement.models import AwardMethod, Lot, Section, Tender, TenderItem
from procurement.models.item import ADAPTABLE
from procurement.querysets import WRITERS
from procurement.services.items import out_of_range, shown

LOTS_LISTED = 300  # the drafts changed last: more than one list can be chosen from


class CpvField(forms.CharField):
    """A CPV code that exists; cleans to the code itself."""

    default_error_messages = {"unknown": _("Choose a code from the list: “%(code)s” is not in the vocabulary.")}

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        code = CpvCode.objects.filter(code=typed.split(" ")[0].split("-")[0]).first()
        if code is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown", params={"code": typed})
        return code


class TenderForm(forms.ModelForm):
    """The basics of a tender."""

    cpv = CpvField(
        label=_("Main CPV code"),
        help_text=_("Type what you buy, such as “school desk”, or the first digits of the code."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the documents"),
        choices=settings.CONTENT_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One document is made for each language."),
    )

    class Meta:
        model = Tender
        fields = [
            "authority",
            "subject",
            "cpv",
            "nature",
            "description",
            "estimated_value",
            "currency",
            "duration_months",
            "place",
            "procedure",
            "languages",
            "no_lots_reason",
        ]
        help_texts = {
            "subject": _("One sentence: what is bought and for whom. It is printed on the cover."),
            "estimated_value": _(
                "The whole contract with all lots, options and extensions (Directive 2014/24/EU, Art. 5)."
            ),
            "no_lots_reason": _("Needed where the contract is not divided (Directive 2014/24/EU, Art. 46)."),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "no_lots_reason": forms.Textarea(attrs={"rows": 2}),
            "estimated_value": forms.TextInput(attrs={"inputmode": "decimal"}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.filter(pk__in=organisations_with(user, WRITERS)).select_related("region")
        authority = self.fields["authority"]
        authority.queryset = mine  # type: ignore[attr-defined]
        self.fields["place"].queryset = Region.objects.all()  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["authority"]
            self.initial["cpv"] = str(self.instance.cpv)
            return
        home = mine.first()
        if home:
            place = {"authority": home, "place": home.region, "currency": home.region.currency}
            self.initial = {**place, "languages": [home.region.language, "en"][:1], **self.initial}
        authority.empty_label = None  # type: ignore[attr-defined]

    def clean_languages(self) -> list[str]:
        """In the order of the list, the first language of the tender staying first."""
        chosen = self.cleaned_data["languages"]
        first = self.instance.languages[0] if self.instance.pk else None
        return sorted(chosen, key=lambda code: (code != first, [c for c, _n in settings.CONTENT_LANGUAGES].index(code)))


class TenderEditForm(VersionedForm, TenderForm):
    """The basics of a tender already begun."""


class LotForm(forms.ModelForm):
    """A lot's own data."""

    class Meta:
        model = Lot
        fields = ["title", "description", "estimated_value"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "estimated_value": forms.TextInput(attrs={"inputmode": "decimal"}),
        }


class LotEditForm(VersionedForm, LotForm):
    """A lot already there."""


class ParametersForm(VersionedForm):
    """The figures of an item, each with the range the library allows."""

    def __init__(self, *args: Any, item: TenderItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", item.version)
        for parameter in item.criterion_version.parameters.all():
            self.fields[f"parameters.{parameter.name}"] = _figure(parameter, item.values[parameter.name])

    def figures(self) -> dict[str, Decimal]:
        """The cleaned figures by parameter name."""
        prefix = "parameters."
        return {name.removeprefix(prefix): v for name, v in self.cleaned_data.items() if name.startswith(prefix)}


def _figure(parameter: Parameter, value: Decimal) -> forms.DecimalField:
    low, high = shown(parameter.minimum, parameter), shown(parameter.maximum, parameter)
    wrong = out_of_range(parameter)
    field = forms.DecimalField(
        label=capfirst(parameter.label),
        help_text=_("From %(low)s to %(high)s %(unit)s. The library starts with %(default)s.")
        % {"low": low, "high": high, "unit": parameter.unit, "default": shown(parameter.default, parameter)},
        min_value=parameter.minimum,
        max_value=parameter.maximum,
        decimal_places=parameter.places,
        initial=shown(value, parameter),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "numeric" if parameter.places == 0 else "decimal"}),
        error_messages=dict.fromkeys(("min_value", "max_value", "max_decimal_places", "invalid"), wrong),
    )
    for validator in field.validators:
        validator.message = wrong  # type: ignore[attr-defined]
    return field


class TextsForm(VersionedForm):
    """The texts of an item in one language."""

    def __init__(self, *args: Any, item: TenderItem, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", item.version)
        labels = {
            "title": _("Title"),
            "requirement": _("Requirement"),
            "verification": _("Verification"),
            "evidence": _("Accepted evidence"),
        }
        for field, text in item.raw(language).items():
            rows = {"requirement": 6, "verification": 5, "evidence": 3}.get(field)
            widget = (
                forms.Textarea(attrs={"rows": rows, "lang": language})
                if rows
                else forms.TextInput(attrs={"lang": language})
            )
            self.fields[f"texts.{language}.{field}"] = forms.CharField(
                label=labels[field], initial=text, widget=widget, max_length=8000, required=False
            )
        self.language = language

    def texts(self) -> dict[str, dict[str, str]]:
        """The cleaned texts as the service takes them."""
        return {self.language: {f: self.cleaned_data.get(f"texts.{self.language}.{f}", "") for f in ADAPTABLE}}


class AwardForm(VersionedForm):
    """Method and weights of a lot."""

    method = forms.ChoiceField(label=_("Award method"), choices=AwardMethod.choices, widget=forms.RadioSelect)
    price_weight = forms.DecimalField(
        label=_("Weight of the price, %"),
        required=False,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-share": ""}),
    )

    def __init__(self, *args: Any, lot: Lot, items: list[TenderItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "version": lot.version,
            "method": lot.award_method,
            "price_weight": lot.price_weight,
            **self.initial,
        }
        for item in items:
            title = item.filled(lot.tender.main_language)["title"]
            self.fields[f"weights.{item.pk}"] = forms.DecimalField(
                label=_("Weight of %(number)s %(title)s, %%")
                % {"number": item.criterion_version.criterion.number, "title": title},
                required=False,
                max_digits=5,
                decimal_places=2,
                initial=item.weight,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "data-share": ""}),
            )

    def weights(self) -> dict[int, Decimal]:
        """The weights given, by item id."""
        prefix = "weights."
        return {
            int(name.removeprefix(prefix)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value is not None
        }


class LotChoiceForm(forms.Form):
    """A lot of one of the drafts the person may change, listed under its tender."""

    lot = forms.ChoiceField(
        label=_("Draft and lot"),
        error_messages={"invalid_choice": _("Choose a lot of a draft you may change.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lots = list(Lot.objects.open_to(user)[:LOTS_LISTED])
        self.lots = {str(lot.pk): lot for lot in lots}
        by_tender = groupby(lots, key=lambda lot: lot.tender)
        self.fields["lot"].choices = [  # type: ignore[attr-defined]
            (tender.subject, [(str(lot.pk), str(lot)) for lot in own]) for tender, own in by_tender
        ]

    def clean_lot(self) -> Lot:
        return self.lots[self.cleaned_data["lot"]]


class SectionForm(forms.ModelForm):
    """A free section."""

    class Meta:
        model = Section
        fields = ["heading", "language", "body"]
        widgets = {"body": forms.HiddenInput}

    def __init__(self, *args: Any, tender: Tender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.CONTENT_LANGUAGES)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=[(code, names[code]) for code in tender.languages]
        )


class SectionEditForm(VersionedForm, SectionForm):
    """A section already there."""


class AttachmentForm(forms.Form):
    """A file to annex; its content is checked by the service."""

    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("PDF, Word, Excel, OpenDocument, PNG or JPEG, up to 10 MB."),
    )


class LanguageForm(forms.Form):
    """In which of a tender's languages."""

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.CONTENT_LANGUAGES)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=[(code, names[code]) for code in languages]
        )


def add_errors(form: forms.Form, errors: dict[str, str]) -> None:
    """Put a service's errors beside the fields they name; the rest on top."""
    for field, message in errors.items():
        form.add_error(field if field in form.fields else None, message)
