"""What one station did without its database: a small file of its own that survives a power cut.

It is a row of lines, each with a checksum. The first says what was held when the line was lost,
the others are scans, each under the number that makes it happen once. A line whose checksum is
wrong was not finished when the power went: nobody was told that it counted.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from core.errors import Refusal
from core.fulfilment.island.held import Held, as_json, of_json

try:
    import fcntl

    _fcntl: ModuleType | None = fcntl
except ImportError:  # Windows: there one person has one station
    _fcntl = None

ROOM = 256 * 1024
"""Bytes that are set aside in advance: a full disk must not keep a scan from being kept."""
_SUM = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One scan that waits to be told."""

    seq: int
    raw: str
    kind: str
    detail: str
    at: str
    """When it was scanned (UTC, ISO 8601)."""
    counts: tuple[tuple[int, int], ...] = ()
    """What it put into the box, as (line, units); below zero: taken out."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the journal begins with."""

    database: str
    """Which database it belongs to, without its password."""
    held: Held
    since: str
    """When the line was lost (UTC, ISO 8601)."""

    @property
    def since_at(self) -> datetime:
        """The same as a moment."""
        return datetime.fromisoformat(self.since)


class Journal:
    """The file of one station; one process has it, the others are refused."""

    def __init__(self, folder: Path, station: str) -> None:
        self.path = path_of(folder, station)
        self._file: int | None = None
        self._end = 0
        self.head: Head | None = None
        self.entries: list[Entry] = []

    def open(self) -> None:
        """Take the file, set room aside, and read what is in it.

        Raises Refusal ``journal_unwritable``, ``journal_unreadable``, or ``journal_in_use`` where
        another process has it.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.fchmod(self._file, 0o600)
            self._lock()
            self._set_room_aside()
        except OSError as error:
            self.close()
            raise self._refusal(error) from error
        try:
            self._read()
        except (ValueError, TypeError, KeyError) as error:  # another version wrote it
            self.close()
            raise Refusal("journal_unreadable", path=str(self.path)) from error

    def close(self) -> None:
        """Give the file back; what waits in it stays."""
        if self._file is not None:
            with suppress(OSError):
                os.close(self._file)
        self._file = None

    def begin(self, head: Head) -> None:
        """Write down what is held, before the first scan."""
        self._append({"head": asdict(head) | {"held": as_json(head.held)}})
        self.head = head

    def add(self, entry: Entry) -> None:
        """Keep a scan; when this returns it outlives the process and the power."""
        self._append(asdict(entry))
        self.entries.append(entry)

    def cut(self) -> None:
        """Forget all of it: it is told, and the database keeps it now."""
        if self._file is None:
            return
        try:
            os.pwrite(self._file, bytes(self._end or 1), 0)
            os.fsync(self._file)
        except OSError as error:
            raise self._refusal(error) from error
        self._end, self.head, self.entries = 0, None, []

    def _append(self, body: dict[str, Any]) -> None:
        if self._file is None:
            raise Refusal("journal_unwritable", path=str(self.path), why="")
        line = _line(body)
        try:
            _write_all(self._file, line, self._end)
            os.fsync(self._file)
        except OSError as error:
            raise self._refusal(error) from error
        self._end += len(line)

    def _lock(self) -> None:
        if _fcntl is None or self._file is None:
            return
        try:
            _fcntl.flock(self._file, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal("journal_in_use", path=str(self.path)) from error

    def _set_room_aside(self) -> None:
        if self._file is None or os.fstat(self._file).st_size >= ROOM:
            return
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(self._file, 0, ROOM)
        os.fsync(self._file)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _read(self) -> None:
        if self._file is None:
            return
        size = os.fstat(self._file).st_size
        self.head, self.entries, self._end = _read(os.pread(self._file, size, 0))

    def _refusal(self, error: OSError) -> Refusal:
        return Refusal("journal_unwritable", path=str(self.path), why=error.strerror or "")


def path_of(folder: Path, station: str) -> Path:
    """The file of a station; its name stays readable and two names never share one."""
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in station)[:40]
    return folder / f"{plain}-{zlib.crc32(station.encode()):08x}.journal"


def journals(folder: Path) -> Iterator[tuple[Path, tuple[Head, list[Entry]] | None]]:
    """The journals of a machine in which something waits; None where one cannot be read."""
    for path in sorted(folder.glob("*.journal")):
        try:
            head, entries, _end = _read(path.read_bytes())
        except (OSError, ValueError, TypeError, KeyError):
            yield path, None
            continue
        if head is not None and entries:
            yield path, (head, entries)


def peek(path: Path) -> tuple[Head, list[Entry]] | None:
    """What waits in a journal that somebody else may have; None where nothing does."""
    try:
        head, entries, _end = _read(path.read_bytes())
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return (head, entries) if head is not None and entries else None


def _read(content: bytes) -> tuple[Head | None, list[Entry], int]:
    head: Head | None = None
    entries: list[Entry] = []
    end = 0
    while (stop := content.find(b"\n", end)) >= 0:
        line = content[end:stop]
        body = line[_SUM + 1 :]
        if line[:_SUM] != _sum(body):
            break
        found = json.loads(body)
        if "head" in found:
            told = found["head"]
            head = Head(told["database"], of_json(told["held"]), told["since"])
        else:
            counts = tuple((line, units) for line, units in found["counts"])
            entries.append(Entry(**found | {"counts": counts}))
        end = stop + 1
    return head, entries, end


def _line(body: dict[str, Any]) -> bytes:
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode()
    return _sum(text) + b" " + text + b"\n"


def _sum(text: bytes) -> bytes:
    return f"{zlib.crc32(text):08x}".encode()


def _write_all(file: int, content: bytes, at: int) -> None:
    while content:
        done = os.pwrite(file, content, at)
        content, at = content[done:], at + done
