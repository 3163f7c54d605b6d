"""Where the journal goes as a file: whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from core.errors import Refusal

if TYPE_CHECKING:
    from core.bookkeeping.periods import Period


def save(path: Path, data: bytes) -> None:
    """Write it; what was there stays until all of it is written.

    Raises Refusal ``file_kind_unknown``, ``folder_missing``, or OSError.
    """
    if path.suffix.lower() != ".csv":
        raise Refusal("file_kind_unknown", path=path.name, known=".csv")
    if not path.parent.is_dir():
        raise Refusal("folder_missing", path=str(path.parent))
    with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.stem}-", delete=False) as file:
        half = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            half.replace(path)
        except BaseException:
            with suppress(OSError):
                half.unlink()
            raise


def usual_path(period: Period) -> str:
    """Where it goes when nobody says, within the data of Kemas: named after the period."""
    return f"exports/journal-{period.name}.csv"
