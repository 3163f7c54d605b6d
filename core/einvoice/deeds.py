"""What keys do with e-invoices: each only writes down what is wanted, the worker asks outside."""

from __future__ import annotations

from core.billing.queries import by_number as invoice_by_number
from core.einvoice import commands, letters
from core.einvoice.drawing import Wishes
from core.einvoice.queries import EInvoice, by_number
from core.einvoice.registry import EInvoicing
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.orders.follow_up import FollowUps


def draw(book: EInvoicing, number: str, wishes: Wishes) -> Deed:
    """Draw up the e-invoice of an invoice, and ask the worker for its preview."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = invoice_by_number(bench.tx, number)
        made = commands.draft(bench.tx, book, found.id, wishes)
        commands.ask_preview(bench.tx, book, made.id)
        return Answer(Kind.INFO, "einvoice_drawn", _told(made))

    return do


def issue(book: EInvoicing, number: str) -> Deed:
    """Have a draft sent as it stands, or the e-invoice of an invoice drawn up and sent."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = invoice_by_number(bench.tx, number)
        made = commands.issue(bench.tx, book, found.id)
        return Answer(Kind.INFO, "einvoice_queued", _told(made))

    return do


def ask(number: str) -> Deed:
    """Have the provider asked now what is still open."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = commands.hurry(bench.tx, by_number(bench.tx, number).id)
        return Answer(Kind.INFO, "einvoice_asked", _told(found))

    return do


def take_back(number: str) -> Deed:
    """Make one a draft again that nobody was asked for yet."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = commands.take_back(bench.tx, by_number(bench.tx, number).id)
        return Answer(Kind.INFO, "einvoice_taken_back", _told(found))

    return do


def send(settings: FollowUps, number: str, to: str, *, again: bool) -> Deed:
    """Send it to the buyer by e-mail."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_number(bench.tx, number)
        mail = letters.send(bench.tx, settings, found.id, to=to, again=again)
        return Answer(Kind.INFO, "einvoice_mailed", _told(found) | {"to": mail.recipient})

    return do


def _told(one: EInvoice) -> dict[str, str]:
    return {"invoice": one.internal_no, "provider": one.provider, "series": one.series}
