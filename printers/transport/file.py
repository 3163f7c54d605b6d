"""Printers behind a path: device nodes and pipes, and plain files that keep the bytes."""

from __future__ import annotations

import errno
import os
import select
import stat
import time
from pathlib import Path

from printers.transport.base import (
    Light,
    Outcome,
    Reason,
    Sheet,
    Told,
    printed,
    refused,
    tell_nobody,
    unknown,
)

_PIECE = 4096
_REASONS = {
    errno.ENOENT: Reason.PATH_MISSING,
    errno.ENODEV: Reason.PATH_MISSING,
    errno.ENOTDIR: Reason.PATH_MISSING,
    errno.ENXIO: Reason.NO_READER,
    errno.EPIPE: Reason.NO_READER,
    errno.EACCES: Reason.NOT_PERMITTED,
    errno.EPERM: Reason.NOT_PERMITTED,
    errno.EROFS: Reason.NOT_PERMITTED,
    errno.ENOSPC: Reason.DISK_FULL,
    errno.EDQUOT: Reason.DISK_FULL,
    errno.EFBIG: Reason.DISK_FULL,
    errno.EBUSY: Reason.IN_USE,
}


class File:
    """A path that takes bytes. Nothing comes back, so what was handed over counts as printed."""

    def __init__(self, path: str | Path, *, stall: float = 15.0) -> None:
        """`stall` is how many seconds a device may take no byte before it counts as off-line."""
        self._path = Path(path)
        self._stall = stall

    def send(self, sheet: Sheet, told: Told = tell_nobody) -> Outcome:
        """Append to a file, or write to a device or pipe without ever hanging on it."""
        try:
            handle = self._open()
        except OSError as error:
            return refused(reason_of(error))
        try:
            if stat.S_ISREG(os.fstat(handle).st_mode):
                return _append(handle, sheet.content)
            before = bytes(sheet.resync) + sheet.tear if sheet.resync else b""
            return self._feed(handle, before + sheet.content, len(before), told)
        finally:
            os.close(handle)

    def status(self) -> Light:
        """Whether the path could be written to; what is behind it cannot be asked.

        It is not opened: the reader of a pipe would take the close for the end of a job.
        """
        made_when_used = not self._is_device and not self._path.exists()
        place = self._path.absolute().parent if made_when_used else self._path
        usable = os.access(place, os.W_OK) and (made_when_used or not place.is_dir())
        return Light.SILENT if usable else Light.UNREACHABLE

    @property
    def _is_device(self) -> bool:
        path = self._path.absolute()
        memory = path.is_relative_to("/dev/shm")  # noqa: S108 - nothing is written there by this
        return path.is_relative_to("/dev") and not memory

    def _open(self) -> int:
        # A pipe without a reader fails at once, and a terminal line does not become ours.
        flags = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        # A device that is unplugged must not come back as a plain file that swallows labels.
        if not self._is_device:
            flags |= os.O_CREAT
        return os.open(self._path, flags, 0o600)

    def _feed(self, handle: int, content: bytes, padding: int, told: Told) -> Outcome:
        rest = memoryview(content)
        poll = select.poll()
        poll.register(handle, select.POLLOUT)
        moved = time.monotonic()
        while rest:
            poll.poll(250)
            reason = None
            try:
                taken = os.write(handle, rest[:_PIECE])
                if taken:
                    rest = rest[taken:]
                    moved = time.monotonic()
                    continue
            except BlockingIOError:
                time.sleep(0.01)
            except OSError as error:
                reason = reason_of(error)
            if reason is None and time.monotonic() - moved >= self._stall:
                reason = Reason.STALLED
            if reason is not None:
                begun = len(content) - len(rest) > padding
                return unknown(reason) if begun else refused(reason)
            if time.monotonic() - moved > self._stall / 3:
                told(Light.STALLED)
        return printed(confirmed=False)


def _append(handle: int, content: bytes) -> Outcome:
    """All of the bytes on disk, or the file as it was."""
    size = os.fstat(handle).st_size
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except OSError as error:
        os.ftruncate(handle, size)
        return refused(reason_of(error))
    return printed(confirmed=False)


def reason_of(error: OSError) -> Reason:
    """What an error of the system means for a job of which nothing was written."""
    return _REASONS.get(error.errno or 0, Reason.PATH_UNUSABLE)
