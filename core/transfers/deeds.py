"""Transfers from the station: drawn up, sent, called off; arrivals taken in hand and scanned."""

from __future__ import annotations

from typing import Any

from core.barcodes import PREFIX, Code, read
from core.barcodes import Kind as CodeKind
from core.errors import NotFound, Refusal
from core.fulfilment.packing.arriving import (
    names_only_bin,
    number_used,
    promised_now,
    with_goods_named,
    with_number,
)
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.stock.models import BinKind
from core.transaction import Transaction
from core.transfers import commands, receiving, scanning, sending
from core.transfers.commands import About, Going
from core.transfers.queries import Transfer, by_number, lots_left, one_transfer
from core.transfers.receiving import Arrived
from core.transfers.scanning import Hand
from core.transfers.states import ON_ITS_WAY, StepKind, TransferState
from core.transfers.steps import Went

HAND = "transfer"
"""What is in hand of it, beside the packing."""
_OWN = frozenset({CodeKind.BIN, CodeKind.TEXT, CodeKind.GTIN, CodeKind.UNREADABLE})
_COMMANDS = frozenset({"UNDO", "DONE", "WHY"})


def make(target: int, goods: Going | None, about: About) -> Deed:
    """A new draft from the station's warehouse, with its first line where one is told."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        lines = [] if goods is None else [goods]
        made = commands.make(bench.tx, bench.warehouse_id, target, lines, about)
        return Answer(Kind.INFO, "transfer_made", _about(made))

    return do


def put_line(number: str, goods: Going, sku: str) -> Deed:
    """Set a line of a draft; 0 units take it out."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        now = commands.put(bench.tx, by_number(bench.tx, number).id, [goods])
        about = _about(now) | {"sku": sku, "quantity": goods.units}
        return Answer(Kind.INFO, "transfer_line" if goods.units else "transfer_line_out", about)

    return do


def send(number: str, *, short: bool) -> Deed:
    """The goods leave; with `short` as much of it as is free."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_number(bench.tx, number)
        if found.from_id != bench.warehouse_id:
            raise Refusal("transfer_elsewhere", transfer=found.number, warehouse=found.source)
        key = f"{bench.station_id}-{bench.seq}"
        done = sending.send(bench.tx, found.id, key, short=short)
        units = sum(step.quantity for step in done.steps)
        bins = ", ".join(f"{step.quantity} × {step.sku} @{step.bin}" for step in done.steps)
        return Answer(
            Kind.INFO, "transfer_sent", _about(done.transfer) | {"units": units, "from_bins": bins}
        )

    return do


def cancel(number: str, reason: str) -> Deed:
    """It does not go; what was sent goes back to its bins."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        now = sending.cancel(bench.tx, by_number(bench.tx, number).id, reason)
        return Answer(Kind.INFO, "transfer_cancelled", _about(now))

    return do


def begin(number: str) -> Deed:
    """Take a transfer in hand: its goods are here."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _in_hand(bench, by_number(bench.tx, number))

    return do


def scanned(receiving_bin: str, raw: str) -> Deed:
    """Judge a code of an arrival; what has no meaning there is packing's."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        code = read(raw)
        if code.kind is CodeKind.TEXT and (found := _named(bench, code)) is not None:
            return _in_hand(bench, found)
        if code.kind not in _OWN and not (
            code.kind is CodeKind.COMMAND and code.value in _COMMANDS
        ):
            return as_usual(bench, raw)
        hand = bench.work.aside.get(HAND)
        if hand is None:
            if code.kind is CodeKind.COMMAND:
                raise Refusal("transfer_none_in_hand")
            return Answer(Kind.NEEDS_CONFIRMATION, "transfer_first")
        if code.kind is CodeKind.TEXT and names_only_bin(bench, code):
            raw_bin = f"{PREFIX}BIN:{code.value}"
            return _judge(bench, receiving_bin, hand, read(raw_bin), raw_bin)
        return _judge(bench, receiving_bin, hand, code, raw)

    return do


def tell(*, lot: str = "", damaged: str = "") -> Deed:
    """Say something of the goods that are scanned next."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        said = {"lot": lot, "damaged": damaged}
        bench.lay_aside(HAND, _held(bench) | {"told": said})
        return Answer(Kind.INFO, "receive_told_damaged" if damaged else "receive_told", said)

    return do


def all_came(receiving_bin: str, product_id: int | None) -> Deed:
    """All that is on its way of a product came, or of all of them."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _rest(bench, receiving_bin, product_id, StepKind.RECEIVED, "")

    return do


def never_came(product_id: int | None, note: str) -> Deed:
    """What is on its way of a product will not come, or of all of them."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _rest(bench, "", product_id, StepKind.MISSING, note)

    return do


def goes_on(bench: Bench) -> Answer | None:
    """The arrival that is in hand; None where none is."""
    found = in_hand(bench.tx, bench.work.aside)
    return None if found is None else Answer(Kind.INFO, "transfer_goes_on", _about(found))


def in_hand(tx: Transaction, aside: dict[str, Any]) -> Transfer | None:
    """The transfer whose goods somebody takes in here."""
    hand = aside.get(HAND)
    return None if hand is None else one_transfer(tx, hand["id"])


def _held(bench: Bench) -> dict[str, Any]:
    hand: dict[str, Any] | None = bench.work.aside.get(HAND)
    if hand is None:
        raise Refusal("transfer_none_in_hand")
    return hand


def _named(bench: Bench, code: Code) -> Transfer | None:
    try:
        found = by_number(bench.tx, code.value)
    except NotFound:
        return None
    return found if found.to_id == bench.warehouse_id else None


def _in_hand(bench: Bench, found: Transfer) -> Answer:
    if found.to_id != bench.warehouse_id:
        raise Refusal("transfer_elsewhere", transfer=found.number, warehouse=found.target)
    if found.state is TransferState.DRAFT or found.state is TransferState.CANCELLED:
        raise Refusal("transfer_takes_nothing", transfer=found.number, state=found.state.value)
    hand = bench.work.aside.get(HAND)
    if hand is None or hand["id"] != found.id:
        bench.lay_aside(HAND, {"id": found.id, "bin": ""})
    if found.state not in ON_ITS_WAY:
        return Answer(Kind.INFO, "transfer_all_here", _about(found))
    return Answer(Kind.INFO, "transfer_begun", _about(found) | {"left": found.on_its_way})


def _judge(bench: Bench, receiving_bin: str, hand: dict[str, Any], code: Code, raw: str) -> Answer:
    told = hand.get("told", {})
    damaged = str(told.get("damaged", ""))
    place = BinKind.DAMAGED.value.upper() if damaged else hand["bin"]
    raw = with_number(bench, code, raw)
    holding = Hand(place, damaged, str(told.get("lot", "")))
    key = f"{bench.station_id}-{bench.seq}"
    judged = scanning.scan(bench.tx, receiving_bin, hand["id"], holding, raw, key)
    number_used(bench, code)
    answer = judged.answer
    if judged.done:
        bench.lay_aside(HAND, None)
    elif code.kind is CodeKind.BIN:
        bench.lay_aside(HAND, hand | {"bin": judged.hand.bin})
    elif judged.went is not None and answer.kind is not Kind.UNDONE:
        return _arrived(bench, hand, [judged.went])
    params = with_goods_named(answer.params)
    if judged.done and answer.detail == "transfer_left":
        return Answer(Kind.INFO, "transfer_ended_short", params)
    return Answer(answer.kind, answer.detail, params)


def _rest(
    bench: Bench, receiving_bin: str, product_id: int | None, kind: StepKind, note: str
) -> Answer:
    hand = _held(bench)
    found = one_transfer(bench.tx, hand["id"])
    lots = sorted(lots_left(bench.tx, found.id).items())
    wanted = [each for each in lots if product_id in {None, each[0][0]}]
    if not wanted:
        return Answer(Kind.INFO, "transfer_whole", _about(found))
    went = [
        receiving.take(
            bench.tx,
            receiving_bin,
            found.id,
            f"{bench.station_id}-{bench.seq}:{number}",
            Arrived(product, units, hand["bin"], lot, kind, note),
        )
        for number, ((product, lot), units) in enumerate(wanted, 1)
    ]
    if kind is StepKind.MISSING:
        units = sum(one.step.quantity for one in went)
        return Answer(Kind.INFO, "transfer_lost", _about(went[-1].transfer) | {"units": units})
    return _arrived(bench, hand, went)


def _arrived(bench: Bench, hand: dict[str, Any], went: list[Went]) -> Answer:
    """What arrived, and which orders wait no longer for it."""
    bench.lay_aside(HAND, {name: value for name, value in hand.items() if name != "told"})
    ready = promised_now(bench, (one.line.product_id for one in went))
    last = went[-1]
    about = scanning.params_of(last) | {"can_go": ready}
    if last.transfer.state is TransferState.RECEIVED:
        return Answer(Kind.OK_LINE_DONE, "transfer_arrived_all", about)
    if len(went) > 1:
        return Answer(Kind.OK_LINE_DONE, "transfer_arrived_lines", about | {"count": len(went)})
    kind = Kind.OK if last.line.left else Kind.OK_LINE_DONE
    return Answer(kind, "transfer_arrived", about)


def _about(found: Transfer) -> dict[str, Any]:
    return {
        "transfer": found.number,
        "from": found.source,
        "to": found.target,
        "left": found.on_its_way,
    }
