"""What sending invoices needs of the configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.clock import local
from core.invoice_sending_settings import SendingSettings


@dataclass(frozen=True, slots=True)
class SendingRules:
    """When invoices go out, who looks at them first, and in which envelopes."""

    release: str = "odd"
    print_at: time | None = None
    envelope: str = ""
    window: str = "none"
    address_mm: tuple[int, int] = (0, 0)
    """From the left and from the top; 0: where the size of the envelope has it."""
    copies: int = 1
    printer: str = ""
    envelope_printer: str = ""
    unusual_percent: int = 300
    terms: dict[str, str] = field(default_factory=dict)
    """What stands at the foot, by language."""

    def due_before(self, now: datetime, zone: str) -> datetime:
        """What was ready by then is printed now: the last time of the batch, or this moment."""
        if self.print_at is None:
            return now
        here = local(now, zone)
        last = datetime.combine(here.date(), self.print_at, ZoneInfo(zone))
        if last > here:
            last = datetime.combine(here.date() - timedelta(days=1), self.print_at, ZoneInfo(zone))
        return last.astimezone(UTC)


def sending_rules(settings: SendingSettings) -> SendingRules:
    """Sending's part of the configuration."""
    return SendingRules(
        release=settings.release,
        print_at=settings.print_at,
        envelope=settings.envelope,
        window=settings.window,
        address_mm=(settings.address_left_mm, settings.address_top_mm),
        copies=settings.copies,
        printer=settings.printer,
        envelope_printer=settings.envelope_printer,
        unusual_percent=settings.unusual_percent,
        terms={name: said for name, said in settings.terms.model_dump().items() if said},
    )
