"""Printers behind a node of the kernel's USB printer driver, such as ``/dev/usb/lp0``."""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path

from printers.transport.file import reason_of
from printers.transport.limits import Limits
from printers.transport.pipe import NodePipe, Pipe, Unusable
from printers.transport.replies import Health, port_health
from printers.transport.speech import Speech
from printers.transport.talk import Talk

_GET_STATUS = 0x060B
"""LPGETSTATUS of Linux' lp and usblp drivers."""


class UsbLp(Talk):
    """A printer behind a node that is written and, where it can be, read."""

    def __init__(
        self,
        path: str | Path,
        *,
        answers: bool = True,
        limits: Limits | None = None,
        speech: Speech | None = None,
    ) -> None:
        super().__init__(lambda: _open(Path(path)), answers=answers, limits=limits, speech=speech)


def _open(path: Path) -> Pipe:
    # A terminal line does not become ours, and a node that is gone is never made into a file.
    flags = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        try:
            return UsbLpPipe(os.open(path, os.O_RDWR | flags))
        except PermissionError:
            return UsbLpPipe(os.open(path, os.O_WRONLY | flags), hears=False)
    except OSError as error:
        raise Unusable(reason_of(error)) from error


class UsbLpPipe(NodePipe):
    """The node, with the state of its port."""

    def port(self) -> Health | None:
        """Paper, selected and error, which the printer's USB board knows by itself."""
        answer = bytearray(4)
        try:
            fcntl.ioctl(self._handle, _GET_STATUS, answer)
        except OSError:  # another kind of node
            return None
        return port_health(struct.unpack("=i", answer)[0] & 0xFF)
