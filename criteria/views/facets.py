"""The filters beside the list: their choices with counts, what is chosen, and the way back from each choice."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from criteria.filters import CriterionFilter
from criteria.models import CpvCode

SHOWN = 8  # choices of a facet before the rest is folded away
ALL_SHOWN = ("group",)  # looked for by name: what shows nothing is folded away, the rest stands in its order


@dataclass(frozen=True)
class Choice:
    """A value of a facet, and how many criteria it would show."""

    id: str
    value: str
    label: str
    count: int
    checked: bool

    @property
    def is_open(self) -> bool:
        """Whether it may be chosen: what shows nothing may only be taken back."""
        return self.checked or self.count > 0


@dataclass(frozen=True)
class Facet:
    """A filter with its choices; where they are many, those that show little or nothing are folded away."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def shown(self) -> list[Choice]:
        if len(self.choices) <= SHOWN + 1:
            return self.choices
        usable = [choice for choice in self.choices if choice.is_open]
        if self.name in ALL_SHOWN:
            return usable
        first = sorted(usable, key=lambda choice: (not choice.checked, -choice.count))[:SHOWN]
        return [choice for choice in self.choices if choice in first or choice.checked]

    @property
    def folded(self) -> list[Choice]:
        shown = self.shown
        return [choice for choice in self.choices if choice not in shown]


@dataclass(frozen=True)
class Chip:
    """Something that is chosen, and the address without it."""

    facet: str
    label: str
    without: str


def facets_of(found: CriterionFilter) -> list[Facet]:
    """Every facet that has something to choose."""
    facets = []
    for name in found.FACETS:
        chosen = found.data.getlist(name)
        choices = [
            Choice(f"id_{name}_{place}", value, label, found.counts.of(name, key), value in chosen)
            for place, (key, value, label) in enumerate(found.options[name])
        ]
        if hasattr(found.form.fields[name], "queryset"):
            choices.sort(key=lambda choice: choice.label.casefold())  # rows have no order of their own to keep
        if any(choice.is_open for choice in choices):
            facets.append(Facet(name, str(found.form.fields[name].label), choices))
    return facets


def chips_of(found: CriterionFilter, facets: list[Facet], query: QueryDict) -> list[Chip]:
    """One for the words, one for the code, one for each choice."""
    chips = []
    if found.asked:
        chips.append(Chip(_("Search"), query["q"], without(query, "q")))
    if found.cpv_code:
        code = CpvCode.objects.with_names().filter(pk=found.cpv_code).first()
        chips.append(Chip(_("CPV code"), str(code or query["cpv"]), without(query, "cpv")))
    for facet in facets:
        chosen = [choice for choice in facet.choices if choice.checked]
        chips += [Chip(facet.label, choice.label, without(query, facet.name, choice.value)) for choice in chosen]
    return chips


def without(query: QueryDict, name: str, value: str | None = None) -> str:
    """The address of the list without a choice, back on its first page."""
    rest = query.copy()
    for gone in ("page", *(("as_typed",) if name == "q" else ())):
        rest.pop(gone, None)
    rest.setlist(name, [kept for kept in rest.getlist(name) if value is not None and kept != value])
    return f"?{rest.urlencode()}"


def mended(found: CriterionFilter, query: QueryDict) -> dict[str, str] | None:
    """The words that found nothing, those searched in their place, and the address of the words as typed."""
    if not found.asked or not found.typed or found.asked == found.typed:
        return None
    exact = query.copy()
    exact["as_typed"] = "1"
    exact.pop("page", None)
    return {"typed": query["q"], "words": " ".join(found.asked.words), "exact": f"?{exact.urlencode()}"}
