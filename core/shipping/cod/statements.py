"""Statements taken in: each line is held against its parcel, what matches confirms its payment.

A line is matched in a transaction of its own: what a crash left behind is taken up by the same file
once more, and a file that was taken in whole changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select, update

from core.audit import record
from core.clock import local
from core.couriers.registry import Couriers
from core.database import Database
from core.errors import NotFound, Refusal
from core.files.reasons import Reason
from core.money import Money
from core.orders.payments.commands import Paid, confirm, report
from core.orders.payments.queries import payments_of
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.orders.status import Policy, stand
from core.people.permissions import Permission, require
from core.remittance_settings import RemittanceSettings
from core.shipping.cod.forgoing import forgo
from core.shipping.cod.models import LineState, cod_files, cod_lines
from core.shipping.cod.queries import PAID
from core.shipping.cod.reading import Line, read_statement, restated
from core.shipping.models import shipments
from core.shipping.states import VAIN
from core.transaction import Actor, Transaction, run
from core.upsert import Upsert


@dataclass(slots=True)
class StatementReport:
    """What became of a file; amounts in minor units."""

    source: str
    courier: str
    currency: str
    lines: int = 0
    known: int = 0
    """Lines that were taken in before."""
    states: dict[LineState, int] = field(default_factory=dict)
    """How many of the new lines came to what."""
    confirmed: int = 0
    """The money of the orders whose payments are confirmed now."""
    fees: int = 0
    """What the new lines bill."""
    refused: list[Reason] = field(default_factory=list)


def import_statement(
    database: Database,
    actor: Actor,
    policy: Policy,
    couriers: Couriers,
    settings: RemittanceSettings,
    courier: str,
    path: Path,
    currency: str,
    progress: Callable[[int, int], object] | None = None,
) -> StatementReport:
    """Take in a courier's statement; the same file or line once more changes nothing.

    Raises NotFound ``courier_unknown``, NotAllowed, and Refusal ``file_...``.
    """
    code = couriers.get(courier).code
    run(database, actor, lambda tx: require(tx, Permission.PAYMENT_CONFIRM))
    found = read_statement(path, settings, currency)
    done = StatementReport(found.name, code, currency, len(found.lines))
    done.refused += found.refused
    if not found.lines:
        return done

    def keep(tx: Transaction) -> int:
        row = {
            "courier": code,
            "name": found.name,
            "digest": found.digest,
            "imported_at": tx.now,
            "imported_by": tx.actor.operator_id,
        }
        tx.execute(_file(tx), row)
        which = {"c": code, "d": found.digest}
        return int(tx.execute(_which, which).scalar_one())

    file_id = run(database, actor, keep)
    for number, line in enumerate(found.lines, 1):

        def take(tx: Transaction, line: Line = line) -> LineState | None:
            return _taken(tx, policy, code, currency, file_id, line)

        try:
            state = run(database, actor, take)
        except Refusal as refusal:
            done.refused.append(Reason.of(line.line_no, settings.waybill, refusal))
            continue
        finally:
            if progress is not None:
                progress(number, len(found.lines))
        if state is None:
            done.known += 1
            continue
        done.states[state] = done.states.get(state, 0) + 1
        done.fees += line.fee or 0
        if state is LineState.MATCHED:
            done.confirmed += line.amount
    return done


def accept(
    tx: Transaction, policy: Policy, line_id: int, *, all_there_is: bool = False
) -> LineState:
    """Take another amount than was to be collected as it came: the courier still owes the rest.

    With `all_there_is` no more is asked of it, as `forgo` does. Raises NotFound
    ``cod_line_unknown``, Refusal ``cod_line_settled`` for one that does not differ.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    row: Any = tx.execute(_line, {"l": line_id}).first()
    if row is None:
        raise NotFound("cod_line_unknown", line=line_id)
    if row.state != LineState.DIFFERS.value:
        raise Refusal("cod_line_settled", line=line_id, waybill=row.waybill)
    stand(tx, row.order_id)  # locks the order: two people cannot accept it twice
    if tx.execute(_line, {"l": line_id}).one().state != LineState.DIFFERS.value:
        raise Refusal("cod_line_settled", line=line_id, waybill=row.waybill)
    line = Line(row.line_no, row.waybill, row.amount, row.fee, row.paid_on, row.reference)
    made = _pay(tx, policy, row.order_id, row.courier, line)
    values = {"l": line_id, "state": LineState.ACCEPTED.value, "payment": made}
    tx.execute(_settle, values | {"shipment": row.shipment_id, "expected": row.expected})
    if all_there_is and row.amount < row.expected:
        forgo(tx, policy, row.parcel_id)
    return LineState.ACCEPTED


def settle(tx: Transaction, line_id: int) -> None:
    """Somebody looked at a line that is not ours or was paid before: it is off the list.

    Raises NotFound ``cod_line_unknown``, Refusal ``cod_line_decides`` for one that has to be
    taken or is as it should be.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    row: Any = tx.execute(_line, {"l": line_id}).first()
    if row is None:
        raise NotFound("cod_line_unknown", line=line_id)
    if row.state not in {LineState.UNKNOWN.value, LineState.TWICE.value}:
        raise Refusal("cod_line_decides", line=line_id, waybill=row.waybill)
    tx.execute(_put_away, {"l": line_id, "now": tx.now})
    record(tx, "cod_line_settled", line=line_id, waybill=row.waybill, order_id=row.order_id)


def _taken(
    tx: Transaction, policy: Policy, courier: str, currency: str, file_id: int, line: Line
) -> LineState | None:
    """What a line came to; None where it was taken in before."""
    require(tx, Permission.PAYMENT_CONFIRM)
    parcel: Any = tx.execute(_parcel, {"c": courier, "w": line.waybill}).first()
    if parcel is not None:
        line, currency = restated(line, currency, parcel.currency), parcel.currency
    values: dict[str, Any] = {
        "file_id": file_id,
        "line_no": line.line_no,
        "waybill": line.waybill,
        "currency": currency,
        "amount": line.amount,
        "fee": line.fee,
        "paid_on": line.paid_on,
        "reference": line.reference,
        "state": LineState.UNKNOWN.value,
    }
    wanted = {"c": courier, "w": line.waybill, "a": line.amount, "r": line.reference}
    rows: Any = tx.execute(_same, wanted)
    for known in rows:
        if known.paid_on == line.paid_on:
            if known.state != LineState.UNKNOWN.value:
                return None
            state = _judged(tx, policy, courier, known.id, line)  # its parcel may be known by now
            return None if state is LineState.UNKNOWN else state
    line_id = tx.execute(_insert(tx), values).scalar()
    return None if line_id is None else _judged(tx, policy, courier, int(line_id), line)


def _judged(tx: Transaction, policy: Policy, courier: str, line_id: int, line: Line) -> LineState:
    """Hold a line against its parcel."""
    row: Any = tx.execute(_parcel, {"c": courier, "w": line.waybill}).first()
    if row is None:
        return LineState.UNKNOWN
    now = stand(tx, row.order_id)  # locked from here on
    before = int(tx.execute(_paid_before, {"s": row.id, "l": line_id}).scalar_one())
    owed = row.cod - row.cod_forgone - before
    payment: int | None = None
    if not line.amount:
        state = LineState.FEE
    elif (before and owed <= 0) or (row.cod and now.facts.cod and now.collected >= now.facts.cod):
        state = LineState.TWICE
    elif line.amount != owed:
        state = LineState.DIFFERS
    else:
        state = LineState.MATCHED
        payment = _pay(tx, policy, row.order_id, courier, line)
    values = {"l": line_id, "state": state.value, "payment": payment, "shipment": row.id}
    due = row.cod if state is LineState.TWICE else owed
    tx.execute(_settle, values | {"expected": due})
    if state is LineState.DIFFERS:
        record(
            tx,
            "cod_differs",
            order_id=row.order_id,
            waybill=line.waybill,
            expected=f"{Money(due, now.currency).decimal:f}",
            amount=f"{Money(line.amount, now.currency).decimal:f}",
            currency=now.currency,
        )
    return state


def _pay(tx: Transaction, policy: Policy, order_id: int, courier: str, line: Line) -> int:
    """Confirm what the courier paid: a payment that waits for it, else a new one."""
    for waiting in payments_of(tx, order_id):
        if (
            waiting.state is PaymentState.REPORTED
            and waiting.method is Method.COD
            and waiting.kind is not PaymentKind.REFUND
            and waiting.amount.minor == line.amount
        ):
            return confirm(tx, policy, waiting.id, sure=True).payment.id
    today = local(tx.now, policy.zone).date()
    on = line.paid_on if line.paid_on is None or line.paid_on <= today else today
    paid = Paid(
        amount=line.amount,
        method=Method.COD,
        paid_on=on,
        bank=courier,
        reference=" ".join(part for part in (line.waybill, line.reference) if part)[:120],
    )
    made = report(tx, policy, order_id, paid, sure=True).payment.id
    return confirm(tx, policy, made, sure=True).payment.id


_vain = sorted(state.value for state in VAIN)
_file = Upsert(lambda insert: insert(cod_files).on_conflict_do_nothing())
_which = select(cod_files.c.id).where(
    cod_files.c.courier == bindparam("c"), cod_files.c.digest == bindparam("d")
)
_insert = Upsert(
    lambda insert: insert(cod_lines).on_conflict_do_nothing().returning(cod_lines.c.id)
)
_here = select(cod_lines.c.id, cod_lines.c.state).where(
    cod_lines.c.file_id == bindparam("f"), cod_lines.c.line_no == bindparam("n")
)
_same = (
    select(
        cod_lines.c.id,
        cod_lines.c.state,
        cod_lines.c.paid_on,
    )
    .join(cod_files, cod_files.c.id == cod_lines.c.file_id)
    .where(
        cod_files.c.courier == bindparam("c"),
        cod_lines.c.waybill == bindparam("w"),
        cod_lines.c.amount == bindparam("a"),
        cod_lines.c.reference == bindparam("r"),
    )
    .order_by(cod_lines.c.id)
)
_parcel = (
    select(
        shipments.c.id,
        shipments.c.order_id,
        shipments.c.cod,
        shipments.c.cod_forgone,
        shipments.c.currency,
    )
    .where(shipments.c.courier == bindparam("c"), shipments.c.waybill == bindparam("w"))
    .order_by(shipments.c.state.in_(_vain), shipments.c.id.desc())
    .limit(1)
)
_paid_before = select(cast(func.coalesce(func.sum(cod_lines.c.amount), 0), BigInteger)).where(
    cod_lines.c.shipment_id == bindparam("s"),
    cod_lines.c.id != bindparam("l"),
    cod_lines.c.state.in_(PAID),
)
_line = (
    select(cod_lines, cod_files.c.courier, shipments.c.order_id, shipments.c.parcel_id)
    .join(cod_files, cod_files.c.id == cod_lines.c.file_id)
    .outerjoin(shipments, shipments.c.id == cod_lines.c.shipment_id)
    .where(cod_lines.c.id == bindparam("l"))
)
_put_away = (
    update(cod_lines).where(cod_lines.c.id == bindparam("l")).values(settled_at=bindparam("now"))
)
_settle = (
    update(cod_lines)
    .where(cod_lines.c.id == bindparam("l"))
    .values(
        state=bindparam("state"),
        payment_id=bindparam("payment"),
        shipment_id=bindparam("shipment"),
        expected=bindparam("expected"),
    )
)
