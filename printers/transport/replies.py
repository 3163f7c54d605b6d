"""What a printer says on the line, told apart by the fixed bits of each kind of byte.

Bits after Epson's command reference (DLE EOT, GS a, GS r):
https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/
"""

from __future__ import annotations

from dataclasses import dataclass

from printers.transport.base import Light, Reason

ASK_PRINTER, ASK_CAUSE, ASK_PAPER = b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04"
"""DLE EOT 1, 2 and 4: answered at once, whatever else waits in the printer's buffer."""
ASK_ERROR = b"\x10\x04\x03"
"""DLE EOT 3: which error it is, where there is one."""
FENCE = b"\x1d\x72\x01"
"""GS r 1: answered in its turn, so its answer means that all before it is worked off."""

ASK_TSPL = b"\x1b!?"
"""The question to a TSPL printer; one byte comes back at once."""

ERROR = 0x40
"""The bit of the cause that stands for an error."""

_KIND = 0x93  # bits 7, 4, 1 and 0 tell the kinds apart
_REALTIME = 0x12
_ASB_FIRST = 0x10
_PLAIN = 0x90  # bits 7 and 4 are clear in answers that come in their turn and in the rest of ASB


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a printer as its status bits tell it."""

    offline: bool = False
    cover_open: bool = False
    paper_out: bool = False
    near_end: bool = False
    error: bool = False
    cutter: bool = False
    """Whether the error is that of the knife."""

    @property
    def trouble(self) -> Reason | None:
        """Why nothing should be sent now, the most useful cause first; None when all is well."""
        if self.cover_open:
            return Reason.COVER_OPEN
        if self.paper_out:
            return Reason.PAPER_OUT
        if self.error:
            return Reason.CUTTER if self.cutter else Reason.PRINTER_ERROR
        return Reason.OFFLINE if self.offline else None

    @property
    def light(self) -> Light:
        """The same as a light for the status bar."""
        match self.trouble:
            case Reason.COVER_OPEN:
                return Light.COVER_OPEN
            case Reason.PAPER_OUT:
                return Light.PAPER_OUT
            case Reason.PRINTER_ERROR:
                return Light.ERROR
            case Reason.CUTTER:
                return Light.CUTTER
            case Reason.OFFLINE:
                return Light.OFFLINE
        return Light.NEAR_END if self.near_end else Light.READY


def health(printer: int, cause: int, paper: int, error: int = 0) -> Health:
    """The answers to DLE EOT 1, 2 and 4, and 3 where it was asked, put together.

    Paper counts as out when either of its two bits is set: some models set only one.
    """
    return Health(
        offline=bool(printer & 0x08),
        cover_open=bool(cause & 0x04),
        paper_out=bool(cause & 0x20 or paper & 0x60),
        near_end=bool(paper & 0x0C),
        error=bool(cause & ERROR),
        cutter=bool(error & 0x08),
    )


def tspl_health(status: int) -> Health:
    """The status byte of a TSPL printer; 0x20 (at work) is no trouble."""
    return Health(
        offline=bool(status & 0x10),  # its pause key was pressed
        cover_open=bool(status & 0x01),
        paper_out=bool(status & 0x04),
        error=bool(status & 0x8A),  # paper jam, no ribbon, anything else
    )


def port_health(status: int) -> Health | None:
    """The status byte of a USB or parallel port (USB printer class 1.1, 4.2.2).

    None where it says nothing: boards that do not know the question give 0 or all bits.
    """
    if status in {0x00, 0xFF}:
        return None
    return Health(offline=not status & 0x10, paper_out=bool(status & 0x20), error=not status & 0x08)


def is_realtime(byte: int) -> bool:
    """Whether a byte has the form of an answer to DLE EOT."""
    return byte & _KIND == _REALTIME


def is_status(data: bytes) -> bool:
    """Whether bytes are an answer to one DLE EOT, automatic status before it, and nothing else."""
    rest = data.translate(None, b"\x11\x13")  # XON and XOFF
    seen = False
    while (
        len(rest) >= 4
        and rest[0] & _KIND == _ASB_FIRST
        and not any(byte & _PLAIN for byte in rest[1:4])
    ):
        rest, seen = rest[4:], True
    return is_realtime(rest[0]) if len(rest) == 1 else seen and not rest


class Replies:
    """Sorts the bytes that a printer sends into answers at once, answers in turn, and ASB."""

    def __init__(self) -> None:
        self.realtime: list[int] = []
        """Answers to DLE EOT not yet looked at."""
        self.in_turn = 0
        """How many answers to the fence have come."""
        self.unasked: Health | None = None
        """What the last complete automatic status (ASB, four bytes) said."""
        self._asb: list[int] = []

    def feed(self, data: bytes) -> None:
        """Take what was read from the line; XON, XOFF and junk are passed over."""
        for byte in data:
            if is_realtime(byte):
                self.realtime.append(byte)
            elif byte & _KIND == _ASB_FIRST:
                self._asb = [byte]
            elif byte & _PLAIN == 0:
                if self._asb:
                    self._asb.append(byte)
                    self._finish()
                else:
                    self.in_turn += 1

    def _finish(self) -> None:
        if len(self._asb) < 4:
            return
        first, second, third, _fourth = self._asb
        self._asb = []
        self.unasked = Health(
            offline=bool(first & 0x08),
            cover_open=bool(first & 0x20),
            paper_out=bool(third & 0x0C),
            near_end=bool(third & 0x03),
            error=bool(second & 0x68),
            cutter=bool(second & 0x08),
        )
