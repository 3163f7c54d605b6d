"""The money of couriers at the station: another amount is taken, what is missing let go."""

from __future__ import annotations

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.money import Money
from core.orders.status import Policy
from core.shipping.cod.forgoing import forgo
from core.shipping.cod.queries import statement_lines
from core.shipping.cod.statements import accept, settle
from core.shipping.handing_over import parcel_by_code


def take(policy: Policy, line_id: int, *, all_there_is: bool = False) -> Deed:
    """Take what a courier paid, although it was to be another amount."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        accept(bench.tx, policy, line_id, all_there_is=all_there_is)
        (found,) = statement_lines(bench.tx, only=line_id)
        about = {
            "order": found.order_no,
            "amount": f"{Money(found.amount, found.currency).decimal:f}",
            "due": f"{Money(found.expected, found.currency).decimal:f}",
            "currency": found.currency,
        }
        if found.amount >= found.expected:
            return Answer(Kind.INFO, "cod_taken", about)
        if all_there_is:
            return Answer(Kind.INFO, "cod_taken_whole", about)
        return Answer(Kind.INFO, "cod_taken_part", about)

    return do


def put_away(line_id: int) -> Deed:
    """Somebody looked at a line that is not ours, or was paid before."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        settle(bench.tx, line_id)
        (found,) = statement_lines(bench.tx, only=line_id)
        return Answer(Kind.INFO, "cod_line_settled", {"waybill": found.waybill})

    return do


def ask_no_more(policy: Policy, code: str, reason: str) -> Deed:
    """What a courier still owes for a parcel is not asked of it any more."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        parcel = parcel_by_code(bench.tx, code)
        amount = forgo(bench.tx, policy, parcel.id, reason)
        about = {"parcel": parcel.code, "amount": f"{amount.decimal:f}"}
        return Answer(Kind.INFO, "cod_forgone", about | {"currency": amount.currency})

    return do
