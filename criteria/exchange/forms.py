"""What a librarian uploads."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from criteria.exchange.uploads import MAX_UPLOAD


class UploadForm(forms.Form):
    """One file of the library. What it is is seen from its content; the size is asked before anything is read."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A workbook (.xlsx) or a JSON file that was downloaded from the library, at most 20 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.json"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(_("The file is larger than %(size)d MB.") % {"size": MAX_UPLOAD // 1024**2})
        if not file.size:
            raise forms.ValidationError(_("The file is empty."))
        return file
