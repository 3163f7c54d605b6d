"""What every transport offers: send a whole job, look at the printer, say what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.paper.documents import Document


class Result(StrEnum):
    """How a send ended, as far as anybody can know."""

    PRINTED = "printed"
    REFUSED = "refused"
    """Not one byte of the job left: a later try cannot print it twice."""
    UNKNOWN = "unknown"
    """Some or all of it left and nobody confirmed the end: only a person can tell."""


class Reason(StrEnum):
    """Why a job was refused, or why its end is not known."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    PRINTER_ERROR = "printer_error"
    CUTTER = "cutter"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"
    ADDRESS_UNKNOWN = "address_unknown"
    ADDRESS_NOT_ALLOWED = "address_not_allowed"
    SILENT = "silent"
    """The printer answered before, and now it does not: busy with another computer, or stuck."""
    OUT_OF_STEP = "out_of_step"
    """The printer still waits for the rest of a broken job; switch it off and on."""
    CONNECTION_LOST = "connection_lost"
    STALLED = "stalled"
    NO_CONFIRMATION = "no_confirmation"
    NO_READER = "no_reader"
    PATH_MISSING = "path_missing"
    NOT_PERMITTED = "not_permitted"
    DISK_FULL = "disk_full"
    PATH_UNUSABLE = "path_unusable"
    WORKER_DIED = "worker_died"
    WRONG_LANGUAGE = "wrong_language"
    """It answers, but in another language than the one that is configured."""
    IN_USE = "in_use"
    """Another program holds the device."""
    NO_LIBUSB = "no_libusb"
    SEVERAL_DEVICES = "several_devices"
    """More than one USB device fits what is configured."""
    NO_FLOW_CONTROL = "no_flow_control"
    """The serial port has no line of the kind that is configured."""
    QUEUE_MISSING = "queue_missing"
    QUEUE_STOPPED = "queue_stopped"
    QUEUE_NOT_RAW = "queue_not_raw"
    """The CUPS queue takes no data for printers as they are."""
    QUEUE_CANCELLED = "queue_cancelled"
    """CUPS or somebody at it gave the job up in the middle."""
    STRANGE_ANSWER = "strange_answer"
    """What answers there is no CUPS server."""


class Light(StrEnum):
    """What a printer says about itself, for the status bar."""

    READY = "ready"
    NEAR_END = "near_end"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    ERROR = "error"
    CUTTER = "cutter"
    """Its knife is stuck."""
    OFFLINE = "offline"
    SILENT = "silent"
    """Reachable, but it says nothing about itself (many cheap models never do)."""
    UNREACHABLE = "unreachable"
    STALLED = "stalled"
    """It takes no more bytes in the middle of a job."""
    DISK_FULL = "disk_full"
    """The printer is a file or folder, and there is no room for another job."""
    WRONG_LANGUAGE = "wrong_language"
    """It answers, but in another language than the one that is configured."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one send."""

    result: Result
    reason: Reason | None = None
    """Why, for everything that is not printed."""
    confirmed: bool = False
    """The printer itself said that it worked off the whole job."""
    near_end: bool = False
    """The paper roll is nearly used up."""


def printed(*, confirmed: bool, near_end: bool = False) -> Outcome:
    """The whole job went out; `confirmed` when the printer said that it is worked off."""
    return Outcome(Result.PRINTED, None, confirmed, near_end)


def refused(reason: Reason) -> Outcome:
    """Nothing of the job was sent."""
    return Outcome(Result.REFUSED, reason)


def unknown(reason: Reason) -> Outcome:
    """Something was sent and the end is not known."""
    return Outcome(Result.UNKNOWN, reason)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One job, ready to go."""

    content: bytes
    document: Document | None = None
    """What the bytes show; only the virtual printer looks at it."""
    copy: int = 1
    resync: int = 0
    """Size in bytes of the job before it, where that one broke off: the printer may still wait
    for its rest and would swallow this one."""
    tear: bytes = b""
    """Moves what came out of the broken job off this one's paper; sent only with `resync`."""
    number: int = 0
    """The number of the print job, for queues that show it to people; 0 where it has none."""
    must_answer: bool = False
    """This printer has confirmed jobs before, so its silence now means that something is wrong."""


Told = Callable[[Light], None]
"""Called while a job waits for a person at the printer (paper, cover) or is stuck."""


def tell_nobody(light: Light) -> None:
    """The `Told` of a caller that only wants the outcome."""


class Transport(Protocol):
    """One printer's way to paper. Not thread-safe: one worker uses it."""

    def send(self, sheet: Sheet, told: Told = tell_nobody) -> Outcome:
        """Send one whole job; never raises for what printers, networks and disks do."""
        ...

    def status(self) -> Light:
        """What the printer says about itself right now, without printing."""
        ...


LIGHT_OF: dict[Reason, Light] = {
    Reason.PAPER_OUT: Light.PAPER_OUT,
    Reason.COVER_OPEN: Light.COVER_OPEN,
    Reason.PRINTER_ERROR: Light.ERROR,
    Reason.CUTTER: Light.CUTTER,
    Reason.OFFLINE: Light.OFFLINE,
    Reason.SILENT: Light.SILENT,
    Reason.OUT_OF_STEP: Light.STALLED,
    Reason.STALLED: Light.STALLED,
    Reason.NO_CONFIRMATION: Light.SILENT,
    Reason.DISK_FULL: Light.DISK_FULL,
    Reason.WRONG_LANGUAGE: Light.WRONG_LANGUAGE,
    Reason.IN_USE: Light.OFFLINE,
    Reason.QUEUE_STOPPED: Light.OFFLINE,
}


def light_after(outcome: Outcome) -> Light:
    """The light that fits what a send just found out."""
    if outcome.result is Result.PRINTED:
        if not outcome.confirmed:
            return Light.SILENT
        return Light.NEAR_END if outcome.near_end else Light.READY
    return LIGHT_OF.get(outcome.reason, Light.UNREACHABLE) if outcome.reason else Light.UNREACHABLE
