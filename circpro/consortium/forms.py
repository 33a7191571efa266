"""What a person may set about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from circpro.consortium.models import User

ALSO = 3


class LanguagesForm(forms.Form):
    """The language of the pages and mails, and those a text is shown in where the first has none."""

    language = forms.ChoiceField(label=gettext_lazy("Language of pages and mails"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"language": user.language, **{f"also_{i}": code for i, code in enumerate(user.reads)}}
        choices = [("", "–"), *settings.CONTENT_LANGUAGES]
        for place in range(ALSO):
            label = _("Also read, choice %(number)s") % {"number": place + 1}
            self.fields[f"also_{place}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def reads(self) -> list[str]:
        """The languages also read, best first, each once."""
        chosen = [self.cleaned_data[f"also_{place}"] for place in range(ALSO)]
        return list(dict.fromkeys(code for code in chosen if code and code != self.cleaned_data["language"]))
