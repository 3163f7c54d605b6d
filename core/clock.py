"""The one clock: UTC now, replaceable in tests, and local time of the shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The current moment, timezone-aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def local(moment: datetime, zone: str) -> datetime:
    """The same moment on the wall clock of an IANA time zone such as ``Asia/Jakarta``."""
    return moment.astimezone(ZoneInfo(zone))


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Let `now()` stand still at `moment` within this context (demonstrations and tests)."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
