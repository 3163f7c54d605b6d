"""Credits for goods that came back: one a settled return, of what it took off the order."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select

from core.billing.amounts import Amounts
from core.billing.automatic.making import Made, Outcome, keep
from core.billing.automatic.reasons import Owing
from core.billing.automatic.round import Done
from core.billing.correcting.commands import correction, credit_lines
from core.billing.correcting.remaining import Left, after, correctable, difference, left_of
from core.billing.drawing import Line
from core.billing.models import billed_orders, billed_returns, invoices
from core.billing.profiles.queries import profile_of
from core.billing.queries import newest, one_invoice
from core.billing.rules import BillingRules
from core.billing.states import InvoiceKind, InvoiceState
from core.database import Database
from core.errors import Refusal
from core.people.permissions import Permission, require
from core.returns.models import returns
from core.returns.queries import lines_of, one_return
from core.returns.states import BillingLink, ReturnState
from core.shares import shared
from core.transaction import Actor, Transaction, reading, run
from core.upsert import Upsert

logger = logging.getLogger(__name__)


def due_returns(tx: Transaction) -> list[tuple[int, str]]:
    """Settled returns of invoiced orders for which there is no credit, by id with their codes."""
    return [(row.id, row.code) for row in tx.execute(_due)]


def credit_return(tx: Transaction, rules: BillingRules, return_id: int, owing: Owing) -> Made:
    """Credit what came back, on the invoice of its order; a profile may want it looked at first.

    Raises Refusal ``return_not_settled``, ``return_no_invoice``, ``return_credited``, and what
    `correctable` does.
    """
    require(tx, Permission.INVOICE_ISSUE)
    one = one_return(tx, return_id, lock=True)
    if one.state is not ReturnState.SETTLED or one.billing is BillingLink.NONE:
        raise Refusal("return_not_settled", returned=one.code)
    row = tx.execute(_of_order, {"o": one.order_id}).first()
    if row is None:
        raise Refusal("return_no_invoice", returned=one.code, order=one.order_no)
    found = newest(tx, one_invoice(tx, row.invoice_id))
    found = one_invoice(tx, found.id, lock=True)
    correctable(tx, found, InvoiceKind.CREDIT)
    left = left_of(tx, found.id)
    rest = sum(each.total for each in left.values())
    amount = min(one.credited, rest)
    if amount <= 0:  # somebody has credited all of it by hand
        _mark(tx, one.id, one.code, found.id)
        return Outcome.NOTHING, None
    came = {line.order_line_id: line.good + line.damaged for line in lines_of(tx, one.id)}
    lines = _lines(left, came, amount)
    drawn = replace(correction(found, InvoiceKind.CREDIT, lines), reference=found.internal_no)
    made = keep(tx, rules, profile_of(tx, found.customer_id), drawn, owing, note=one.code)
    _mark(tx, one.id, one.code, made[1] or found.id)
    return made


def _mark(tx: Transaction, return_id: int, code: str, invoice_id: int) -> None:
    row = {"return_id": return_id, "invoice_id": invoice_id, "billed_at": tx.now}
    if tx.execute(_bill(tx), row).first() is None:
        raise Refusal("return_credited", returned=code)


def credit_due(
    database: Database, rules: BillingRules, done: Done, *, actor: Actor, owing: Owing
) -> None:
    """Credit all that came back since; each by itself, so that none holds up another."""
    with reading(database, actor) as tx:
        due = due_returns(tx)
    for return_id, code in due:
        try:
            work = partial(credit_return, rules=rules, return_id=return_id, owing=owing)
            done.add(run(database, actor, work))
        except Refusal as refusal:
            if refusal.code != "return_credited":
                logger.warning("return %s is not credited: %s", code, refusal)
                done.refused.append((code, refusal))


def _lines(
    left: Mapping[int, Left], came: Mapping[int, int], amount: int
) -> list[tuple[Line, Amounts]]:
    """The goods that came back at what they had cost; a rest of the amount off all others."""
    goods: list[tuple[Left, int, int]] = []
    for each in left.values():
        units = min(came.get(each.line.order_line_id or 0, 0), each.quantity)
        if units and each.total > 0:
            goods.append((each, units, each.total * units // each.quantity))
    worth = sum(total for _each, _units, total in goods)
    parts = shared([total for _each, _units, total in goods], amount)
    now = dict(left)
    lines = []
    for (each, units, _total), part in zip(goods, parts, strict=True):
        lines.append(difference(each, -units, each.line.unit_price, -part))
        now[each.line.line_no] = after(each, *lines[-1])
    if amount > worth:
        fees = {no: each for no, each in now.items() if not each.line.sku}
        enough = sum(each.total for each in fees.values()) >= amount - worth
        lines += credit_lines(fees if enough else now, amount - worth)
    return lines


_due = (
    select(returns.c.id, returns.c.code)
    .join(billed_orders, billed_orders.c.order_id == returns.c.order_id)
    .join(invoices, invoices.c.id == billed_orders.c.invoice_id)
    .outerjoin(billed_returns, billed_returns.c.return_id == returns.c.id)
    .where(
        returns.c.state == ReturnState.SETTLED.value,
        returns.c.billing != BillingLink.NONE.value,
        returns.c.credited > 0,
        billed_returns.c.return_id.is_(None),
        invoices.c.state == InvoiceState.ISSUED.value,
    )
    .order_by(returns.c.id)
)
_of_order: Any = (
    select(billed_orders.c.invoice_id)
    .join(invoices, invoices.c.id == billed_orders.c.invoice_id)
    .where(
        billed_orders.c.order_id == bindparam("o"),
        invoices.c.state == InvoiceState.ISSUED.value,
    )
)
_bill = Upsert(
    lambda insert: (
        insert(billed_returns).on_conflict_do_nothing().returning(billed_returns.c.return_id)
    )
)
