"""What keys do with invoices that wait to be issued, and with standing orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from core.billing.automatic.reasons import Owing
from core.billing.issuing import discard, release
from core.billing.queries import one_invoice
from core.billing.rates.commands import percent
from core.billing.rules import BillingRules
from core.billing.standing import commands
from core.billing.standing.commands import NewLine, NewStanding, planned
from core.billing.standing.queries import Standing, standing
from core.billing.standing.running import CatchUp, catch_up
from core.billing.standing.states import Auto
from core.customers.queries import find
from core.errors import Refusal
from core.files import values as cells
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench


def release_these(rules: BillingRules, ids: Sequence[int]) -> Deed:
    """Issue documents that somebody has looked at: all of them, or none."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = [release(bench.tx, rules, one) for one in ids]
        if not done:
            raise Refusal("nothing_to_release")
        about = {"invoice": done[-1].internal_no, "n": str(len(done)), "buyer": done[-1].buyer.name}
        if len(done) == 1:
            return Answer(Kind.INFO, "invoice_released", about)
        return Answer(Kind.INFO, "invoices_released", about)

    return do


def throw_away(invoice_id: int) -> Deed:
    """Throw a document away that has no number yet."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        one = one_invoice(bench.tx, invoice_id)
        discard(bench.tx, invoice_id)
        about = {"invoice": one.named, "buyer": one.buyer.name}
        return Answer(Kind.INFO, "invoice_thrown_away", about)

    return do


def set_up(rules: BillingRules, told: Mapping[str, str], country: str, today: date) -> Deed:
    """A new standing order of one line, as a draft; the answer names its next days."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        who = find(bench.tx, told.get("customer", ""), country)
        price = told.get("price", "").strip()
        line = NewLine(
            told.get("item", ""),
            cells.quantity(told.get("quantity", "")),
            cells.amount(price, rules.currency) if price else None,
            percent(told["tax"]) if told.get("tax", "").strip() else None,
        )
        new = NewStanding(
            who.id,
            told.get("name", ""),
            told.get("rule", ""),
            cells.day(told.get("since", "")) or today,
            [line],
            rules.currency,
            auto=Auto(told.get("auto", Auto.REVIEW.value)),
        )
        made = commands.add(bench.tx, rules, new)
        days = ", ".join(f"{day:%d/%m/%Y}" for day in planned(rules, new))
        return Answer(Kind.INFO, "standing_made", {"name": made.name, "days": days})

    return do


def step(rules: BillingRules, standing_id: int, choice: str, owing: Owing) -> Deed:
    """Start, pause or end one, or say what becomes of the periods that were missed."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        tx = bench.tx
        if choice in {one.value for one in CatchUp}:
            made = catch_up(tx, rules, standing_id, CatchUp(choice), owing)
            one = standing(tx, standing_id)
            return Answer(Kind.INFO, "standing_caught_up", _about(one) | {"n": str(len(made))})
        if choice == "start":
            one = commands.start(tx, standing_id)
            return Answer(Kind.INFO, "standing_started", _about(one))
        if choice == "pause":
            return Answer(Kind.INFO, "standing_paused", _about(commands.pause(tx, standing_id)))
        return Answer(Kind.INFO, "standing_ended", _about(commands.end(tx, standing_id)))

    return do


def _about(one: Standing) -> dict[str, str]:
    return {"name": one.name, "day": f"{one.next_day:%d/%m/%Y}" if one.next_day else "-"}
