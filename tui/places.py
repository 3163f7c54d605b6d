"""The panes of the station, and what an action of the registry is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Where(StrEnum):
    """The panes of the station."""

    QUEUE = "queue"
    ORDERS = "orders"
    WORK = "work"
    ORDER = "order"
    JOBS = "jobs"
    PARKED = "parked"
    PRINTERS = "printers"
    PUT_BACK = "put_back"
    RETURNS = "returns"
    ENTRY = "entry"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    SUPPLIERS = "suppliers"
    INVOICES = "invoices"
    BILLING = "billing"
    STANDING = "standing"
    PURCHASES = "purchases"
    RECEIVING = "receiving"
    NEEDS = "needs"
    WALKS = "walks"
    WALK = "walk"
    REPLENISH = "replenish"
    BLOCKS = "blocks"
    LOOKUP = "lookup"
    COUNTS = "counts"
    COUNT_PLANS = "count_plans"
    LOTS = "lots"
    PICK_HOMES = "pick_homes"
    PLACES = "places"
    WAREHOUSES = "warehouses"
    TRANSFERS = "transfers"
    ARRIVALS = "arrivals"
    HAND_OVER = "hand_over"
    MANIFESTS = "manifests"
    DAY_END = "day_end"
    COD = "cod"
    COURIER_COSTS = "courier_costs"
    RECEIVABLES = "receivables"
    EINVOICES = "einvoices"
    GOING_OUT = "going_out"
    PLATFORM_BILLS = "platform_bills"
    PAYOUTS = "payouts"
    CHANNELS = "channels"
    LISTINGS = "listings"
    BOOKS = "books"
    ADDRESSES = "addresses"
    ON_THE_WAY = "on_the_way"
    STATIONS = "stations"
    CALLS = "calls"
    OFFLINE = "offline"
    SIGN_IN = "sign_in"


SIGNED_IN = frozenset(Where) - {Where.SIGN_IN}
"""Every pane of somebody who is signed in."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does; its key never moves between releases."""

    name: str
    key: str
    label: str
    """One or two words for the key bar, untranslated."""
    help: str
    """One sentence for the help screen, untranslated."""
    where: frozenset[Where] = SIGNED_IN
    permission: str = ""
    """What the operator's role must allow before anything is asked; core checks it again."""
    demo: bool = False
    """Whether it exists only in the demonstration."""
    asks: Literal["", "choice", "form", "confirm"] = ""
    """What is asked before it is done."""
