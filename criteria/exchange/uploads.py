"""What an upload is, by its content and never by its name, and whether it is safe to open."""

import io
import zipfile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

from criteria.exchange.entries import Unreadable

MAX_UPLOAD = 20 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024  # the whole library in eleven languages takes about a fifth of it
MAX_PARTS = 200
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BOOK = "xl/workbook.xml"
CONTENT_TYPES = "[Content_Types].xml"


def format_of(data: bytes) -> str:
    """“xlsx” or “json”. Raises Unreadable for anything else, and for a workbook that is not safe to open."""
    if len(data) > MAX_UPLOAD:
        raise Unreadable(_("The file is larger than %(size)d MB.") % {"size": MAX_UPLOAD // 1024 // 1024})
    if data.startswith(ZIP):
        _require_safe_workbook(data)
        return "xlsx"
    if data.startswith(OLE):
        raise Unreadable(_("This is an old or a password-protected workbook: save it as .xlsx without a password."))
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return "json"
    raise Unreadable(_("This is neither a workbook (.xlsx) nor a JSON file of this library."))


def _require_safe_workbook(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _require_bounded(archive)
            _require_plain_workbook(archive)
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")):
                    _require_no_entities(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Unreadable(_("The workbook is damaged and cannot be opened.")) from error


def _require_bounded(archive: zipfile.ZipFile) -> None:
    """Against zip bombs: sizes are what the archive says, and the reading of a part stops at what it says."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable(_("The workbook unpacks to more than %(size)d MB: split it.")
                         % {"size": MAX_UNPACKED // 1024 // 1024})  # fmt: skip


def _require_plain_workbook(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if BOOK not in names or CONTENT_TYPES not in names:
        raise Unreadable(_("This is a packed file, but no workbook (.xlsx)."))
    if b"macroEnabled" in archive.read(CONTENT_TYPES) or any("vbaProject" in name for name in names):
        raise Unreadable(_("The workbook holds macros: save it as .xlsx without them."))


def _require_no_entities(archive: zipfile.ZipFile, part: str) -> None:
    """No document type, hence no entities: a part's declarations stand before its first element."""
    try:
        with archive.open(part) as file:
            next(iter(iterparse(file, events=("start",), forbid_dtd=True)), None)
    except (DefusedXmlException, ParseError) as error:
        raise Unreadable(_("The workbook is damaged or holds declarations that are not allowed.")) from error
