"""What is done at the station about what marketplaces pay out."""

from __future__ import annotations

from collections.abc import Sequence

from core.channels.payouts_told import want_payouts
from core.channels.registry import Shop
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.orders.status import Policy
from core.payouts.matching import accept, put_away
from core.payouts.queries import one_part


def ask_now(shops: Sequence[Shop]) -> Deed:
    """Have the worker ask shops for what they pay out."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        want_payouts(bench.tx, shops)
        return Answer(Kind.INFO, "payouts_asked", {"shops": ", ".join(one.name for one in shops)})

    return do


def take(policy: Policy, part_id: int) -> Deed:
    """Take what came for an order as its payment, though it is another amount."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = one_part(bench.tx, part_id)
        amount = accept(bench.tx, policy, part_id)
        about = {"order": found.order_ref, "amount": f"{amount.decimal:f}"}
        return Answer(Kind.INFO, "payout_taken", about | {"currency": amount.currency})

    return do


def seen(part_id: int) -> Deed:
    """Somebody looked at it, and nothing is to be written down."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return Answer(Kind.INFO, "payout_seen", {"order": put_away(bench.tx, part_id)})

    return do
