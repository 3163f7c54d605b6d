"""What keys do with invoices: issue that of an order, and print it."""

from __future__ import annotations

from collections.abc import Mapping

from core.billing.issuing import invoice_order
from core.billing.rules import BillingRules
from core.billing.sending.printing import print_now
from core.errors import NotFound, Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.orders.commands import find
from core.shipping.settings import ShippingSettings


def invoice(
    rules: BillingRules,
    settings: ShippingSettings,
    number: str,
    channel: str,
    buyer: Mapping[str, str],
    note: str,
    *,
    sure: bool,
) -> Deed:
    """Issue the invoice of an order and print it; one that is there is printed again.

    Without a printer for documents it is issued all the same.
    """

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if not number:
            raise Refusal("no_order_chosen")
        wanted = find(bench.tx, number, channel)
        bench.about(wanted.id, wanted.order_no)
        done = invoice_order(bench.tx, rules, wanted.id, sure=sure, note=note, buyer=buyer)
        told = {"order": wanted.order_no, "invoice": done.invoice.internal_no}
        try:
            job = print_now(bench.tx, settings, rules.sending, done.invoice.id).job
        except (Refusal, NotFound) as refusal:
            if refusal.code != "printer_none":
                raise
            if done.new:
                return Answer(Kind.INFO, "invoice_issued_unprinted", told)
            return Answer(Kind.INFO, "invoice_there", told)
        told["printer"] = job.printer
        return Answer(Kind.INFO, "invoice_issued" if done.new else "invoice_again", told)

    return do
