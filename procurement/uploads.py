"""What may be annexed: office documents and pictures, recognised by their content and not by their name."""

import hashlib
import zipfile
from pathlib import Path
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from procurement.errors import NotAccepted

MAX_BYTES = 10 * 1024 * 1024
OFFICE_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


class Checked(NamedTuple):
    """What is known of an accepted file."""

    media_type: str
    size: int
    sha256: str


def check(upload: UploadedFile) -> Checked:
    """Accept the file or raise NotAccepted naming the field `file`."""
    suffix = Path(upload.name or "").suffix.lower()
    size = upload.size or 0
    if suffix not in MEDIA_TYPES:
        raise _refused(_("Only PDF, Word, Excel, OpenDocument, PNG and JPEG files can be annexed."))
    if not size:
        raise _refused(_("The file is empty."))
    if size > MAX_BYTES:
        raise _refused(_("The file is larger than 10 MB."))
    if not _is_what_it_says(upload, suffix):
        raise _refused(_("The content of the file does not match its name (%(suffix)s).") % {"suffix": suffix})
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return Checked(MEDIA_TYPES[suffix], size, digest.hexdigest())


def _refused(message: str) -> NotAccepted:
    return NotAccepted(message, errors={"file": message})


def _is_what_it_says(upload: UploadedFile, suffix: str) -> bool:
    upload.seek(0)
    if suffix == ".pdf":
        return upload.read(5) == b"%PDF-"
    if suffix in (".png", ".jpg", ".jpeg"):
        return _is_picture(upload, "PNG" if suffix == ".png" else "JPEG")
    return _is_office(upload, suffix)


def _is_picture(upload: UploadedFile, kind: str) -> bool:
    try:
        with Image.open(upload, formats=[kind]) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _is_office(upload: UploadedFile, suffix: str) -> bool:
    """The parts the format demands, and no macros."""
    try:
        with zipfile.ZipFile(upload) as package:
            names = set(package.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return False
            if suffix in OFFICE_PARTS:
                return {"[Content_Types].xml", OFFICE_PARTS[suffix]} <= names
            return "mimetype" in names and package.read("mimetype").decode("ascii", "replace") == MEDIA_TYPES[suffix]
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        return False
