"""A printer without paper: keeps what would have been printed in a folder, numbered."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from core.paper.documents import Document, dump
from printers.transport.base import (
    Light,
    Outcome,
    Sheet,
    Told,
    printed,
    refused,
    tell_nobody,
)
from printers.transport.file import reason_of

Preview = Callable[[Document, int], tuple[str, bytes]]
"""Makes (text, PNG) of a document and its copy number."""


class Virtual:
    """Keeps each job as ``000001.bin`` with its document, its text and its picture beside it."""

    def __init__(
        self,
        folder: str | Path,
        preview: Preview | None = None,
        *,
        suffix: str = ".bin",
        beside: bool = True,
    ) -> None:
        """`suffix` is that of the jobs; not `beside`: they are all that is kept."""
        self._suffix, self._beside_too = suffix, beside
        self._folder = Path(folder)
        self._preview = preview

    def send(self, sheet: Sheet, told: Told = tell_nobody) -> Outcome:
        """Keep one job; there all at once, or not at all."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._keep(sheet)
        except OSError as error:
            return refused(reason_of(error))
        return printed(confirmed=True)

    def status(self) -> Light:
        """Ready as long as the folder can be written to."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return Light.UNREACHABLE
        return Light.READY if os.access(self._folder, os.W_OK) else Light.UNREACHABLE

    def kept(self) -> list[Path]:
        """The jobs so far, oldest first."""
        return sorted(self._folder.glob(f"[0-9]*{self._suffix}"))

    def _keep(self, sheet: Sheet) -> None:
        kept = [self._bytes(sheet.content)]
        try:
            for suffix, content in self._beside(sheet).items():
                kept.append(kept[0].with_suffix(suffix))
                kept[-1].write_bytes(content)
        except OSError:
            for path in kept:
                with contextlib.suppress(OSError):  # the first error is the one to tell
                    path.unlink(missing_ok=True)
            raise

    def _bytes(self, content: bytes) -> Path:
        taken = self.kept()
        number = int(taken[-1].stem) if taken else 0
        while True:
            number += 1
            path = self._folder / f"{number:06d}{self._suffix}"
            try:
                with path.open("xb") as file:
                    file.write(content)
            except FileExistsError:  # another process took the number
                continue
            except OSError:
                path.unlink(missing_ok=True)
                raise
            return path

    def _beside(self, sheet: Sheet) -> dict[str, bytes]:
        if sheet.document is None or not self._beside_too:
            return {}
        found = {".json": dump(sheet.document).encode()}
        if self._preview is not None:
            text, picture = self._preview(sheet.document, sheet.copy)
            found |= {".txt": text.encode(), ".png": picture}
        return found
