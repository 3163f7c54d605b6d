"""What a CUPS server says of a queue and of a job, put in this program's terms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from printers.transport.base import LIGHT_OF, Light, Reason
from printers.transport.ipp import Attributes, Value
from printers.transport.replies import Health

_SEVERITIES = ("-error", "-warning", "-report")
_PAPER = {"media-empty", "media-needed"}
_COVER = {"cover-open", "door-open", "interlock-open"}
_AWAY = {"offline", "shutdown", "timed-out"}
_FAULT = {"media-jam", "toner-empty", "marker-supply-empty"}
_LOW = {"media-low", "toner-low", "marker-supply-low"}
_IDLE, _STOPPED = 3, 5


@dataclass(frozen=True, slots=True)
class Queue:
    """The state of a queue and, as far as CUPS knows it, of its printer."""

    health: Health
    idle: bool
    stopped: bool

    @property
    def trouble(self) -> Reason | None:
        """Why nothing should be sent now."""
        return self.health.trouble or (Reason.QUEUE_STOPPED if self.stopped else None)

    @property
    def light(self) -> Light:
        """The same for the status bar."""
        trouble = self.trouble
        return LIGHT_OF.get(trouble, Light.ERROR) if trouble else self.health.light


def queue_of(found: Attributes) -> Queue:
    """From printer-state, printer-state-reasons and printer-is-accepting-jobs (RFC 8011 5.4)."""
    given = [str(one) for one in found.get("printer-state-reasons", ()) if one is not None]
    plain = {_without_severity(one) for one in given}
    state = first(found, "printer-state")
    return Queue(
        Health(
            offline=bool(plain & _AWAY),
            cover_open=bool(plain & _COVER),
            paper_out=bool(plain & _PAPER),
            near_end=bool(plain & _LOW),
            error=bool(plain & _FAULT) or any(one.endswith("-error") for one in given),
        ),
        idle=state == _IDLE,
        stopped=state == _STOPPED or first(found, "printer-is-accepting-jobs") is False,
    )


class JobState(IntEnum):
    """RFC 8011 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELLED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """How far a job is."""

    state: int
    untouched: bool
    """CUPS says that it never began with it."""
    wrong_format: bool

    @property
    def over(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.state >= JobState.CANCELLED


def job_of(found: Attributes) -> QueuedJob:
    """From job-state, job-state-reasons and time-at-processing.

    Only an explicit "no value" for the latter means that it never began (RFC 8011 5.3.14.2).
    """
    state = first(found, "job-state")
    reasons = found.get("job-state-reasons", ())
    return QueuedJob(
        state if isinstance(state, int) else 0,
        untouched=found.get("time-at-processing") == (None,),
        wrong_format="unsupported-document-format" in reasons,
    )


def first(found: Attributes, name: str) -> Value:
    """The first value of an attribute; None where it is missing."""
    return next(iter(found.get(name, ())), None)


def _without_severity(reason: str) -> str:
    for severity in _SEVERITIES:
        reason = reason.removesuffix(severity)
    return reason
