"""What is scanned in a bin: added to or set as the tally of its goods, and taken back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.catalog.bundles import parts_of
from core.catalog.models import products
from core.catalog.tracking import Tracking
from core.counting.books import Books, books_of
from core.counting.models import count_lines, count_scans
from core.counting.queries import Line, Task, lines_of, one_line
from core.errors import Refusal
from core.fulfilment.packing.meaning import Product
from core.fulfilment.packing.verdict import Answer, Kind
from core.stock import lots
from core.stock.counting import MOST
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Counted:
    """What a scan came to, and what it did to the tally of a line."""

    answer: Answer
    task_id: int | None = None
    attempt: int = 0
    line_id: int | None = None
    before: int | None = None
    after: int | None = None
    undoes: int | None = None


def tracked(tx: Transaction, product_ids: Sequence[int]) -> dict[int, Tracking]:
    """Of these products those of which each lot is counted by itself, and how they are tracked."""
    rows = tx.execute(_tracked, {"wanted": list(product_ids)})
    return {product: Tracking(tracking) for product, tracking in rows}


def count(
    tx: Transaction,
    task: Task,
    product: Product,
    units: int,
    *,
    lot: str = "",
    expires_on: date | None = None,
    sets: bool = False,
) -> Counted:
    """Add units to the tally of goods in a bin, or have them be all of it where `sets`.

    Raises Refusal ``count_impossible``, and those of `core.stock.lots` for a lot that cannot be.
    """
    about: dict[str, Any] = {
        "sku": product.sku,
        "name": product.name,
        "bin": task.bin,
        "units": units,
    }
    parts = parts_of(tx, [product.product_id]).get(product.product_id)
    if parts:  # a bundle is no goods of its own
        about["goods"] = [(part.quantity, part.sku) for part in parts]
        return Counted(Answer(Kind.WRONG_ITEM, "count_bundle", about), task.id, task.attempt)
    here = lines_of(tx, task.id)
    if not _is_asked(tx, task, here, product.product_id):
        return Counted(Answer(Kind.INFO, "count_not_asked", about), task.id, task.attempt)
    tracking = tracked(tx, [product.product_id]).get(product.product_id)
    if tracking is not None and not lot:
        asked = about | {"product_id": product.product_id, "sets": sets}
        return Counted(Answer(Kind.NEEDS_LOT, "count_lot", asked), task.id, task.attempt)
    if tracking is not None:
        known = lots.find(tx, product.product_id, lot)
        lot = known.lot if known else lots.lot_text(lot)
        lots.learn(tx, product.product_id, lot, expires_on)
    else:
        lot = ""
    line = _line(tx, task, here, product.product_id, lot, by_lot=tracking is not None)
    before = line.tally
    after = units if sets else (before or 0) + units
    if after > MOST:
        raise Refusal("count_impossible", counted=after)
    about |= {"total": after, "lot": lot}
    if tracking is Tracking.SERIAL and after > 1:
        twice = Answer(Kind.OVER_QUANTITY, "count_serial_twice", about)
        return Counted(twice, task.id, task.attempt)
    now = _now(tx, task, line)
    moved = before is not None and (line.moved or now.expected != line.expected)
    row = {"line": line.id, "tally": after, "on_hand": now.on_hand, "away": now.away}
    tx.execute(_set, row | {"moved": moved})
    if task.blind:
        answer = Answer(Kind.OK, "count_set" if sets else "counted", about)
    else:
        about["expected"] = now.expected
        answer = Answer(Kind.OK, "count_set_of" if sets else "counted_of", about)
    return Counted(answer, task.id, task.attempt, line.id, before, after)


def with_lot(tx: Transaction, task: Task, asked: Mapping[str, Any], lot: str) -> Counted:
    """The answer to "of which lot?"; the scan before it counts then."""
    units, sets = int(asked["units"]), bool(asked["sets"])
    product = Product(asked["product_id"], asked["sku"], asked["name"], units, sets)
    return count(tx, task, product, units, lot=lot, sets=sets)


def of_bin(tx: Transaction, task: Task, found: Sequence[Product]) -> list[Product]:
    """Of products that one code may be, those that lie in a bin or are counted there already."""
    here = {line.product_id for line in lines_of(tx, task.id)}
    ids = [one.product_id for one in found]
    here |= {product for product, _lot in books_of(tx, task.bin_id, ids, set())}
    return [one for one in found if one.product_id in here]


def undo(tx: Transaction, task: Task) -> Counted:
    """Take the last scan of a bin back."""
    row = tx.execute(_last, {"task": task.id, "attempt": task.attempt}).first()
    if row is None:
        told = {"bin": task.bin}
        return Counted(Answer(Kind.INFO, "count_nothing_to_undo", told), task.id, task.attempt)
    tx.execute(_tally, {"line": row.line_id, "tally": row.before})
    line = one_line(tx, row.line_id)
    about = {"sku": line.sku, "name": line.name, "bin": task.bin, "total": row.before or 0}
    answer = Answer(Kind.UNDONE, "count_undone", about)
    return Counted(answer, task.id, task.attempt, None, row.after, row.before, undoes=row.id)


def _is_asked(tx: Transaction, task: Task, here: Sequence[Line], product_id: int) -> bool:
    """Whether a product is counted in this round: all are, or it is on the list, or a surprise."""
    if task.whole and task.round == 1:
        return True
    mine = [line for line in here if line.product_id == product_id]
    if mine:
        return any(line.asked or line.tally is not None for line in mine)
    return not books_of(tx, task.bin_id, [product_id], set())


def _line(
    tx: Transaction,
    task: Task,
    here: Sequence[Line],
    product_id: int,
    lot: str,
    *,
    by_lot: bool,
) -> Line:
    for line in here:
        if (line.product_id, line.lot) == (product_id, lot):
            return line
    row = {"task_id": task.id, "product_id": product_id, "lot": lot, "by_lot": by_lot}
    return one_line(tx, int(tx.execute(_insert, row).scalar_one()))


def _now(tx: Transaction, task: Task, line: Line) -> Books:
    by_lot = {line.product_id} if line.by_lot else set()
    known = books_of(tx, task.bin_id, [line.product_id], by_lot)
    return known.get((line.product_id, line.lot), Books())


_tracked = select(products.c.id, products.c.tracking).where(
    products.c.id.in_(bindparam("wanted", expanding=True)),
    products.c.tracking != Tracking.NONE.value,
)
_insert = insert(count_lines).returning(count_lines.c.id)
_this = count_lines.c.id == bindparam("line")
_set = (
    update(count_lines)
    .where(_this)
    .values(
        tally=bindparam("tally"),
        on_hand=bindparam("on_hand"),
        away=bindparam("away"),
        moved=bindparam("moved"),
    )
)
_tally = update(count_lines).where(_this).values(tally=bindparam("tally"))
_undone = count_scans.alias("undone")
_last = (
    select(count_scans.c.id, count_scans.c.line_id, count_scans.c.before, count_scans.c.after)
    .where(
        count_scans.c.task_id == bindparam("task"),
        count_scans.c.attempt == bindparam("attempt"),
        count_scans.c.line_id.is_not(None),
        ~select(_undone.c.id).where(_undone.c.undoes == count_scans.c.id).exists(),
    )
    .order_by(count_scans.c.id.desc())
    .limit(1)
)
