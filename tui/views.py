"""What lists, details and questions are shown: frozen pictures, already in words for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from tui.state import Light

R = TypeVar("R")

Ink = Literal["", "head", "cursor", "quiet", "strong", "accent", "good", "warn", "bad"]
"""What a cell of a list can mean; each has a colour in the style sheet, its text says it too."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of a list is wanted; empty means all."""

    text: str = ""
    channel: str = ""
    courier: str = ""
    status: str = ""
    printer: str = ""


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows of a list and how many there are in all."""

    rows: tuple[R, ...]
    total: int
    more: bool = False
    """Whether there are more than `total`, which a search leaves out."""
    note: str = field(default="", kw_only=True)
    """Why there are none, where that is known; stands in place of the list's own words."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One order in the queue; times are local and short."""

    order: str
    customer: str
    channel: str
    courier: str
    status: str
    units: int
    due: str = ""
    late: bool = False
    claimed_by: str = ""
    must_read: bool = False


@dataclass(frozen=True, slots=True)
class JobRow:
    """One print job."""

    id: str
    document: str
    order: str
    printer: str
    state: str
    made: str
    problem: str = ""
    step: str = ""
    """The state as core names it: ``queued``, ``sending``, ``printed``, ``unknown`` …"""


@dataclass(frozen=True, slots=True)
class PrinterRow:
    """One printer."""

    name: str
    light: Light
    said: str
    """What it last said about itself, in words."""
    waiting: int
    unknown: int
    prints: str
    where: str
    remark: str = ""
    """Why it is paused, or what is on its way."""


@dataclass(frozen=True, slots=True)
class Shoulder:
    """The screen of another station, as somebody who looks over a shoulder sees it."""

    station: str
    operator: str
    lines: tuple[str, ...] = ()
    width: int = 0
    height: int = 0
    said: str = ""
    """Why there is nothing to see, or how old it is; empty while it is live."""


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """One order that could not come in."""

    id: str
    order: str
    customer: str
    reason: str
    came: str


@dataclass(frozen=True, slots=True)
class PutBackRow:
    """Goods that wait to go back to the shelf."""

    id: str
    sku: str
    name: str
    units: int
    from_bin: str
    to_bin: str
    why: str


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One return; `units` says how many of those expected were inspected."""

    code: str
    order: str
    customer: str
    state: str
    wish: str
    units: str
    made: str
    step: str = ""
    """The state as core names it: ``announced``, ``arrived``, ``inspected`` …"""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer."""

    id: str
    name: str
    phone: str
    email: str
    group: str
    standing: str
    """Trusted or blocked, in a word; empty where neither."""
    blocked: bool
    orders: int
    total: str
    must_read: bool = False


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row of a board (`tui.boards`): its cells in the order of the columns, and their inks."""

    id: str
    cells: tuple[str, ...]
    inks: tuple[Ink, ...] = ()
    """Those of the first cells; empty for the column's own."""
    step: str = ""
    """The state as core names it."""
    target: Mapping[str, str] = field(default_factory=dict)
    """What actions are told beside the row's ``id``."""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a detail pane: name and value, or cells of a small table."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything about one thing, ready to be read."""

    title: str
    state: str = ""
    sections: tuple[Section, ...] = ()
    paper: tuple[str, ...] = ()
    """Lines that keep their spaces: what is, or would be, on paper."""
    jobs: tuple[JobRow, ...] = ()
    """The print jobs that can be opened from here."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things to choose from."""

    value: str
    label: str
    hint: str = ""


NOT_OFFERED = "-"
"""What the value begins with of something that is only shown, followed by why."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form; `choices` makes it one of several."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    only: tuple[str, ...] | None = None
    """With which choices of the form's first field it is asked; None: always."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form to fill in."""

    title: str
    fields: tuple[FormField, ...] = field(default=())
    notes: tuple[str, ...] = ()
    """What to know before filling it in: why it is asked."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """What goes back with the values and is not shown: what the form is about."""
