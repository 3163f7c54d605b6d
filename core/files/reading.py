"""The door for files: looks at what a file is, not at its name, and picks the right reader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.errors import Refusal
from core.files.csv_rows import read_csv
from core.files.table import Table
from core.files.xlsx_rows import read_xlsx

SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes of one file."""

# First bytes of what people send by mistake.
_KINDS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "XLS (Excel 97-2003)"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"{\\rtf", "RTF"),
)


def read_table(
    path: Path,
    columns: Sequence[str],
    required: Sequence[str],
    *,
    others: bool = False,
    preamble: bool = False,
) -> Table:
    """Read a CSV (UTF-8, or UTF-16 with its mark) or XLSX file whose header names `columns`.

    With `others` it may have more of them, which are let be: the file is somebody else's. With
    `preamble` words of its own may stand above the header.
    Raises Refusal with a ``file_...`` code when nothing of it can be
    trusted; what is wrong with a single row stays with that row.
    """
    raw = load(path)
    if not raw.strip():
        raise Refusal("file_empty", path=str(path))
    for magic, kind in _KINDS:
        if raw.startswith(magic):
            raise Refusal("file_kind", path=str(path), kind=kind)
    if raw.startswith(b"PK\x03\x04") or raw.startswith(b"PK\x05\x06"):
        return read_xlsx(raw, str(path), columns, required, others=others, preamble=preamble)
    return read_csv(raw, str(path), columns, required, others=others, preamble=preamble)


def load(path: Path) -> bytes:
    """The bytes of a file; raises Refusal ``file_...`` where it cannot be read."""
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise Refusal("file_missing", path=str(path)) from error
    except IsADirectoryError as error:
        raise Refusal("file_is_directory", path=str(path)) from error
    except PermissionError as error:
        raise Refusal("file_no_permission", path=str(path)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or str(error)
        raise Refusal("file_unreadable", path=str(path), why=why) from error
    if len(raw) > SIZE_LIMIT:
        raise Refusal("file_too_big", path=str(path), limit_mb=SIZE_LIMIT // (1024 * 1024))
    return raw
