"""The state of a station: frozen pictures that the frame needs before anything else is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tui.frames import ScannerSettings

Light = Literal[
    "ok", "low", "silent", "busy", "paused",
    "paper", "open", "error", "cutter", "off", "stuck", "full", "wrong", "unknown",
]  # fmt: skip
"""State of a printer: ready, paper nearly used up, says nothing about itself, printing, paused by
a person; out of paper, cover open, error, cutter stuck, not reachable, takes no more data, disk
full, speaks another language; cannot tell."""

Connection = Literal["starting", "online", "busy", "offline"]
"""State of the way to the database."""


@dataclass(frozen=True, slots=True)
class PrinterLight:
    """One printer in the status bar."""

    name: str
    state: Light
    waiting: int = 0
    """How many jobs wait for it."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something at a printer or in the post that a person should know; it lies over no verdict."""

    key: str
    """What it is about: the same key is told, and rung for, once."""
    text: str
    good: bool = False
    """Whether it says that something is well again."""
    line: int = 0
    """The number of the line that a lead said; 0 for anything else."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a station hears from elsewhere, several times a second."""

    moved: bool = False
    """Whether anybody wrote something since the last look: lists may show other things now."""
    lines: tuple[Alert, ...] = ()
    """What leads said to this station and nobody here has read."""
    lookers: tuple[str, ...] = ()
    """Who looks at this screen now; a name may be empty."""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The next courier pick-up, at a local time such as ``17:00``."""

    time: str
    courier: str
    at_risk: int
    """How many orders will miss it as things stand, or have missed theirs."""
    waiting: int = 0
    """How many are still to pack for it."""
    standing: int = 0
    """Packed parcels that its couriers do not have yet."""
    minutes: int | None = None
    """How long until it; below zero: it has passed. None where no moment is known."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the status bar says; `mode` and `notice` are already words."""

    station: str
    warehouse: str = ""
    mode: str = ""
    operator: str = ""
    printers: tuple[PrinterLight, ...] = ()
    waiting: int = 0
    unknown: int = 0
    unknown_at: str = "jobs"
    """The action by which a person answers for what is unknown; empty where none does it here."""
    standing: tuple[str, ...] = ()
    """The ways to buyers that nothing goes, in words; for those who may write to them."""
    saved: str = ""
    """How old the last good backup is, in words; empty where backups are not made by themselves."""
    is_saved_late: bool = False
    put_back: int = 0
    """How many goods wait to go back to the shelf."""
    connection: Connection = "starting"
    cutoff: Cutoff | None = None
    notice: str = ""
    """A banner such as training or demonstration; empty in real work."""
    trouble: str = ""
    """One sentence about what does not work in the background; empty while all is well."""
    kept: int = 0
    """How many scans wait at this station for the database to come back."""
    back: bool = False
    """Whether it is back, so that they can be told to it."""
    told: bool = False
    """Whether its alerts are of now although the database is away."""
    alerts: tuple[Alert, ...] = ()
    """What printers, paper and the post need of a person, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Note:
    """A gift, fragile or buyer note on the open order."""

    text: str
    must_read: bool = False
    read: bool = False


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line of the open order: how many units are needed and how many are done."""

    sku: str
    name: str
    needed: int
    done: int
    bin: str = ""
    short: int = 0
    last: bool = False
    """Whether the last scan counted here."""


@dataclass(frozen=True, slots=True)
class Work:
    """The order that is open at this station."""

    order: str
    customer: str
    stage: Literal["pick", "pack", "label"]
    lines: tuple[WorkLine, ...]
    channel: str = ""
    courier: str = ""
    ship_by: str = ""
    parcel: str = ""
    parcel_number: int = 1
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class LeadAsk:
    """What somebody may not do alone, and a lead may say yes to."""

    what: str
    """What the permission is called."""
    does: str
    """What the action does."""
    who: str = ""
    """Who showed their badge or said their name, and owes the PIN."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a scan or an action, in the operator's language."""

    seq: int
    kind: str
    scanned: str = ""
    message: str = ""
    needed: str = ""
    next: str = ""
    order: str = ""
    parcel: str = ""
    held: bool = False
    """Whether the station stands still until the right scan or an acknowledgement."""
    asks: bool = False
    """Whether it asks for a yes (F9 or ``KEMAS:OK``); Esc and anything else mean no."""
    work: Work | None = None
    """The order that is open at the station after this; None when none is."""
    operator: str | None = None
    """Who is signed in after this, empty for nobody; None where that is not known."""
    language: str = ""
    """The language of whoever is signed in; empty where that is not known."""
    waits: bool = False
    """Whether it counts at this station alone until the database is back."""
    pin_of: str = ""
    """Whose PIN is awaited: what is typed next is shown as dots, and is no code."""
    lead: LeadAsk | None = None
    """What a lead may say yes to on the spot; None: nothing."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What the station knows once the database is open."""

    status: Status
    operator: str = ""
    language: str = "en"
    demo: bool = False
    last_seq: int = 0
    """The last sequence number that this station used."""
    resumed: Verdict | None = None
    permissions: frozenset[str] = frozenset()
    scanner: ScannerSettings | None = None
    """How the scanners of this station are set up; None keeps what the station began with."""
    idle_seconds: float = 0
    """After how long without a key or scan the station signs out; 0: never."""
    where: str = ""
    """The pane of what is in hand here; empty where no pane of its own goes on with it."""
