"""Buying from the station: orders made, ordered and ended, what is short put on drafts."""

from __future__ import annotations

from typing import Any

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.orders.follow_up import FollowUps
from core.paper.documents import Party
from core.purchasing import commands
from core.purchasing.commands import Head, Wanted
from core.purchasing.filling import fill
from core.purchasing.letters import send as write_to
from core.purchasing.papers import print_purchase
from core.purchasing.queries import Purchase, by_number
from core.purchasing.rules import BuyingRules
from core.purchasing.states import PurchaseState
from core.shipping.settings import ShippingSettings


def make(supplier_id: int, wanted: Wanted | None, head: Head) -> Deed:
    """A new draft, with its first line where one is told."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        lines = [] if wanted is None else [wanted]
        made = commands.make(bench.tx, supplier_id, bench.warehouse_id, lines, head)
        return Answer(Kind.INFO, "purchase_made", _about(made))

    return do


def put_line(number: str, wanted: Wanted, sku: str) -> Deed:
    """Set a line of a draft; 0 units take it out."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_number(bench.tx, number)
        now = commands.put(bench.tx, found.id, [wanted])
        about = _about(now) | {"sku": sku, "quantity": wanted.quantity}
        return Answer(Kind.INFO, "purchase_line" if wanted.quantity else "purchase_line_out", about)

    return do


def edit(number: str, head: Head) -> Deed:
    """Change note, rate or day of a draft."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        now = commands.edit(bench.tx, by_number(bench.tx, number).id, head)
        return Answer(Kind.INFO, "purchase_edited", _about(now))

    return do


def order_it(rules: BuyingRules, number: str) -> Deed:
    """The supplier was told."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        now = commands.order(bench.tx, rules, by_number(bench.tx, number).id)
        day = now.expected_on.isoformat() if now.expected_on else ""
        return Answer(Kind.INFO, "purchase_ordered", _about(now) | {"day": day})

    return do


def print_it(settings: ShippingSettings, number: str) -> Deed:
    """Print a purchase order on the station's printer for documents."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_number(bench.tx, number)
        job = print_purchase(bench.tx, settings, found.id)
        return Answer(Kind.INFO, "purchase_printed", _about(found) | {"printer": job.printer})

    return do


def send(letters: FollowUps, shop: Party, number: str, *, again: bool = False) -> Deed:
    """Send a purchase order to its supplier by e-mail."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_number(bench.tx, number)
        sent = write_to(bench.tx, letters, shop, found.id, again=again)
        return Answer(Kind.INFO, "purchase_sent", _about(found) | {"recipient": sent.recipient})

    return do


def end(number: str, reason: str) -> Deed:
    """Nothing more comes: it is cancelled, or closed where something came."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_number(bench.tx, number)
        came = found.received or found.state is PurchaseState.RECEIVED
        now = (commands.close if came else commands.cancel)(bench.tx, found.id, reason)
        return Answer(Kind.INFO, "purchase_closed" if came else "purchase_cancelled", _about(now))

    return do


def buy_what_is_short() -> Deed:
    """Put all that is short, or below its reorder point, on drafts for the preferred suppliers."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = fill(bench.tx, bench.warehouse_id)
        drafts = ", ".join(f"{one.number} {one.supplier}" for one in (*done.made, *done.extended))
        about = {"purchases": drafts, "unsold": ", ".join(one.sku for one in done.unsold)}
        if drafts:
            return Answer(
                Kind.INFO, "purchase_filled_but" if done.unsold else "purchase_filled", about
            )
        return Answer(Kind.INFO, "purchase_unsold" if done.unsold else "purchase_enough", about)

    return do


def _about(found: Purchase) -> dict[str, Any]:
    return {
        "purchase": found.number,
        "supplier": found.supplier,
        "goods_units": found.ordered,
        "goods_lines": found.lines,
    }
