"""Counting by scans: each code is judged against the bin in hand, and counts at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.barcodes import Code, read
from core.barcodes import Kind as CodeKind
from core.counting import closing, opening, tallying
from core.counting.models import count_scans
from core.counting.queries import Task, held_task, lock_count, one_task
from core.counting.rules import CountingRules
from core.counting.tallying import Counted
from core.errors import NotAllowed, Refusal
from core.fulfilment.packing.meaning import find_products
from core.fulfilment.packing.verdict import Answer, Kind
from core.people.permissions import Permission, require
from core.stock.places import find_bin
from core.text import clean
from core.transaction import Transaction

KEY_LIMIT = 80
"""Characters of a scan's key."""
_KINDS = {
    "count_over": Kind.CANCELLED,
    "count_impossible": Kind.OVER_QUANTITY,
    "bin_unknown": Kind.UNKNOWN_CODE,
    "count_bin_elsewhere": Kind.WRONG_ITEM,
    "count_bin_closed": Kind.WRONG_ITEM,
}
"""What a refusal is as a verdict; any other is `not_allowed`."""

BAD = frozenset(
    {
        Kind.WRONG_ITEM,
        Kind.UNKNOWN_CODE,
        Kind.AMBIGUOUS_CODE,
        Kind.NOT_CLAIMABLE,
        Kind.CANCELLED,
        Kind.NOT_ALLOWED,
    }
)
"""Answers after which something still has to be done with what is in hand."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer to a scan, and the bin that is being counted after it."""

    answer: Answer
    task: Task | None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class _Last:
    """What somebody scanned last: it may have asked for something."""

    detail: str
    params: dict[str, Any]


def holder_of(tx: Transaction, station: str = "") -> str:
    """Who counts, and where: what tells two people apart who count at once."""
    return f"{tx.actor.operator_id or 0}@{tx.actor.station or station}"


def scan(
    tx: Transaction,
    rules: CountingRules,
    warehouse: int,
    raw: str,
    key: str,
    *,
    station: str = "",
    count_id: int | None = None,
) -> Judged:
    """Judge one code; the same `key` once more gives the same answer and changes nothing.

    A bin is opened by its code, goods count one a scan (a case its units, ``12*`` makes it twelve),
    ``KEMAS:UNDO`` takes the last one back, ``KEMAS:DONE`` or the next bin closes it, ``0`` and
    ``KEMAS:OK`` say that it is empty, ``KEMAS:WHY`` tells what was counted. Without `count_id` a
    bin is opened in whichever open count it is. Raises Refusal, as ``count_key_used`` where the
    key was another code's: nothing may then be kept.
    """
    require(tx, Permission.COUNT)
    key = key[:KEY_LIMIT]
    holder = holder_of(tx, station)
    known = tx.execute(_by_key, {"key": key}).first()
    if known is not None and known.code != clean(raw, 80):
        raise Refusal("count_key_used", first=known.code, next=last_seq(tx, _name(key)) + 1)
    if known is not None:
        answer = Answer(Kind(known.kind), known.detail, known.params)
        return Judged(answer, held_task(tx, holder), replayed=True)
    task = held_task(tx, holder)
    if task is not None:
        lock_count(tx, task.count_id)
        task = held_task(tx, holder)  # somebody may have taken it, or ended the count
    last = _last(tx, holder)
    said = _judge(tx, rules, warehouse, holder, task, last, raw, count_id)
    task = held_task(tx, holder)
    answer = said.answer
    row = {
        "key": key,
        "holder": holder,
        "task_id": said.task_id,
        "attempt": said.attempt,
        "line_id": said.line_id,
        "code": clean(raw, 80),
        "before": said.before,
        "after": said.after,
        "undoes": said.undoes,
        "kind": answer.kind.value,
        "detail": answer.detail,
        "params": dict(answer.params),
        "at": tx.now,
        "operator_id": tx.actor.operator_id,
        "station_id": tx.actor.station_id,
    }
    tx.execute(insert(count_scans), row)
    return Judged(answer, task)


def leave(tx: Transaction, station: str = "") -> bool:
    """Give the bin in hand back to whoever comes next; what was scanned in it counts no more."""
    task = held_task(tx, holder_of(tx, station))
    if task is None:
        return False
    lock_count(tx, task.count_id)
    opening.give_back(tx, one_task(tx, task.id))
    return True


def asks_empty(tx: Transaction, holder: str) -> bool:
    """Whether it was asked last whether the bin in hand is empty."""
    return _last(tx, holder).detail == "count_empty"


def last_seq(tx: Transaction, key: str) -> int:
    """The highest number that was scanned with a key; 0 where none was."""
    keys = tx.execute(_keys, {"begins": f"{key}:"}).scalars()
    numbers = (each.rpartition(":")[2] for each in keys if each.rpartition(":")[0] == key)
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def refused(refusal: Refusal) -> Kind:
    """The kind of verdict that a refusal is."""
    if isinstance(refusal, NotAllowed):
        return Kind.NOT_ALLOWED
    return _KINDS.get(refusal.code, Kind.NOT_ALLOWED)


def _judge(
    tx: Transaction,
    rules: CountingRules,
    warehouse: int,
    holder: str,
    task: Task | None,
    last: _Last,
    raw: str,
    count_id: int | None,
) -> Counted:
    code = read(raw)
    match code.kind:
        case CodeKind.BIN:
            return _bin(tx, rules, warehouse, holder, task, last, code.value, count_id)
        case CodeKind.COMMAND if code.value == "UNDO":
            return tallying.undo(tx, task) if task else _first()
        case CodeKind.COMMAND if code.value == "DONE":
            return closing.close(tx, rules, task, empty=False) if task else _first()
        case CodeKind.COMMAND if code.value == "OK":
            if task is not None and last.detail == "count_empty":
                return closing.close(tx, rules, task, empty=True)
            return Counted(Answer(Kind.INFO, "count_nothing_asked"))
        case CodeKind.COMMAND if code.value == "WHY":
            return closing.so_far(tx, task) if task else _first()
        case CodeKind.QUANTITY:
            if task is None:
                return _first()
            told = {"units": code.quantity, "bin": task.bin}
            return Counted(Answer(Kind.INFO, "count_quantity", told), task.id, task.attempt)
        case CodeKind.TEXT | CodeKind.GTIN:
            return _goods(tx, rules, warehouse, holder, task, last, code, count_id)
        case CodeKind.UNREADABLE:
            return Counted(Answer(Kind.UNKNOWN_CODE, "count_unreadable"))
    return Counted(Answer(Kind.UNKNOWN_CODE, "count_no_meaning"))


def _bin(
    tx: Transaction,
    rules: CountingRules,
    warehouse: int,
    holder: str,
    task: Task | None,
    last: _Last,
    bin_code: str,
    count_id: int | None,
) -> Counted:
    if task is not None and task.bin.casefold() == bin_code.casefold():
        return closing.so_far(tx, task)
    take = (
        last.detail == "count_taken"
        and str(last.params.get("bin")).casefold() == bin_code.casefold()
    )
    then = opening.find_task(tx, rules, warehouse, bin_code, count_id, take_over=take)
    if isinstance(then, Answer):
        return Counted(then)
    closed = None if task is None else closing.close(tx, rules, task, empty=False)
    if closed is not None and closed.answer.kind is Kind.NEEDS_CONFIRMATION:
        return closed
    begun = opening.begin(tx, then, holder)
    if closed is None:
        return begun
    before = {"detail": closed.answer.detail, "params": dict(closed.answer.params)}
    said = replace(begun.answer, params={**begun.answer.params, "closed": before})
    return replace(begun, answer=said)


def _goods(
    tx: Transaction,
    rules: CountingRules,
    warehouse: int,
    holder: str,
    task: Task | None,
    last: _Last,
    code: Code,
    count_id: int | None,
) -> Counted:
    found = find_products(tx, code)
    asks_lot = task is not None and last.detail == "count_lot"
    if not found and not asks_lot and _is_bin(tx, warehouse, code.value):
        return _bin(tx, rules, warehouse, holder, task, last, code.value, count_id)
    if task is None:
        return _first()
    if not found and asks_lot:
        return tallying.with_lot(tx, task, last.params, code.value)
    if not found and code.value == "0":
        return closing.ask_empty(tx, task)
    if not found and _is_number(code.value):
        return Counted(Answer(Kind.UNKNOWN_CODE, "count_number"), task.id, task.attempt)
    if not found:
        told: dict[str, Any] = {"bin": task.bin}
        return Counted(Answer(Kind.UNKNOWN_CODE, "count_unknown", told), task.id, task.attempt)
    if len(found) > 1:
        mine = tallying.of_bin(tx, task, found)
        if len(mine) != 1:
            told = {"skus": ", ".join(one.sku for one in found)}
            return Counted(Answer(Kind.AMBIGUOUS_CODE, "count_which", told))
        found = mine
    product = found[0]
    sets = product.typed
    units = product.units
    if not sets and last.detail == "count_quantity":
        sets, units = True, int(last.params["units"]) * units
    lot = code.lot or code.serial
    return tallying.count(tx, task, product, units, lot=lot, expires_on=code.expiry, sets=sets)


def _is_bin(tx: Transaction, warehouse: int, text: str) -> bool:
    return any(find_bin(tx, warehouse, code) is not None for code in {text, text.upper()})


def _is_number(text: str) -> bool:
    """Whether somebody typed how many, and not what."""
    digits = text.lstrip("+-")
    return len(digits) < 8 and digits.isascii() and digits.isdecimal()


def _name(key: str) -> str:
    """The name of a scanner, of the key of one of its scans."""
    return key.rpartition(":")[0]


def _first() -> Counted:
    return Counted(Answer(Kind.WRONG_ITEM, "count_bin_first"))


def _last(tx: Transaction, holder: str) -> _Last:
    row = tx.execute(_last_scan, {"holder": holder}).first()
    return _Last("", {}) if row is None else _Last(row.detail, row.params or {})


_by_key = select(
    count_scans.c.kind, count_scans.c.detail, count_scans.c.params, count_scans.c.code
).where(count_scans.c.key == bindparam("key"))
_keys = select(count_scans.c.key).where(
    count_scans.c.key.startswith(bindparam("begins"), autoescape=False)
)
_last_scan = (
    select(count_scans.c.detail, count_scans.c.params)
    .where(count_scans.c.holder == bindparam("holder"))
    .order_by(count_scans.c.id.desc())
    .limit(1)
)
