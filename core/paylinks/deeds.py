"""What keys do with links by which invoices are paid."""

from __future__ import annotations

from core.billing.pay_links.queries import PayLink
from core.billing.pay_links.states import Ended
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.paylinks import commands
from core.paylinks.registry import NAMES, PayLinks


def make(links: PayLinks, invoice_id: int, gateway: str = "") -> Deed:
    """Have a link made."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = commands.want(bench.tx, links, invoice_id, gateway)
        return Answer(Kind.INFO, "pay_link_wanted", _about(made))

    return do


def close(invoice_id: int) -> Deed:
    """Have the link closed."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = commands.close(bench.tx, invoice_id, Ended.BY_HAND)
        return Answer(Kind.INFO, "pay_link_closing", _about(done))

    return do


def ask(invoice_id: int) -> Deed:
    """Have the gateway asked at once."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = commands.hurry(bench.tx, invoice_id)
        return Answer(Kind.INFO, "pay_link_asked", _about(found))

    return do


def _about(link: PayLink) -> dict[str, str]:
    return {"invoice": link.invoice, "gateway": NAMES[link.gateway]}
