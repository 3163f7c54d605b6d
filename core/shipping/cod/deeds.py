"""The money of couriers at the station: another amount is taken as it came."""

from __future__ import annotations

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.money import Money
from core.orders.status import Policy
from core.shipping.cod.queries import statement_lines
from core.shipping.cod.statements import accept


def take(policy: Policy, line_id: int) -> Deed:
    """Take what a courier paid, although it was to be another amount."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        accept(bench.tx, policy, line_id)
        (found,) = statement_lines(bench.tx, only=line_id)
        about = {
            "order": found.order_no,
            "amount": f"{Money(found.amount, found.currency).decimal:f}",
            "due": f"{Money(found.expected, found.currency).decimal:f}",
            "currency": found.currency,
        }
        return Answer(Kind.INFO, "cod_taken", about)

    return do
