"""From a template and its values to the bytes of a tagged PDF, and the fingerprint of what it was made from.

Nothing outside the portal is ever fetched: `ConfinedFetcher` serves our static files, pictures under MEDIA_ROOT and
pictures written into the page; everything else stops the rendering with a cause the reader can act on.
"""

import hashlib
import json
import logging
import mimetypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import weasyprint
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.utils import translation
from django.utils._os import safe_join
from django.utils.translation import gettext as _
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from circpro.documents.models import Stage

logger = logging.getLogger(__name__)

PDF_VARIANT = "pdf/ua-1"
PAGE_URL = "https://document.invalid/"  # never looked up: relative addresses in a page resolve against it
DATA_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)
USED_TEMPLATE = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")
USED_STATIC = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")


class RenderError(Exception):
    """The document cannot be made from what was given; trying again changes nothing. The text is for the reader."""


@dataclass(frozen=True)
class Rendered:
    """A finished PDF."""

    pdf: bytes
    pages: int


def plain_values(context: dict[str, Any]) -> dict[str, Any]:
    """The context as it is stored and as the worker will see it: JSON and nothing else (dates and decimals as text)."""
    return json.loads(json.dumps(context, cls=DjangoJSONEncoder))


def content_hash(*, template: str, context: dict[str, Any], language: str, title: str) -> str:
    """SHA-256 over all that decides how the document looks. Raises TemplateDoesNotExist, TemplateSyntaxError."""
    digest = hashlib.sha256()
    canonical = json.dumps(context, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    for part in (weasyprint.__version__, PDF_VARIANT, language, title, template, canonical):
        _add(digest, part.encode())
    for part_bytes in _sources(template):
        _add(digest, part_bytes)
    for catalogue in _catalogues(language):
        _add(digest, catalogue.read_bytes())
    return digest.hexdigest()


def _add(digest: Any, part: bytes) -> None:
    """Length first, so that no two lists of parts can run together to the same text."""
    digest.update(len(part).to_bytes(8, "big"))
    digest.update(part)


def _sources(template: str) -> Iterator[bytes]:
    """The text of a template, of those it extends or includes by name, and of the static files they name."""
    seen: set[str] = set()
    waiting = [template]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        source = get_template(name).template.source  # type: ignore[attr-defined]
        yield source.encode()
        for static_name in USED_STATIC.findall(source):
            path = finders.find(static_name)
            yield Path(path).read_bytes() if path else b""
        waiting += USED_TEMPLATE.findall(source)


def _catalogues(language: str) -> list[Path]:
    """The compiled translations our templates draw on in this language."""
    locale = translation.to_locale(language)
    paths = [Path(root) / locale / "LC_MESSAGES" / "django.mo" for root in settings.LOCALE_PATHS]
    return [path for path in paths if path.is_file()]


def render_pdf(
    *,
    template: str,
    context: dict[str, Any],
    language: str,
    title: str,
    on_stage: Callable[[Stage], None] = lambda stage: None,
) -> Rendered:
    """Lay a template out as PDF/UA-1 in the given language. Raises RenderError where repeating would not help."""
    with translation.override(language):
        html = _html(template, {**context, "title": title, "language": language})
        on_stage(Stage.LAYING_OUT)
        fonts = FontConfiguration()
        try:
            page = weasyprint.HTML(string=html, base_url=PAGE_URL, url_fetcher=ConfinedFetcher())
            laid_out = page.render(font_config=fonts, pdf_variant=PDF_VARIANT)
            on_stage(Stage.WRITING)
            pdf = laid_out.write_pdf(pdf_variant=PDF_VARIANT)
        except FatalURLFetchingError as error:  # a BaseException in WeasyPrint 70
            raise RenderError(str(error.__cause__ or error)) from error
        return Rendered(pdf=pdf, pages=len(laid_out.pages))


def _html(template: str, context: dict[str, Any]) -> str:
    try:
        return get_template(template).render(context)
    except TemplateDoesNotExist as error:
        raise RenderError(_("The template “%(name)s” does not exist.") % {"name": error}) from error
    except TemplateSyntaxError as error:
        raise RenderError(
            _("The template “%(name)s” has an error: %(cause)s") % {"name": template, "cause": error}
        ) from error
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        logger.exception("Template %s could not be filled", template)
        raise RenderError(
            _("The template “%(name)s” could not be filled with these values: %(cause)s")
            % {"name": template, "cause": error}
        ) from error


class ConfinedFetcher(URLFetcher):
    """Serves what belongs to the portal and refuses the rest; a picture that is missing stops the rendering."""

    def __init__(self) -> None:
        super().__init__(fail_on_errors=True, allow_redirects=False, allowed_protocols=["data"])

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.lower().startswith("data:"):
            if DATA_PICTURE.match(url):
                return super().fetch(url, headers)
            raise RenderError(_("The page carries embedded data that is not a picture."))
        path = local_file(url)
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})


def local_file(url: str) -> Path:
    """The file of ours behind an address. Raises RenderError for addresses elsewhere and files that do not exist."""
    address = url.split("?", 1)[0].split("#", 1)[0]
    for prefix, find in ((settings.STATIC_URL, _static_file), (settings.MEDIA_URL, _media_picture)):
        base = urljoin(PAGE_URL, prefix)
        if prefix and urlsplit(base).path.strip("/") and address.startswith(base):
            try:
                found = find(unquote(address.removeprefix(base)))
            except (SuspiciousFileOperation, ValueError):  # ".." or a null byte
                found = None
            if found is None:
                raise RenderError(_("A picture or style sheet is missing: %(url)s") % {"url": _shown(url)})
            return found
    raise RenderError(_("The page asks for something outside the portal: %(url)s") % {"url": _shown(url)})


def _shown(url: str) -> str:
    """An address as the reader wrote it."""
    return url.removeprefix(PAGE_URL.rstrip("/"))[:200]


def _static_file(name: str) -> Path | None:
    """A static file by the name `{% static %}` gave it, hashed or not."""
    root = getattr(staticfiles_storage, "location", None)
    if root and (collected := _inside(Path(root), name)):
        return collected
    found = finders.find(name)
    if not found:
        return None
    # A finder may serve a folder under a prefix: what name and path have in common at their end lies inside its root.
    source, wanted = Path(found), Path(name).parts
    shared = 0
    while shared < len(wanted) and source.parts[-1 - shared] == wanted[-1 - shared]:
        shared += 1
    return _inside(source.parents[shared - 1], str(Path(*wanted[-shared:]))) if shared else None


def _media_picture(name: str) -> Path | None:
    """A picture somebody uploaded; no other upload is ever drawn into a page."""
    if not (mimetypes.guess_type(name)[0] or "").startswith("image/"):
        return None
    return _inside(Path(settings.MEDIA_ROOT), name)


def _inside(root: Path, name: str) -> Path | None:
    """The file `name` under `root`, unless it is not there or a link leads out. Raises SuspiciousFileOperation."""
    path = Path(safe_join(str(root), name)).resolve()
    return path if path.is_file() and path.is_relative_to(root.resolve()) else None
