"""What the entry screen is shown of an order that is typed in: already in words for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui.views import Choice, FormField


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line: what it is, what it costs, and how its stock stands."""

    sku: str
    said: str
    amount: str
    stock: str
    lacks: bool = False
    """Whether less is held than the line has."""


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """An order as it stands while it is typed in."""

    key: str
    title: str
    changes: bool
    """Whether an order that is there is changed; else a new one is made."""
    fields: tuple[FormField, ...] = ()
    rows: tuple[EntryRow, ...] = ()
    totals: str = ""
    fee_is_old: bool = False
    """Whether the shipping fee is what a courier said of another parcel or place."""
    known: str = ""
    """Who has the phone that was typed, with what is to be known of them."""
    addresses: tuple[Choice, ...] = ()
    found: tuple[Choice, ...] = ()
    """Products that fit what was typed; the value is what adds one."""
    problems: tuple[str, ...] = ()
    """What is wrong or cannot be done yet."""
    wrong: Mapping[str, str] = field(default_factory=dict)
    """Fields that cannot be saved as they are, each with its sentence; empty ones are not wrong."""
    summary: tuple[str, ...] = ()
    """What is about to be saved, where all of it is right."""
    customer_says: str = ""
    """What the customer's own record says of phone and address, where the order differs."""
    clashes: tuple[str, ...] = ()
    """What somebody else changed meanwhile, field by field."""
    paste: tuple[FormField, ...] = ()
    """The parts of a pasted text, to be looked over."""
    rest: tuple[str, ...] = ()
    """What of a pasted text is none of them."""


@dataclass(frozen=True, slots=True)
class FeeList:
    """What couriers say that it costs to carry what is typed in."""

    about: str
    """What the parcel weighs, as far as that is known."""
    offers: tuple[Choice, ...]
    """The value is what takes an offer; empty: the courier offers nothing, the hint says why."""
    weight: str = ""
    """The weight that was typed, in grams."""
