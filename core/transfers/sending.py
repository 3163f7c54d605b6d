"""Goods leave a warehouse for another one: off the shelf, into transit, what expires first first.

What orders were promised stays on the shelf. Sent goods belong to the warehouse that sent them
until they are received.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, update

from core.audit import record
from core.errors import Refusal
from core.files import values
from core.people.permissions import Permission, require
from core.stock.bin_queries import place_by_id
from core.stock.choosing import free_shelves, take
from core.stock.commands import Move, post
from core.stock.holds import release_expired
from core.stock.places import transit_bin
from core.transaction import Transaction
from core.transfers.commands import draft, move_on
from core.transfers.models import transfer_lines
from core.transfers.queries import Step, Transfer, lines_of, one_transfer, steps_of
from core.transfers.states import ON_ITS_WAY, StepKind, TransferState
from core.transfers.steps import KEY_LIMIT, write

REASON = "transfer_out"
"""The reason of moves into transit."""
BACK = "transfer_back"
"""The reason of moves out of transit to where the goods had come from."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A transfer that is on its way, and from which bins its goods were taken."""

    transfer: Transfer
    steps: tuple[Step, ...]
    replayed: bool = False
    """Whether it was sent before, by the same key."""


def send(tx: Transaction, transfer_id: int, key: str, *, short: bool = False) -> Sent:
    """Send what is on a draft; with `short` as much of it as is free.

    The same `key` once more changes nothing. Raises Refusal ``transfer_empty``,
    ``transfer_not_enough``, ``transfer_not_draft``, ``text_too_long``.
    """
    require(tx, Permission.TRANSFER)
    if len(key) > KEY_LIMIT:
        raise Refusal("text_too_long", length=len(key), limit=KEY_LIMIT)
    found = one_transfer(tx, transfer_id, lock=True)
    before = [one for one in steps_of(tx, transfer_id) if one.key.startswith(f"{key}/")]
    if before:
        return Sent(found, tuple(before), replayed=True)
    draft(tx, transfer_id)
    lines = lines_of(tx, transfer_id)
    if not lines:
        raise Refusal("transfer_empty", transfer=found.number)
    products = [line.product_id for line in lines]
    shelves = free_shelves(tx, found.from_id, products, lock=True)
    free = {each: sum(one.free for group in shelves[each] for one in group) for each in shelves}
    lacking = [line for line in lines if free[line.product_id] < line.quantity]
    if lacking and release_expired(tx, {line.product_id for line in lacking}):
        shelves = free_shelves(tx, found.from_id, products, lock=True)
    transit = transit_bin(tx, found.from_id)
    moves: list[Move] = []
    steps: list[Step] = []
    for line in lines:
        taken = take(shelves[line.product_id], line.quantity)
        units = sum(quantity for _shelf, quantity in taken)
        if units < line.quantity and not short:
            raise Refusal(
                "transfer_not_enough",
                sku=line.sku,
                wanted=line.quantity,
                free=units,
                warehouse=found.source,
            )
        for shelf, quantity in taken:
            told = {"bin_id": shelf.bin_id, "lot": shelf.lot, "quantity": quantity}
            place = f"{key}/{len(steps) + 1}"
            steps.append(write(tx, line, transfer_id, place, kind=StepKind.SENT.value, **told))
            moves.append(Move(line.product_id, shelf.bin_id, transit, quantity, shelf.lot))
        tx.execute(_sent, {"line": line.id, "units": units})
    if not moves:
        first = lines[0]
        told_free = {"sku": first.sku, "wanted": first.quantity, "free": 0}
        raise Refusal("transfer_not_enough", **told_free, warehouse=found.source)
    post(tx, found.from_id, moves, reason=REASON, reference=found.number)
    who = tx.actor.operator_id
    move_on(tx, found, TransferState.SENT, sent_at=tx.now, sent_by=who)
    units = sum(step.quantity for step in steps)
    record(tx, "transfer_sent", transfer=found.number, to=found.target, units=units)
    return Sent(one_transfer(tx, transfer_id), tuple(steps))


def cancel(tx: Transaction, transfer_id: int, reason: str) -> Transfer:
    """Nothing of it goes; what was sent goes back to the bins that it came from.

    Raises Refusal ``reason_needed``, ``transfer_begun`` where some has arrived, ``transfer_done``
    where all has, and ``bin_closed``.
    """
    require(tx, Permission.TRANSFER)
    reason = values.text(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    found = one_transfer(tx, transfer_id, lock=True)
    if found.state is TransferState.CANCELLED:
        return found
    if found.state is TransferState.PART_RECEIVED:
        raise Refusal("transfer_begun", transfer=found.number, units=found.on_its_way)
    if found.state is TransferState.RECEIVED:
        raise Refusal("transfer_done", transfer=found.number, state=found.state.value)
    if found.state in ON_ITS_WAY:
        _bring_back(tx, found)
    move_on(tx, found, TransferState.CANCELLED, reason=reason)
    record(tx, "transfer_cancelled", transfer=found.number, reason=reason)
    return one_transfer(tx, transfer_id)


def _bring_back(tx: Transaction, found: Transfer) -> None:
    lines = {line.id: line for line in lines_of(tx, found.id)}
    transit = transit_bin(tx, found.from_id)
    moves = []
    for step in steps_of(tx, found.id):
        if step.kind is not StepKind.SENT:
            continue
        place = place_by_id(tx, step.bin_id)
        if not place.active:
            raise Refusal("bin_closed", bin=place.code)
        moves.append(Move(step.product_id, transit, step.bin_id, step.quantity, step.lot))
        write(
            tx,
            lines[step.line_id],
            found.id,
            f"{step.key}/back"[:80],
            kind=StepKind.RETURNED.value,
            bin_id=step.bin_id,
            lot=step.lot,
            quantity=step.quantity,
            takes_back=step.id,
        )
    for line in lines.values():
        tx.execute(_sent, {"line": line.id, "units": 0})
    post(tx, found.from_id, moves, reason=BACK, reference=found.number)


_sent = (
    update(transfer_lines)
    .where(transfer_lines.c.id == bindparam("line"))
    .values(sent=bindparam("units"))
)
