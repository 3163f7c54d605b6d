"""Printers on a serial line; nothing is sent faster than the printer's flow control allows."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import struct
import termios
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import serial

from printers.transport.base import Reason
from printers.transport.file import reason_of
from printers.transport.limits import Limits
from printers.transport.pipe import Broken, NodePipe, Pipe, Unusable
from printers.transport.speech import Speech
from printers.transport.talk import Talk

_BITS_A_BYTE = 10
_SPARE = 0.8  # a line is never quite full
_SIP = 32
"""Bytes in the system's hands while this program watches the DSR line by itself."""


class Serial(Talk):
    """A printer behind RS-232 or a USB adapter."""

    def __init__(
        self,
        path: str | Path,
        baud: int = 9600,
        flow: str = "rts",
        *,
        answers: bool = True,
        limits: Limits | None = None,
        speech: Speech | None = None,
    ) -> None:
        """`flow` is rts, dsr, xon or none. Every limit grows with the time that bytes take."""
        known = limits or Limits()
        rate = int(baud / _BITS_A_BYTE * _SPARE)
        known = replace(
            known,
            slowest=min(known.slowest, rate),
            status=known.status + 16 / rate,
            stall=known.stall + _SIP / rate,
        )
        super().__init__(
            lambda: _open(Path(path), baud, flow), answers=answers, limits=known, speech=speech
        )


def _open(path: Path, baud: int, flow: str) -> Pipe:
    port = serial.Serial(
        baudrate=baud,
        timeout=0,
        write_timeout=0,
        rtscts=flow == "rts",
        xonxoff=flow == "xon",
        exclusive=True,
    )
    port.port = str(path)
    try:
        port.open()
    except serial.SerialException as error:
        if error.errno == errno.EWOULDBLOCK:
            raise Unusable(Reason.IN_USE) from error
        raise Unusable(reason_of(error)) from error
    except (OSError, termios.error, ValueError) as error:  # no terminal line at all
        raise Unusable(Reason.PATH_UNUSABLE) from error
    if flow == "dsr" and _dsr(port) is None:
        port.close()
        raise Unusable(Reason.NO_FLOW_CONTROL)
    return SerialPipe(port, watch_dsr=flow == "dsr")


def _dsr(port: serial.Serial) -> bool | None:
    try:
        return bool(port.dsr)
    except OSError:
        return None


class SerialPipe(NodePipe):
    """An open serial port."""

    out_of_paper = ()

    def __init__(self, port: serial.Serial, *, watch_dsr: bool) -> None:
        super().__init__(port.fileno())
        self._port = port
        self._watch_dsr = watch_dsr

    def quiet(self) -> bytes:
        """A port that can be read and has nothing was unplugged."""
        raise Broken(Reason.CONNECTION_LOST)

    def exchange(self, data: memoryview, seconds: float) -> tuple[int, bytes]:
        """Linux does not know DSR as flow control: so it is looked at before every few bytes."""
        if not (data and self._watch_dsr):
            return super().exchange(data, seconds)
        deadline = time.monotonic() + seconds
        nothing = memoryview(b"")
        while not (_dsr(self._port) and self._waiting() == 0):
            heard = super().exchange(nothing, 0.002)[1]
            if heard or time.monotonic() >= deadline:
                return 0, heard
        return super().exchange(data[:_SIP], max(0.0, deadline - time.monotonic()))

    def drain(self, seconds: float) -> bool:
        """Wait until the system has sent all."""
        deadline = time.monotonic() + seconds
        while self._waiting():
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.01)
        return True

    def take_back(self) -> int:
        """Stop the line, count what is in the system's hands, and throw it away."""
        with contextlib.suppress(OSError, termios.error):
            termios.tcflow(self._handle, termios.TCOOFF)
            try:
                left = self._waiting()
                if left:
                    termios.tcflush(self._handle, termios.TCOFLUSH)
            finally:
                termios.tcflow(self._handle, termios.TCOON)
            return left
        return 0

    def finish(self, settle: Callable[[float], None]) -> None:
        """Close; what has not left by now must not, and a close would wait for it for long."""
        self.take_back()
        with contextlib.suppress(OSError, termios.error):
            self._port.close()

    def _waiting(self) -> int:
        answer = bytearray(4)
        try:
            fcntl.ioctl(self._handle, termios.TIOCOUTQ, answer)
        except OSError as error:
            raise Broken(Reason.CONNECTION_LOST) from error
        return int(struct.unpack("=i", answer)[0])
