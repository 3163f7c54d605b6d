"""Receiving a transfer by scans: each code is judged against what is on its way, and counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core.barcodes import Code, read
from core.barcodes import Kind as CodeKind
from core.errors import NotAllowed, Refusal
from core.fulfilment.packing.meaning import find_products
from core.fulfilment.packing.verdict import Answer, Kind
from core.stock.models import BinKind
from core.stock.put_away import goods_bin
from core.transaction import Transaction
from core.transfers import receiving
from core.transfers.queries import Transfer, last_arrival, lines_of, one_transfer, step_by_key
from core.transfers.receiving import Arrived
from core.transfers.states import StepKind, TransferState
from core.transfers.steps import Went

_KINDS = {
    "transfer_over": Kind.OVER_QUANTITY,
    "transfer_not_sent": Kind.WRONG_ITEM,
    "transfer_lot_needed": Kind.NEEDS_LOT,
    "transfer_lot_unknown": Kind.NEEDS_LOT,
    "transfer_note_needed": Kind.NEEDS_CONFIRMATION,
    "transfer_takes_nothing": Kind.CANCELLED,
    "bin_unknown": Kind.UNKNOWN_CODE,
}
"""What a refusal is as a verdict; any other is `not_allowed`."""

BAD = frozenset({Kind.WRONG_ITEM, Kind.UNKNOWN_CODE, Kind.AMBIGUOUS_CODE})
"""Answers after which something still has to be done with the goods in hand."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What holds from one scan to the next: where goods go, and what is wrong with damaged ones."""

    bin: str = ""
    note: str = ""
    lot: str = ""
    """Which lot the goods are of, where their code does not say it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer to a scan, what it received, and what holds for the next one."""

    answer: Answer
    hand: Hand
    went: Went | None = None
    done: bool = False
    """Whether somebody said by ``KEMAS:DONE`` that this is all for now."""


def scan(
    tx: Transaction, receiving_bin: str, transfer_id: int, hand: Hand, raw: str, key: str
) -> Judged:
    """Judge one code; a good one is received. Raises Refusal: nothing may then be kept.

    Products and cases count their units, ``6*`` before them so many; ``KEMAS:BIN:…`` says where
    all that follows goes, ``KEMAS:UNDO`` takes the last one back, ``KEMAS:WHY`` says what is
    still on its way, ``KEMAS:DONE`` ends it.
    """
    code = read(raw)
    found = one_transfer(tx, transfer_id)
    match code.kind:
        case CodeKind.COMMAND if code.value == "UNDO":
            return _undo(tx, found, hand, key)
        case CodeKind.COMMAND if code.value in {"DONE", "WHY"}:
            left = what_is_left(tx, receiving_bin, found)
            answer = Answer(Kind.INFO, "transfer_left" if left["units"] else "transfer_whole", left)
            return Judged(answer, hand, done=code.value == "DONE")
        case CodeKind.BIN:
            place = goods_bin(tx, found.to_id, code.value)
            damaged = place.kind is BinKind.DAMAGED
            told = {"bin": place.code}
            answer = Answer(Kind.INFO, "receive_damaged" if damaged else "receive_into", told)
            return Judged(answer, replace(hand, bin=place.code))
        case CodeKind.TEXT | CodeKind.GTIN:
            return _goods(tx, receiving_bin, found, hand, code, key)
        case CodeKind.UNREADABLE:
            return Judged(Answer(Kind.UNKNOWN_CODE, "receive_unreadable"), hand)
    return Judged(Answer(Kind.UNKNOWN_CODE, "receive_no_meaning"), hand)


def refused(refusal: Refusal) -> Kind:
    """The kind of verdict that a refusal is."""
    if isinstance(refusal, NotAllowed):
        return Kind.NOT_ALLOWED
    return _KINDS.get(refusal.code, Kind.NOT_ALLOWED)


def what_is_left(tx: Transaction, receiving_bin: str, found: Transfer) -> dict[str, Any]:
    """What is on its way still: units in all, and (units, SKU, bin) of each line."""
    left = receiving.expected(tx, receiving_bin, found)
    return {
        "transfer": found.number,
        "units": sum(line.left for line, _bin in left),
        "goods": [(line.left, line.sku, place) for line, place in left],
    }


def _goods(
    tx: Transaction, receiving_bin: str, found: Transfer, hand: Hand, code: Code, key: str
) -> Judged:
    sent = {line.product_id for line in lines_of(tx, found.id) if line.sent}
    known = find_products(tx, code)
    if not known:
        return Judged(Answer(Kind.UNKNOWN_CODE, "receive_unknown"), hand)
    # A code that two products carry means the one that was sent.
    mine = [one for one in known if one.product_id in sent]
    if not mine:
        params = {"sku": known[0].sku, "name": known[0].name, "transfer": found.number}
        return Judged(Answer(Kind.WRONG_ITEM, "transfer_not_sent", params), hand)
    if len(mine) > 1:
        skus = ", ".join(one.sku for one in mine)
        return Judged(Answer(Kind.AMBIGUOUS_CODE, "receive_which", {"skus": skus}), hand)
    damaged = hand.bin == BinKind.DAMAGED.value.upper()
    what = Arrived(
        mine[0].product_id,
        mine[0].units,
        bin=hand.bin,
        lot=code.lot or code.serial or hand.lot,
        kind=StepKind.DAMAGED if damaged else StepKind.RECEIVED,
        note=hand.note,
    )
    went = receiving.take(tx, receiving_bin, found.id, key, what)
    kind = Kind.OK if went.line.left else Kind.OK_LINE_DONE
    if went.transfer.state is TransferState.RECEIVED:
        kind = Kind.ORDER_COMPLETE
    return Judged(Answer(kind, "transfer_arrived", params_of(went)), hand, went)


def _undo(tx: Transaction, found: Transfer, hand: Hand, key: str) -> Judged:
    before = step_by_key(tx, key)  # the same undo once more
    last = last_arrival(tx, found.id) if before is None else None
    if before is not None and before.takes_back is not None:
        line = next(one for one in lines_of(tx, found.id) if one.id == before.line_id)
        went = Went(found, line, before, replayed=True)
    elif last is None:
        return Judged(Answer(Kind.INFO, "receive_nothing_to_undo"), hand)
    else:
        went = receiving.take_back(tx, last, key)
    return Judged(Answer(Kind.UNDONE, "transfer_undone", params_of(went)), hand, went)


def params_of(went: Went) -> dict[str, Any]:
    """What the sentence about an arrival needs to say."""
    return {
        "sku": went.line.sku,
        "name": went.line.name,
        "units": went.step.quantity,
        "bin": went.step.bin,
        "received": went.line.received,
        "sent": went.line.sent,
        "left": went.line.left,
        "transfer": went.transfer.number,
    }
