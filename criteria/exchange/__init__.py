"""The library going out and coming in as files: one module a format, described in docs/library-format.md."""

from django.utils.translation import gettext_lazy as _

# Ending → what it is called, and what it is good for.
FORMATS = {
    "xlsx": (_("Excel"), _("To sort, filter, translate and change; librarians take it in again.")),
    "docx": (_("Word"), _("To read, print and copy from; the figures are filled in. In one language.")),
    "csv": (_("CSV"), _("For other programs: one row for each criterion and language.")),
    "json": (_("JSON"), _("The whole content for other systems; librarians take it in again.")),
}
