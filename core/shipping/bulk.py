"""What can be done to many orders at once, one step an order; done again it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, select

from core.bulk import as_rows, given_rows
from core.database import Database
from core.errors import Refusal
from core.fulfilment.parcels import of_order_parcels
from core.orders.book.bulk import Step
from core.orders.commands import head, hold
from core.orders.models import orders
from core.orders.payments.commands import confirm
from core.orders.payments.queries import payments_of
from core.orders.payments.states import PaymentState
from core.orders.promise import promise_waiting
from core.orders.states import Fulfilment
from core.orders.status import Policy
from core.paper.queries import current_label, jobs
from core.paper.states import ON_PAPER
from core.people.permissions import Permission, require
from core.shipping.booked import release_held
from core.shipping.cancelling import cancel_order
from core.shipping.papers import print_paper
from core.shipping.settings import ShippingSettings
from core.transaction import Actor, Transaction, reading

_JOBS = 200  # of one order, among which an earlier one is looked for


def holding(reason: str) -> Step:
    """Put an order on hold; one that is held stays as it is."""

    def do(tx: Transaction, order_id: int) -> bool:
        require(tx, Permission.ORDER_HOLD)
        if head(tx, order_id, lock=True).fulfilment is Fulfilment.HELD:
            return False
        hold(tx, order_id, reason)
        return True

    return do


def releasing(settings: ShippingSettings) -> Step:
    """End the hold of an order; one that is not held stays as it is."""

    def do(tx: Transaction, order_id: int) -> bool:
        require(tx, Permission.ORDER_RELEASE)
        if head(tx, order_id, lock=True).fulfilment is not Fulfilment.HELD:
            return False
        release_held(tx, settings, order_id)
        return True

    return do


def cancelling(reason: str) -> Step:
    """Cancel an order with all that was made for it."""

    def do(tx: Transaction, order_id: int) -> bool:
        require(tx, Permission.ORDER_CANCEL)
        if head(tx, order_id, lock=True).fulfilment is Fulfilment.CANCELLED:
            return False
        cancel_order(tx, order_id, reason)
        return True

    return do


def printing(
    settings: ShippingSettings, kind: str, *, printer: str | None = None, again: bool = False
) -> Step:
    """Print a paper of an order, unless it is printed or waits for its printer.

    With `again` it is printed whatever came out before, as a copy that says so.
    """

    def do(tx: Transaction, order_id: int) -> bool:
        require(tx, Permission.PRINT)
        head(tx, order_id, lock=True)
        if not again and _is_printed(tx, order_id, kind):
            return False
        print_paper(tx, settings, order_id, kind, printer=printer)
        return True

    return do


def confirming(policy: Policy) -> Step:
    """Confirm what buyers say they paid; an order whose payments are all decided stays as it is.

    Raises Refusal ``nothing_reported`` for an order of which nobody said that it is paid.
    """

    def do(tx: Transaction, order_id: int) -> bool:
        require(tx, Permission.PAYMENT_CONFIRM)
        order = head(tx, order_id, lock=True)
        known = payments_of(tx, order_id)
        waiting = [one for one in known if one.state is PaymentState.REPORTED]
        if not waiting and not any(one.state is PaymentState.CONFIRMED for one in known):
            raise Refusal("nothing_reported", order=order.order_no)
        for one in waiting:
            confirm(tx, policy, one.id)
        return bool(waiting)

    return do


def promise_after(
    database: Database, actor: Actor, order_ids: Sequence[int], *, partial: bool
) -> None:
    """Promise what became free to orders that wait for it, in the warehouses of these orders."""
    with reading(database, actor) as tx:
        row = {"wanted": as_rows((one,) for one in order_ids)}
        found = tx.execute(_warehouses, row).scalars().all()
    for warehouse in found:
        promise_waiting(database, actor, warehouse, partial=partial)


def _is_printed(tx: Transaction, order_id: int, kind: str) -> bool:
    """Whether the paper is on its way or out; of labels those that are on the boxes now."""
    known = jobs(tx, order_id=order_id, states=ON_PAPER, limit=_JOBS)
    if kind != "label":
        return any(one.kind == kind for one in known)
    live = [current_label(tx, parcel.id) for parcel in of_order_parcels(tx, order_id)]
    wanted = {label.id for label in live if label is not None}
    return bool(wanted) and wanted <= {one.label_id for one in known}


_wanted = given_rows("wanted", id=BigInteger())
_warehouses = select(orders.c.warehouse_id).join(_wanted, _wanted.c.id == orders.c.id).distinct()
