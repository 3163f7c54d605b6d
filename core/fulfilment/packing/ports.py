"""What the packing session needs from outside: the shop's rules, and the shipping of a parcel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from core.fulfilment.parcels import Parcel
from core.people_settings import PinRule
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Box:
    """A box preset; lengths in millimetres, weight in grams."""

    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int


@dataclass(frozen=True, slots=True)
class Rules:
    """How this shop packs."""

    pick_first: bool = False
    verify_label: bool = False
    partial_promise: bool = False
    lease_ms: int = 120_000
    boxes: tuple[Box, ...] = ()
    printers: tuple[str, ...] = field(default=())
    scan_bins: bool = True
    """Whether the bin is scanned on a walk before what lies in it."""
    scan_totes: bool = False
    """Whether on a walk the tote is scanned for every product that goes into it."""
    straight_walks: bool = False
    """Whether bins are walked in the shop's own order instead of along the shortest way."""
    pin: PinRule = "by_name"
    """When people give their PIN as they sign in."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What shipping made of a complete parcel."""

    courier: str
    needs_waybill: bool = False
    intent: int | None = None
    """The outbox row that books the shipment, where nobody outside has to be asked."""
    late: bool = False
    """The label comes once somebody outside has answered; the table goes on meanwhile."""


class Shipping(Protocol):
    """What happens to a parcel once its contents are verified; called inside the transaction."""

    def complete(self, tx: Transaction, parcel: Parcel, *, last: bool) -> Completion:
        """Make the shipment of a complete parcel."""

    def accept_waybill(self, tx: Transaction, parcel_id: int, waybill: str) -> str | int:
        """Take the number of a pre-printed label; gives the outbox row, or why it is refused."""

    def waits_for_waybill(self, tx: Transaction, order_id: int) -> int | None:
        """The first complete parcel of an order whose waybill number nobody has scanned yet."""

    def void(self, tx: Transaction, parcel_id: int) -> None:
        """Take shipment and label of a parcel back; raises Refusal where it is too late."""

    def complete_order(self, tx: Transaction, order_id: int) -> None:
        """Follow an order that is complete although its last parcel was sent before."""

    def is_owed(self, tx: Transaction, order_id: int) -> bool:
        """Whether no parcel of an order collects, or will collect, all of its COD."""

    def reprint(self, tx: Transaction, parcel_id: int, printer: str | None) -> int | None:
        """Print the label once more from what is stored; gives the copy number.

        It comes out of the chosen printer, else of the one it was printed on.
        """

    def print_waiting(self, tx: Transaction, parcel_id: int) -> bool:
        """Print the label of a box that came anew and waits for it; False where none does."""

    def boxes_waiting(self, tx: Transaction, order_id: int) -> list[int]:
        """Parcels of an order whose new label prints once somebody has the box in hand."""

    def label_comes(self, tx: Transaction, parcel_id: int) -> bool:
        """Whether a courier is still asked for the label of a box."""

    def not_booked(self, tx: Transaction, parcel_id: int) -> Mapping[str, object] | None:
        """Why a packed box is not booked and stays so unless a person does something.

        The name of its `courier`, whether it is `refused` or nobody knows, and the `reason`. None
        for any other box.
        """

    def order_of_label(self, tx: Transaction, waybill: str) -> int | None:
        """The order whose label was printed before it was packed, and carries this number."""

    def parcel_of_old_label(self, tx: Transaction, waybill: str) -> int | None:
        """The parcel in the house that an earlier label, which counts no more, was made for."""

    def is_old_label(self, tx: Transaction, parcel_id: int, waybill: str) -> bool:
        """Whether a parcel had this waybill number before its order was edited."""

    def parcel_of_waybill(self, tx: Transaction, waybill: str) -> int | None:
        """The parcel that carries this waybill number."""
