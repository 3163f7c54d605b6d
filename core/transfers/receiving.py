"""Goods of a transfer arrive: out of transit, onto a shelf; what is damaged or missing is written.

Whoever receives locks the transfer first, so that of two who do so at once both count, and never
more arrives than was sent.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.audit import record
from core.catalog.models import products
from core.errors import NotFound, Refusal
from core.files import values
from core.fulfilment.freeing import free_up
from core.people.permissions import Permission, require
from core.stock.commands import Move, post
from core.stock.models import BinKind
from core.stock.places import Bin, shelf, special_bin, transit_bin
from core.stock.put_away import goods_bin
from core.stock.suggesting import suggested
from core.text import clean
from core.transaction import Transaction
from core.transfers.models import transfer_steps
from core.transfers.queries import (
    ARRIVALS,
    Step,
    Transfer,
    TransferLine,
    lines_of,
    lots_left,
    one_transfer,
    step_by_key,
)
from core.transfers.states import ON_ITS_WAY, StepKind, TransferState
from core.transfers.steps import KEY_LIMIT, Went, count, followed, write

_REASONS = {
    StepKind.RECEIVED: "transfer_in",
    StepKind.DAMAGED: "transfer_damaged",
    StepKind.MISSING: "transfer_missing",
}
"""The reasons of moves out of transit."""
TAKEN_BACK = "transfer_undone"
"""The reason of moves back into it."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Units of a product that came; without a `bin` they go where the product lies already.

    Without a `lot` they are of the only one that is on its way. Damaged ones go to the place for
    them; those that are missing go nowhere; both with a note.
    """

    product_id: int
    units: int
    bin: str = ""
    lot: str = ""
    kind: StepKind = StepKind.RECEIVED
    note: str = ""


def take(tx: Transaction, receiving_bin: str, transfer_id: int, key: str, what: Arrived) -> Went:
    """Receive units; the same `key` once more changes nothing and gives what it gave.

    `receiving_bin` is for goods that lie nowhere yet. Raises NotFound ``transfer_not_sent``,
    ``bin_unknown``; Refusal ``transfer_takes_nothing``, ``transfer_over``, ``transfer_key_used``,
    ``transfer_lot_needed``, ``transfer_lot_unknown``, ``transfer_note_needed``,
    ``transfer_quantity``, ``bin_not_for_goods``, ``bin_closed``.
    """
    require(tx, Permission.TRANSFER)
    if len(key) > KEY_LIMIT:
        raise Refusal("text_too_long", length=len(key), limit=KEY_LIMIT)
    found = one_transfer(tx, transfer_id, lock=True)
    lines = {line.product_id: line for line in lines_of(tx, transfer_id)}
    known = step_by_key(tx, key)
    if known is not None:
        same = (known.product_id, known.quantity) == (what.product_id, what.units)
        if known.transfer_id != transfer_id or not same or known.kind not in ARRIVALS:
            raise Refusal("transfer_key_used", key=clean(key, 40))
        return Went(found, lines[known.product_id], known, replayed=True)
    if found.state not in ON_ITS_WAY:
        raise Refusal("transfer_takes_nothing", transfer=found.number, state=found.state.value)
    line = lines.get(what.product_id)
    if line is None or not line.sent:
        sku = tx.execute(_sku, {"p": what.product_id}).scalar() or what.product_id
        raise NotFound("transfer_not_sent", transfer=found.number, sku=sku)
    if what.units < 1:
        raise Refusal("transfer_quantity", sku=line.sku, quantity=what.units, most=line.sent)
    if what.units > line.left:
        raise Refusal(
            "transfer_over",
            transfer=found.number,
            sku=line.sku,
            units=what.units,
            left=line.left,
            sent=line.sent,
        )
    lot = _lot(tx, found, line, what)
    kind, place_id = _where(tx, receiving_bin, found, what)
    note = values.text(what.note, 200)
    if kind is not StepKind.RECEIVED and not note:
        raise Refusal("transfer_note_needed", sku=line.sku)
    count(tx, found, line, kind, what.units)
    step = write(
        tx,
        line,
        transfer_id,
        key,
        kind=kind.value,
        bin_id=place_id,
        lot=lot,
        quantity=what.units,
        note=note,
    )
    # What never arrived is missing where it was sent from: there it lies in transit.
    house = found.from_id if kind is StepKind.MISSING else found.to_id
    moves = [Move(line.product_id, transit_bin(tx, found.from_id), place_id, what.units, lot)]
    post(tx, house, moves, reason=_REASONS[kind], reference=found.number)
    record(
        tx,
        f"transfer_{kind.value}",
        transfer=found.number,
        sku=line.sku,
        units=what.units,
        bin=step.bin,
    )
    return _now(tx, found, line, step)


def take_back(tx: Transaction, step: Step, key: str) -> Went:
    """What was received by mistake is on its way again.

    Orders to which it was promised wait again, unless somebody works on them. Raises Refusal
    ``transfer_undone``, ``transfer_cancelled``, ``stock_not_enough``.
    """
    require(tx, Permission.TRANSFER)
    found = one_transfer(tx, step.transfer_id, lock=True)
    line = next(each for each in lines_of(tx, found.id) if each.id == step.line_id)
    known = step_by_key(tx, key)
    if known is not None and known.takes_back == step.id:
        return Went(found, line, known, replayed=True)
    gone = tx.execute(_taken_back, {"step": step.id}).first() is not None
    if gone or step.takes_back is not None or step.kind not in ARRIVALS:
        raise Refusal("transfer_undone", sku=line.sku, transfer=found.number)
    if found.state in {TransferState.CANCELLED, TransferState.DRAFT}:
        raise Refusal("transfer_takes_nothing", transfer=found.number, state=found.state.value)
    count(tx, found, line, step.kind, -step.quantity)
    made = write(
        tx,
        line,
        found.id,
        key,
        kind=step.kind.value,
        bin_id=step.bin_id,
        lot=step.lot,
        quantity=step.quantity,
        takes_back=step.id,
    )
    place = (step.product_id, step.bin_id, step.lot)
    if step.kind is StepKind.RECEIVED:
        free_up(tx, *place, step.quantity, "promise_transfer", transfer=found.number)
    transit = transit_bin(tx, found.from_id)
    house = found.from_id if step.kind is StepKind.MISSING else found.to_id
    moves = [Move(step.product_id, step.bin_id, transit, step.quantity, step.lot)]
    post(tx, house, moves, reason=TAKEN_BACK, reference=found.number)
    record(tx, "transfer_undone", transfer=found.number, sku=line.sku, units=step.quantity)
    return _now(tx, found, line, made)


def finish(tx: Transaction, transfer_id: int, key: str, note: str) -> list[Went]:
    """Nothing more of it will come: what is on its way still is missing.

    Raises Refusal ``transfer_note_needed``, ``transfer_takes_nothing``.
    """
    require(tx, Permission.TRANSFER)
    found = one_transfer(tx, transfer_id, lock=True)
    done: list[Went] = []
    lots = lots_left(tx, transfer_id)
    if not lots and found.state not in ON_ITS_WAY:
        raise Refusal("transfer_takes_nothing", transfer=found.number, state=found.state.value)
    for number, ((product, lot), units) in enumerate(sorted(lots.items()), 1):
        lost = Arrived(product, units, lot=lot, kind=StepKind.MISSING, note=note)
        done.append(take(tx, "", transfer_id, f"{key}/{number}", lost))
    return done


def expected(
    tx: Transaction, receiving_bin: str, found: Transfer
) -> list[tuple[TransferLine, str]]:
    """Lines of which units are on their way, and the bin that is suggested for them."""
    left = [line for line in lines_of(tx, found.id) if line.left]
    places = suggested(tx, found.to_id, [line.product_id for line in left])
    return [(line, places.get(line.product_id, receiving_bin)) for line in left]


def _where(
    tx: Transaction, receiving_bin: str, found: Transfer, what: Arrived
) -> tuple[StepKind, int]:
    """What the arrival is, and the bin that the goods go to."""
    if what.kind is StepKind.MISSING:
        return what.kind, special_bin(tx, found.from_id, BinKind.ADJUST)
    place = _place(tx, receiving_bin, found.to_id, what)
    damaged = place.kind is BinKind.DAMAGED
    return StepKind.DAMAGED if damaged else StepKind.RECEIVED, place.id


def _place(tx: Transaction, receiving_bin: str, warehouse: int, what: Arrived) -> Bin:
    if what.kind is StepKind.DAMAGED:
        return goods_bin(tx, warehouse, BinKind.DAMAGED.value.upper())
    code = what.bin or suggested(tx, warehouse, [what.product_id]).get(what.product_id, "")
    if not code or code == receiving_bin:
        code = receiving_bin
        shelf(tx, warehouse, code)
    return goods_bin(tx, warehouse, code)


def _lot(tx: Transaction, found: Transfer, line: TransferLine, what: Arrived) -> str:
    """The lot that has arrived; where several are on their way, somebody has to say it."""
    lots = {
        lot: units
        for (product, lot), units in lots_left(tx, found.id).items()
        if product == line.product_id
    }
    named = values.text(what.lot, 40)
    shown = ", ".join(f"{lot or '-'} ({units})" for lot, units in lots.items())
    if named and named not in lots:
        raise Refusal("transfer_lot_unknown", sku=line.sku, lot=named, lots=shown)
    if not named and len(lots) > 1 and "" not in lots:
        raise Refusal("transfer_lot_needed", sku=line.sku, lots=shown)
    lot = named if named or "" in lots else next(iter(lots))
    if what.units > lots[lot]:
        if named:
            told = {"transfer": found.number, "units": what.units, "sent": line.sent}
            raise Refusal("transfer_over", sku=f"{line.sku} {lot}", left=lots[lot], **told)
        raise Refusal("transfer_lot_needed", sku=line.sku, lots=shown)
    return lot


def _now(tx: Transaction, before: Transfer, line: TransferLine, step: Step) -> Went:
    after = followed(tx, before)
    now = next(each for each in lines_of(tx, before.id) if each.id == line.id)
    return Went(after, now, step)


_sku = select(products.c.sku).where(products.c.id == bindparam("p"))
_taken_back = select(transfer_steps.c.id).where(transfer_steps.c.takes_back == bindparam("step"))
