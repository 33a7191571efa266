"""In which order a person reads languages: their page's, those they named, those their browser asks for."""

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from circpro.consortium.models import User

_reading: ContextVar[tuple[str, ...]] = ContextVar("reading", default=())
ASKED_FOR = 10  # more languages than anyone's browser is set to


def also_read() -> tuple[str, ...]:
    """The languages the reader of this request reads beside the page's own, best first; none outside a request."""
    return _reading.get()


def reading_languages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the language of the page, and those the reader also reads, for this request. After authentication."""

    def middleware(request: HttpRequest) -> HttpResponse:
        _speak_as_the_account_says(request)
        token = _reading.set(languages_of(request))
        try:
            return get_response(request)
        finally:
            _reading.reset(token)

    return middleware


def _speak_as_the_account_says(request: HttpRequest) -> None:
    """Pages in the account's language, unless the person chose another one on this device."""
    user = getattr(request, "user", None)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and isinstance(user, User):
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]


def languages_of(request: HttpRequest) -> tuple[str, ...]:
    """From the account where there is one, then from the Accept-Language header."""
    known = dict(settings.CONTENT_LANGUAGES)
    user = getattr(request, "user", None)
    own = [user.language, *user.reads] if isinstance(user, User) else []
    header = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])[:ASKED_FOR]
    asked = [{"no": "nb", "nn": "nb"}.get(code[:2], code[:2]) for code, _quality in header]
    return tuple(code for code in dict.fromkeys([*own, *asked]) if code in known)
