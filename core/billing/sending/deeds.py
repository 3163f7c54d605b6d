"""What keys do with invoices that go out."""

from __future__ import annotations

from core.billing.rules import BillingRules
from core.billing.sending import commands, printing
from core.billing.sending.answering import answer
from core.billing.sending.queries import batches, delivery
from core.billing.sending.states import OutWay
from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.shipping.settings import ShippingSettings


def release(delivery_id: int) -> Deed:
    """Let one go out."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        one = commands.release(bench.tx, delivery_id)
        return Answer(Kind.INFO, "out_released", {"invoice": one.number, "buyer": one.buyer})

    return do


def release_all(*, odd: bool) -> Deed:
    """Let all go out against which nothing stands; with `odd` also those that look odd."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done, left = commands.release_held(bench.tx, odd=odd)
        if not done:
            raise Refusal("delivery_none_held")
        return Answer(Kind.INFO, "out_released_all", {"n": str(done), "left": str(left)})

    return do


def take_out(delivery_id: int) -> Deed:
    """Have one not go out this way."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        one = commands.take_out(bench.tx, delivery_id)
        return Answer(Kind.INFO, "out_taken", {"invoice": one.number, "buyer": one.buyer})

    return do


def send(delivery_id: int, way: OutWay, to: str, *, sure: bool) -> Deed:
    """Have an invoice go out once more, or to another address."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        one = delivery(bench.tx, delivery_id)
        (made,) = commands.send(bench.tx, one.invoice_id, way, to=to, again=True, sure=sure)
        told = {"invoice": one.number, "out_way": way.value, "to": made.recipient}
        return Answer(Kind.INFO, "out_sent", told)

    return do


def arrived(delivery_id: int, *, yes: bool) -> Deed:
    """Say what became of one of which nobody knows."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        one = delivery(bench.tx, delivery_id)
        answer(bench.tx, one.invoice_id, arrived=yes)
        return Answer(Kind.INFO, "out_arrived" if yes else "out_lost", {"invoice": one.number})

    return do


def batch(settings: ShippingSettings, rules: BillingRules) -> Deed:
    """Print what is ready as one batch; the worker gives all of it to the printer."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = printing.begin_batch(bench.tx, settings, rules, now=True)
        if made is None:
            begun = batches(bench.tx, only_open=True)
            if not begun:
                raise Refusal("batch_nothing")
            made = begun[0]
        printing.go_on(bench.tx, settings, rules, made.id)
        told = {"batch": str(made.id), "n": str(made.count), "printer": made.printer}
        return Answer(Kind.INFO, "out_batch", told)

    return do
