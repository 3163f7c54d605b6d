"""What the configuration may say of how invoices go out."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from core import checks
from core.checks import Line, Table

Release = Literal["at_once", "odd", "held"]
RELEASES: tuple[Release, ...] = ("at_once", "odd", "held")
Envelope = Literal["", "dl", "c5", "c6", "c4", "no10"]
ENVELOPES: tuple[Envelope, ...] = ("", "dl", "c5", "c6", "c4", "no10")
Window = Literal["none", "left", "right"]
WINDOWS: tuple[Window, ...] = ("none", "left", "right")
_Terms = Annotated[str, checks.text(600)]


class TermsSettings(Table):
    """What stands at the foot of every invoice, in the language of the invoice."""

    en: _Terms = ""
    id: _Terms = ""
    vi: _Terms = ""


class SendingSettings(Table):
    """When invoices go out by themselves, who looks at them first, and in which envelopes."""

    release: Annotated[Release, checks.one_of(RELEASES)] = "odd"
    """Which wait until somebody released them: none, those that look odd, or all."""
    print_at: Annotated[time, checks.WALL_TIME] | None = None
    """When all that goes by post is printed as one batch; without it each is printed at once."""
    envelope: Annotated[Envelope, checks.one_of(ENVELOPES)] = ""
    """What a batch is put into; empty: no envelopes are printed."""
    window: Annotated[Window, checks.one_of(WINDOWS)] = "none"
    """Where the envelope shows what is inside: then only the sender is printed on it."""
    address_left_mm: Annotated[int, checks.whole(0, 300)] = 0
    """Where the address begins on the envelope; 0: where the size has it."""
    address_top_mm: Annotated[int, checks.whole(0, 300)] = 0
    copies: Annotated[int, checks.whole(1, 5)] = 1
    """How often each invoice is printed."""
    printer: Line = ""
    """Prints invoices; empty: one that prints sheets, else one for documents."""
    envelope_printer: Line = ""
    """Prints envelopes; empty: the printer of the invoices."""
    unusual_percent: Annotated[int, checks.whole(0, 100_000)] = 300
    """Of the highest of a buyer's last ones: what is above it looks odd; 0: nothing does."""
    terms: TermsSettings = TermsSettings()
