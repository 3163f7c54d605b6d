"""One scan, from code to recorded verdict, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select

from core import barcodes
from core.barcodes import Code
from core.barcodes import Kind as CodeKind
from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.frozen import filler
from core.fulfilment.models import scans
from core.fulfilment.packing.approved import Yes, approve
from core.fulfilment.packing.at_hand import at_hand
from core.fulfilment.packing.awaiting import awaited, counts_goods
from core.fulfilment.packing.boxes import show_box
from core.fulfilment.packing.choosing_lots import lot_alone
from core.fulfilment.packing.commands import run_command
from core.fulfilment.packing.counting import scan_product
from core.fulfilment.packing.meaning import Box, Nothing, Order, Product, Several, meaning_of
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.opening import needed, open_order
from core.fulfilment.packing.ports import Rules, Shipping
from core.fulfilment.packing.signing_in import come, nobody_here
from core.fulfilment.packing.toting import use_tote
from core.fulfilment.packing.verdict import GOOD, Answer, Kind, Verdict
from core.fulfilment.packing.work import Bench, StationRow, load, save
from core.fulfilment.parcels import find_parcel
from core.people import approving, pins
from core.people.queries import find_operator
from core.stock.models import BinKind
from core.stock.places import find_bin
from core.text import clean, visible
from core.transaction import Actor, Transaction, run

Deed = Callable[[Bench, OpenOrder | None], Answer]
"""What a key does at the table: recorded, numbered and replayed like a scan."""
Answering = Callable[[Bench, Code], Answer]


def scan(
    database: Database,
    rules: Rules,
    shipping: Shipping,
    station_id: int,
    seq: int,
    raw: str,
    deed: Deed | None = None,
    *,
    fence: int = 0,
    proven: int = 0,
    yes: Yes | None = None,
) -> Verdict:
    """Judge one code in a transaction of its own; the verdict stands only after the commit.

    The same `seq` again gives the first verdict again and has no second effect. With a `deed`,
    `raw` only names it for the record, and the deed says what happens. With a `fence`, raises
    Refusal ``station_lost`` where another process has the station by now. `proven` is the person
    who gave their PIN, for the badge that asked for it, and `yes` what a lead said to the same
    action, which was refused before.
    """
    answering = partial(_come, proven) if deed is None else partial(_do, deed)

    def judged(tx: Transaction, answering: Answering) -> Verdict:
        return _judge(tx, rules, shipping, station_id, seq, raw, answering, fence, yes)

    actor = Actor(station_id=station_id)
    try:
        return run(database, actor, partial(judged, answering=answering))
    except _Undone as undone:
        yes = None  # nothing was done that it could be for
        return run(database, actor, partial(judged, answering=undone.again))


class _Undone(Exception):
    """A scan was refused: nothing that it began may stay, only the refusal is recorded."""

    def __init__(self, bench: Bench, refusal: Refusal):
        super().__init__(refusal.code)
        self._order = bench.order_id, bench.order_no
        self._answer = _refused(refusal)

    def again(self, bench: Bench, _code: Code) -> Answer:
        """The same answer, in the transaction that records it."""
        bench.order_id, bench.order_no = self._order
        bench.parcel_id, bench.parcel = bench.work.parcel_id, bench.work.parcel
        return self._answer


def _judge(
    tx: Transaction,
    rules: Rules,
    shipping: Shipping,
    station_id: int,
    seq: int,
    raw: str,
    answering: Answering,
    fence: int,
    yes: Yes | None,
) -> Verdict:
    station = load(tx, station_id)
    if fence and station.fence != fence:
        raise Refusal("station_lost", station=station.name)
    tx.actor = station.actor
    code = barcodes.read(raw)
    scanned = clean(visible(raw[: barcodes.LONGEST]))
    if code.kind is CodeKind.OPERATOR:  # a badge signs in: it is nobody's to read in a record
        scanned = f"{barcodes.PREFIX}OP:{'*' * len(code.value)}"
    if seq <= station.last_seq:
        return replay(tx, station, seq, scanned)
    bench = Bench(
        tx=tx,
        rules=rules,
        shipping=shipping,
        station_id=station.id,
        station=station.name,
        warehouse_id=station.warehouse_id,
        seq=seq,
        scanned=scanned,
        work=station.work,
        lane=station.lane,
        printers=dict(station.printers),
    )
    try:
        if yes is not None:
            approve(bench, station, yes)
        answer = answering(bench, code)
    except Refusal as refusal:
        raise _Undone(bench, refusal) from refusal
    return _record(bench, answer)


def replay(tx: Transaction, station: StationRow, seq: int, scanned: str) -> Verdict:
    """The first verdict on a number that was used before."""
    row = tx.execute(_replay, {"station": station.id, "number": seq}).first()
    if row is None or row.code != scanned:
        first = row.code if row else ""
        return Verdict(
            Kind.NOT_SAVED,
            seq,
            scanned,
            "sequence",
            {"first": first, "next_seq": station.last_seq + 1},
        )
    stored = row.result
    return Verdict(
        Kind(row.verdict),
        seq,
        row.code,
        stored["detail"],
        stored["params"],
        stored["order"],
        stored["parcel"],
        replayed=True,
    )


def _come(proven: int, bench: Bench, code: Code) -> Answer:
    bench.proven = proven
    return _answer(bench, code)


def _answer(bench: Bench, code: Code) -> Answer:
    if bench.tx.actor.operator_id is None and code.kind is not CodeKind.OPERATOR:
        raise nobody_here(bench)
    order, lost = at_hand(bench)
    if lost is not None:
        return lost
    asked = awaited(bench, order, code)
    if asked is not None:
        return asked
    return _by_kind(bench, order, code)


def as_usual(bench: Bench, raw: str) -> Answer:
    """Judge a code as at the packing table; for deeds whose pane has no meaning for it."""
    return _answer(bench, barcodes.read(raw))


def _do(deed: Deed, bench: Bench, code: Code) -> Answer:
    if bench.tx.actor.operator_id is None:
        raise nobody_here(bench)
    order, lost = at_hand(bench)
    if lost is None and bench.work.awaiting == "resume":  # in every pane goods wait for the yes
        if code.kind is CodeKind.COMMAND and code.value == "OK":
            bench.change(awaiting="", asked={})
        elif counts_goods(bench, order, code):
            return Answer(Kind.NEEDS_CONFIRMATION, "resume")
    return lost or deed(bench, order)


def _by_kind(bench: Bench, order: OpenOrder | None, code: Code) -> Answer:
    match code.kind:
        case CodeKind.UNREADABLE:
            return Answer(Kind.UNKNOWN_CODE, "unreadable", _needed(bench, order))
        case CodeKind.UNKNOWN_COMMAND:
            return Answer(Kind.UNKNOWN_CODE, "command", {"command": clean(code.value, 40)})
        case CodeKind.COMMAND:
            return run_command(bench, order, code.value, code.argument)
        case CodeKind.QUANTITY:
            bench.change(quantity=code.quantity)
            return Answer(Kind.INFO, "quantity", {"quantity": code.quantity})
        case CodeKind.OPERATOR:
            return _sign_in(bench, code)
        case CodeKind.STATION:
            return Answer(Kind.INFO, "station", {"station": bench.station})
        case CodeKind.TOTE:
            return use_tote(bench, order, code.value)
        case CodeKind.WALK:
            # Imported late: walks are packing's guests, and know it.
            from core.fulfilment.walks.scanning import begin

            return begin(bench, code)
        case CodeKind.BIN:
            return _at_bin(bench, order, code.value)
        case CodeKind.PARCEL:
            parcel = find_parcel(bench.tx, code.value)
            if parcel is None:
                return Answer(Kind.UNKNOWN_CODE, "parcel", {"parcel": clean(code.value, 40)})
            return show_box(bench, parcel.id)
        case _:
            return _by_meaning(bench, order, code)


def _by_meaning(bench: Bench, order: OpenOrder | None, code: Code) -> Answer:
    meaning = meaning_of(bench, code, order)
    match meaning:
        case Product():
            return scan_product(bench, order, meaning)
        case Order(order_id):
            return open_order(bench, order_id)
        case Box():
            return show_box(bench, meaning.parcel_id, label="old" if meaning.is_old else "new")
        case Several(names):
            params = {"names": ", ".join(names)} | _needed(bench, order)
            return Answer(Kind.AMBIGUOUS_CODE, "", params)
        case Nothing():
            if order is not None and (named := lot_alone(bench, order, code)) is not None:
                return scan_product(bench, order, named)
            if order is not None and bench.work.mode == "pick":
                found = find_bin(bench.tx, bench.warehouse_id, code.value)
                if found is not None and found.kind is BinKind.SHELF:
                    return _at_bin(bench, order, code.value)
            detail = "check_digit" if code.check is False else ""
            return Answer(Kind.UNKNOWN_CODE, detail, _needed(bench, order))


def _needed(bench: Bench, order: OpenOrder | None) -> dict[str, Any]:
    return needed(bench, order) if order is not None else {}


def _sign_in(bench: Bench, code: Code) -> Answer:
    person = find_operator(bench.tx, code.raw)
    known = person.id in {bench.proven, bench.tx.actor.operator_id}
    if not known and pins.asks(bench.rules.pin, person, by_badge=True):
        return Answer(Kind.INFO, "pin", {"who": person.name})
    return come(bench, person, code.raw)


def _at_bin(bench: Bench, order: OpenOrder | None, code: str) -> Answer:
    found = find_bin(bench.tx, bench.warehouse_id, code)
    if found is None:
        return Answer(Kind.UNKNOWN_CODE, "bin", {"bin": clean(code, 40)} | _needed(bench, order))
    if order is None or bench.work.mode != "pick":
        return Answer(Kind.INFO, "bin", {"bin": found.code} | _needed(bench, order))
    from core.fulfilment.packing.counting import walking

    if not any(place.bin_id == found.id for place in walking(bench, order)):
        return Answer(Kind.WRONG_ITEM, "wrong_bin", {"bin": found.code} | needed(bench, order))
    bench.change(at_bin=found.id)
    return Answer(Kind.INFO, "at_bin", {"bin": found.code} | needed(bench, order))


def _refused(refusal: Refusal) -> Answer:
    params = dict(refusal.params)
    if isinstance(refusal, NotAllowed):
        return Answer(Kind.NOT_ALLOWED, refusal.code, params)
    if isinstance(refusal, NotFound):
        return Answer(Kind.UNKNOWN_CODE, refusal.code, params)
    return Answer(Kind.NOT_SAVED, refusal.code, params)


def _record(bench: Bench, answer: Answer) -> Verdict:
    """Write scan, verdict and work down together."""
    if answer.kind not in GOOD:
        said = {
            "kind": answer.kind,
            "detail": answer.detail,
            "params": dict(answer.params),
            "scanned": bench.scanned,
        }
        bench.change(said=said)
    elif answer.kind is not Kind.INFO and bench.work.said:
        bench.change(said={})
    verdict = _Verdict(
        answer.kind,
        bench.seq,
        bench.scanned,
        answer.detail,
        answer.params,
        bench.order_no or None,
        bench.parcel or None,
        intents=tuple(bench.intents),
        actor=bench.tx.actor,
    )
    tx = bench.tx
    if tx.approval is not None:
        approving.write_down(tx, order_id=bench.order_id, parcel_id=bench.parcel_id)
    if tx.actor.operator_id is not None:
        tx.execute(
            _insert_scan,
            {
                "station_id": bench.station_id,
                "seq": bench.seq,
                "session_id": tx.actor.session_id or 0,
                "operator_id": tx.actor.operator_id,
                "at": tx.now,
                "code": bench.scanned,
                "verdict": verdict.kind,
                "result": {
                    "detail": verdict.detail,
                    "params": dict(verdict.params),
                    "order": verdict.order,
                    "parcel": verdict.parcel,
                },
                "order_id": bench.order_id,
                "parcel_id": bench.parcel_id,
                "effect": bench.effect,
            },
        )
        save(bench, bench.seq)
    return verdict


_Verdict = filler(Verdict)
_replay = select(scans.c.verdict, scans.c.code, scans.c.result).where(
    scans.c.station_id == bindparam("station"), scans.c.seq == bindparam("number")
)
_insert_scan = insert(scans)
