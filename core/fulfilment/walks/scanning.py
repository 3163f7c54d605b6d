"""What a code means on a walk; what has no meaning there is packing's."""

from __future__ import annotations

from core.barcodes import Code, read
from core.barcodes import Kind as CodeKind
from core.fulfilment.packing.meaning import Product, find_products
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks import substituting, tasks, traced
from core.fulfilment.walks.ending import done, in_cart, put_aside
from core.fulfilment.walks.following import follow
from core.fulfilment.walks.hand import Hand, ahead, current, in_hand, keep
from core.fulfilment.walks.missing import short
from core.fulfilment.walks.picking import at_bin, pick, use_tote
from core.fulfilment.walks.sorting import sort
from core.fulfilment.walks.states import WalkState
from core.fulfilment.walks.taking import take, take_next
from core.fulfilment.walks.undoing import undo
from core.fulfilment.walks.walk import number_of
from core.people.permissions import Permission, require
from core.stock.places import find_bin
from core.text import clean


def scanned(raw: str) -> Deed:
    """Judge a code where walks are picked."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        code = read(raw)
        hand = in_hand(bench)
        if hand is None:
            if code.kind is CodeKind.COMMAND and code.value == "NEXT":
                return take_next(bench)
            if code.kind is CodeKind.COMMAND and code.value == "UNDO":
                return undo(bench, None) or as_usual(bench, raw)
            return as_usual(bench, raw)
        told = follow(bench, hand)
        if told is not None:
            return told
        answer = _judged(bench, hand, code)
        return as_usual(bench, raw) if answer is None else answer

    return do


def start(walk_id: int | None, *, take_over: bool = False) -> Deed:
    """Take a walk in hand: this one, else the most urgent one that nobody has."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return take_next(bench) if walk_id is None else take(bench, walk_id, take_over=take_over)

    return do


def command(name: str, argument: str = "") -> Deed:
    """What a key does on a walk: the same as the command barcode of that name."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        hand = in_hand(bench)
        if hand is None:
            undone = undo(bench, None) if name == "UNDO" else None
            return undone or Answer(Kind.INFO, "walk_not_in_hand")
        told = follow(bench, hand)
        if told is not None:
            return told
        return _command(bench, hand, name, argument) or Answer(Kind.INFO, "walk_not_in_hand")

    return do


def goes_on(bench: Bench) -> Answer | None:
    """What comes next on the walk in hand; None where there is none."""
    hand = in_hand(bench)
    if hand is None or hand.walk.state not in {WalkState.WALKING, WalkState.SORTING}:
        return None
    if hand.ask:  # Esc means no
        keep(bench, hand)
    if hand.walk.state is WalkState.SORTING:
        about = {"walk": hand.walk.code, "units": in_cart(bench.tx, hand.walk)}
        return Answer(Kind.INFO, "walk_sort_goes_on", about)
    return Answer(Kind.INFO, "walk_goes_on", ahead(bench, hand))


def begin(bench: Bench, code: Code) -> Answer:
    """Take the walk of which the code was scanned."""
    number = number_of(code.value)
    if number is None:
        return Answer(Kind.UNKNOWN_CODE, "walk_number", {"walk": clean(code.value, 40)})
    return take(bench, number)


def _judged(bench: Bench, hand: Hand, code: Code) -> Answer | None:
    match code.kind:
        case CodeKind.COMMAND:
            return _command(bench, hand, code.value, code.argument)
        case CodeKind.QUANTITY:
            bench.change(quantity=code.quantity)
            return Answer(Kind.INFO, "quantity", {"quantity": code.quantity})
        case CodeKind.WALK:
            return begin(bench, code)
        case CodeKind.TOTE if hand.walk.state is WalkState.WALKING:
            use = substituting.into_tote if hand.ask.get("what") == substituting.TOTE else use_tote
            return use(bench, hand, code.value)
        case CodeKind.BIN if hand.walk.state is WalkState.WALKING:
            return _at_bin(bench, hand, code.value)
        case CodeKind.TEXT | CodeKind.GTIN:
            return _goods(bench, hand, code)
        case _:
            return None


def _goods(bench: Bench, hand: Hand, code: Code) -> Answer | None:
    of_lot = traced.answered(bench, hand, code)
    if of_lot is not None:
        return _product(bench, hand, of_lot)
    found = find_products(bench.tx, code)
    if len(found) > 1:  # of several, those that the walk wants
        wanted = {task.product_id for task in tasks.to_do(bench.tx, hand.walk.id)}
        found = [one for one in found if one.product_id in wanted] or found
    if len(found) > 1:
        return Answer(Kind.AMBIGUOUS_CODE, "", {"names": ", ".join(one.sku for one in found)})
    if found:
        return _product(bench, hand, found[0])
    if hand.walk.state is WalkState.WALKING and (
        find_bin(bench.tx, bench.warehouse_id, clean(code.value, 40)) is not None
    ):
        return _at_bin(bench, hand, code.value)
    of_lot = traced.unknown_lot(hand, code) or traced.unit_alone(bench, hand, code)
    if of_lot is not None:
        return _product(bench, hand, of_lot)
    if hand.walk.state is not WalkState.WALKING:
        return None
    about = ahead(bench, hand)
    return Answer(Kind.UNKNOWN_CODE, "check_digit" if code.check is False else "walk", about)


def _product(bench: Bench, hand: Hand, product: Product) -> Answer:
    if hand.walk.state is WalkState.SORTING:
        return sort(bench, hand, product)
    match hand.ask.get("what"):
        case "replace":
            return substituting.replace(bench, hand, product)
        case substituting.TOTE:
            return substituting.asks_tote(bench, hand.ask)
        case "tote":
            task = tasks.one(bench.tx, hand.ask["task"])
            said = {"order": task.order_no, "to": task.tote or f"#{task.slot}"}
            about = {"sku": task.sku, "name": task.name, "units": hand.ask["units"]}
            about |= said
            return Answer(Kind.NEEDS_CONFIRMATION, "walk_tote" if task.tote else "walk_tie", about)
        case _:
            return pick(bench, hand, product)


def _at_bin(bench: Bench, hand: Hand, code: str) -> Answer:
    require(bench.tx, Permission.PICK)
    return at_bin(bench, Hand(hand.walk, hand.fence, hand.at_bin, {}), code)


def _command(bench: Bench, hand: Hand, name: str, argument: str) -> Answer | None:
    match name:
        case "NEXT":
            return _skip(bench, hand)
        case "DONE":
            return done(bench, hand)
        case "SHORT":
            return short(bench, hand, argument)
        case "UNDO":
            return undo(bench, hand)
        case "HOLD":
            return put_aside(bench, hand)
        case "OK" if hand.ask.get("what") == traced.LATER and argument.strip():
            return pick(bench, hand, traced.insist(bench, hand, argument), insists=True)
        case "OK":
            keep(bench, Hand(hand.walk, hand.fence, hand.at_bin, {}))
            return goes_on(bench)
        case _:
            return None


def _skip(bench: Bench, hand: Hand) -> Answer:
    """Leave what is to be fetched now for the end of the walk."""
    require(bench.tx, Permission.PICK)
    left = tasks.to_do(bench.tx, hand.walk.id)
    now = current(left, hand.at_bin)
    if not now:
        return Answer(Kind.INFO, "walk_nothing_to_skip", {"walk": hand.walk.code})
    about = {"sku": now[0].sku, "name": now[0].name, "bin": now[0].bin}
    if len(left) == len(now):
        return Answer(Kind.INFO, "walk_nothing_else", about | ahead(bench, hand))
    tasks.put_last(bench.tx, hand.walk.id, now)
    bench.lay_aside("walk", {"id": hand.walk.id, "fence": hand.fence, "bin": None})
    hand = Hand(hand.walk, hand.fence, None, {})
    return Answer(Kind.INFO, "walk_skipped", about | ahead(bench, hand))
