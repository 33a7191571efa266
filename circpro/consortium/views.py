"""Pages a person has about themselves, beside those of django-allauth."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from circpro.consortium.forms import LanguagesForm
from circpro.consortium.services import choose_languages


@login_required
def languages(request: HttpRequest) -> HttpResponse:
    """In which language the pages come, and in which order texts are read."""
    form = LanguagesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        choose_languages(user=request.user, language=chosen, reads=form.reads())
        with translation.override(chosen):
            messages.success(request, _("Saved."))
        response = redirect("languages")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        return response
    crumbs = [(_("Home"), "/"), (_("Languages"), "")]
    status = 422 if request.method == "POST" else 200
    return render(request, "account/languages.html", {"form": form, "crumbs": crumbs}, status=status)
