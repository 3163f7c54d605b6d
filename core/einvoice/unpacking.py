"""Files of providers, read with care: base64, and XML in archives within archives."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile

_MOST = 8 * 1024 * 1024  # bytes of one file, unpacked
_ENTRIES = 20
_DEPTH = 2


def decoded(text: object) -> bytes | None:
    """Bytes that came as base64; None where they are none, or nothing."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return base64.b64decode(text, validate=True) or None
    except (ValueError, binascii.Error):
        return None


def is_pdf(data: bytes) -> bool:
    """Whether it begins like a PDF."""
    return data[:1024].lstrip().startswith(b"%PDF-")


def is_xml(data: bytes) -> bool:
    """Whether it begins like XML."""
    return data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def xml_in(data: bytes, depth: int = _DEPTH) -> bytes | None:
    """The XML itself, or the one in an archive, or in one within it; None where there is none."""
    if is_xml(data):
        return data if len(data) <= _MOST else None
    if not data.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _within(archive, depth)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError):
        return None


def _within(archive: zipfile.ZipFile, depth: int) -> bytes | None:
    entries = archive.infolist()[:_ENTRIES]
    for ending in (".xml", ".zip"):
        for entry in entries:
            if not entry.filename.casefold().endswith(ending) or entry.file_size > _MOST:
                continue
            with archive.open(entry) as file:
                inner = file.read(_MOST + 1)
            if len(inner) > _MOST:
                continue
            found = xml_in(inner, depth - 1) if ending == ".zip" and depth else inner
            if found is not None and is_xml(found):
                return found
    return None
