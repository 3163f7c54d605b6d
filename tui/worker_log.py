"""The log of the worker process: a rotating file that holds no secret and nothing that acts."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from core.doctor.machine import log_path
from core.settings import Config
from core.text import clean
from tui.support.hiding import secrets_of

_SIZE = 1_000_000
_KEPT = 3


class _Rotating(RotatingFileHandler):
    """Files that their owner alone may read, also those it begins anew; several workers may write.

    One that waits for the lease writes too: where another began a new file, it goes on there.
    """

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding, errors=self.errors)

    def emit(self, record: logging.LogRecord) -> None:
        if self.stream is not None and self._is_begun_anew(self.stream):
            self.stream.close()
            self.stream = self._open()
        super().emit(record)

    def _is_begun_anew(self, mine: TextIOWrapper) -> bool:
        try:
            return not os.path.samestat(os.fstat(mine.fileno()), os.stat(self.baseFilename))
        except OSError:
            return True


class _Inert(logging.Formatter):
    """Lines of which each is cleaned, with known secrets taken out."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        # Indents of a traceback are kept; everything else goes through the one filter.
        return "\n".join(
            " " * (len(line) - len(line.lstrip(" "))) + clean(line) for line in text.split("\n")
        )


def open_log(config: Config) -> Path | None:
    """Let everything that is logged go to the file and nowhere else; None where it cannot be.

    The file is readable by its owner alone. A log that cannot be written stops no printing.
    """
    path = log_path(config)
    root = logging.getLogger()
    for known in list(root.handlers):
        root.removeHandler(known)
    logging.raiseExceptions = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = _Rotating(
            path, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", errors="replace"
        )
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(_Inert(secrets_of(config)))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path
