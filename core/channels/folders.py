"""Files that are put into a folder are taken in by themselves, and moved out of the way."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.intake_settings import IntakeSettings
from core.orders.intake.importing import import_orders
from core.orders.intake.rules import Rules
from core.text import clean
from core.transaction import SYSTEM

logger = logging.getLogger(__name__)
_DONE, _FAILED = "done", "failed"
_WHY = ".why.txt"
_KINDS = frozenset({".csv", ".xlsx", ".txt"})
_SETTLED_S = 2.0
"""A file that was written so lately may not be whole yet."""


def look_into(
    database: Database, one: IntakeSettings, rules: Rules, say: Callable[[Refusal], str]
) -> int:
    """Take in what lies in the folder, the oldest first; gives how many files were moved.

    A file is moved once all of it is in: after a crash it is read again, which changes nothing.
    Beside one that cannot be read lies a text that says why: who put it there looks there.
    """
    if one.folder is None or not one.folder.is_dir():
        return 0
    moved = 0
    for path in sorted(_ready(one.folder), key=lambda file: file.stat().st_mtime):
        why = ""
        try:
            report = import_orders(database, SYSTEM, rules, path, channel=one.channel)
            if report.parked:
                logger.info("%s: %s orders are parked", clean(path.name), len(report.parked))
        except DatabaseRefusal:
            raise
        except Refusal as refusal:
            logger.warning("%s cannot be taken in: %s", clean(path.name), refusal)
            why = say(refusal)
        _move(path, one.folder / (_FAILED if why else _DONE), why)
        moved += 1
    return moved


def left_unread(intake: Iterable[IntakeSettings]) -> list[Path]:
    """The files that could not be read and that nobody has taken away since, the newest last."""
    folders = [one.folder / _FAILED for one in intake if one.folder is not None]
    found = [
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.iterdir()
        if path.is_file() and not path.name.endswith(_WHY)
    ]
    return sorted(found, key=lambda path: path.stat().st_mtime)


def _ready(folder: Path) -> list[Path]:
    """Whole files: nothing hidden, no link, and not written to just now."""
    now = time.time()
    return [
        path
        for path in folder.iterdir()
        if path.suffix.casefold() in _KINDS
        and not path.name.startswith((".", "~"))
        and path.is_file()
        and not path.is_symlink()
        and now - path.stat().st_mtime >= _SETTLED_S
    ]


def _move(path: Path, into: Path, why: str) -> None:
    """Beside what is there already; no file of before is written over."""
    into.mkdir(exist_ok=True)
    target, number = into / path.name, 1
    while target.exists():
        number += 1
        target = into / f"{path.stem}-{number}{path.suffix}"
    if why:
        target.with_name(target.name + _WHY).write_text(f"{why}\n", encoding="utf-8")
    path.rename(target)
