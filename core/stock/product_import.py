"""A product file taken in: in short background transactions, each row whole or not at all."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.audit import record
from core.catalog import storing
from core.catalog.intake import ProductDraft
from core.catalog.storing import Update
from core.database import Database
from core.errors import Refusal
from core.files.reasons import Reason
from core.people.permissions import Permission, require
from core.stock.commands import Move, adjust_to, post
from core.stock.goods_rules import others_with
from core.stock.models import BinKind
from core.stock.places import DEFAULT_SHELF, Bin, shelves, special_bin
from core.stock.product_known import MARK, Known, difference, known_of, stock_figure
from core.stock.product_plan import (
    COLUMN_OF,
    Change,
    Plan,
    Progress,
    line_of,
    plan_import,
)
from core.transaction import Actor, Transaction, run, run_among_others

BATCH = 15
"""Products of one transaction at most."""
_AIM_SECONDS = 0.003  # commit and all: a scan never waits more than 20 ms, also on a busy machine
_SMALLEST = 2
_BREATH = 0.001  # a scan that waits for the write lock gets its turn


@dataclass(frozen=True, slots=True)
class ProductReport:
    """What an import did, counted in products; `restocked` are those whose stock it set, new ones
    as well."""

    source: str
    rows: int
    created: int
    updated: int
    unchanged: int
    restocked: int
    refused: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    stopped: bool = False
    longest_ms: int = 0
    """The longest transaction."""


@dataclass(slots=True)
class _Done:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    restocked: int = 0
    refused: list[Reason] = field(default_factory=list)


def import_products(
    database: Database,
    actor: Actor,
    path: Path,
    *,
    warehouse: int,
    currency: str,
    shares: bool = False,
    progress: Progress = lambda _done, _all: True,
) -> ProductReport:
    """Import a product file; raises Refusal ``file_...`` where nothing of it can be trusted.

    Cells left empty leave what is known.  A stock figure that is new sets the bin to it; the same
    figure as last time changes nothing, whatever was packed since.  Orders that wait for stock are
    promised by the caller.
    """
    plan = plan_import(database, actor, path, warehouse=warehouse, currency=currency, shares=shares)
    return apply_plan(database, actor, plan, progress)


def apply_plan(
    database: Database,
    actor: Actor,
    plan: Plan,
    progress: Progress = lambda _done, _all: True,
) -> ProductReport:
    """Do what a plan shows; a product that was changed since it was drawn up is left and told.

    Applying it again goes on where it stopped. Orders that wait for stock are promised by the
    caller.
    """
    run(database, actor, lambda tx: require(tx, Permission.PRODUCT_IMPORT))
    # Those first that lose a barcode: who gets it finds it free.
    losing = {sku for skus in plan.leaving.values() for sku in skus}
    todo = sorted(
        (one for one in plan.changes if not one.is_same),
        key=lambda one: (one.draft.sku not in losing, one.draft.line),
    )
    total, done, size, longest = _Done(unchanged=plan.same), 0, _SMALLEST, 0.0
    passed = plan.same
    going = progress(passed, passed + len(todo))
    while done < len(todo) and going:
        batch = todo[done : done + size]
        began = [0.0]

        def work(
            tx: Transaction, batch: Sequence[Change] = batch, began: list[float] = began
        ) -> _Done:
            began[0] = time.perf_counter()  # the write lock is ours from here to the commit
            return _take(tx, plan, batch)

        part = run_among_others(database, actor, work)
        seconds = time.perf_counter() - began[0]
        longest = max(longest, seconds)
        size = _next_size(size, len(batch), seconds)
        total.created += part.created
        total.updated += part.updated
        total.unchanged += part.unchanged
        total.restocked += part.restocked
        total.refused += part.refused
        done += len(batch)
        going = progress(passed + done, passed + len(todo))
        time.sleep(_BREATH)
    if total.created or total.updated:
        counts = {"created": total.created, "updated": total.updated}
        run(
            database,
            actor,
            lambda tx: record(tx, "products_imported", source=plan.source.name[:80], **counts),
        )
    return ProductReport(
        source=plan.source.name,
        rows=len(plan.rows),
        created=total.created,
        updated=total.updated,
        unchanged=total.unchanged,
        restocked=total.restocked,
        refused=tuple(sorted([*plan.refused, *total.refused], key=line_of)),
        warnings=plan.warnings,
        stopped=done < len(todo),
        longest_ms=round(longest * 1000),
    )


def _next_size(size: int, used: int, seconds: float) -> int:
    """Keep a transaction near its aim: what the machine can do decides, up to `BATCH`."""
    fitting = int(used * _AIM_SECONDS / max(seconds, 0.0001))
    return max(_SMALLEST, min(BATCH, fitting, size * 2))


def _take(tx: Transaction, plan: Plan, batch: Sequence[Change]) -> _Done:
    done = _Done()
    drafts = [one.draft for one in batch]
    codes = {draft.bin or DEFAULT_SHELF for draft in drafts if draft.stock is not None}
    places = shelves(tx, plan.warehouse, codes) if codes else {}
    known = known_of(tx, plan.warehouse, drafts)
    taken = _taken(tx, plan, known, drafts)
    new: list[ProductDraft] = []
    updates: list[tuple[Change, Update, int | None]] = []
    for one in batch:
        try:
            _may_come(plan, one, known, places, taken)
            if one.draft.sku not in known.rows:
                new.append(one.draft)
                continue
            wanted = difference(known, one.draft, plan.currency, tx.now)
        except Refusal as refusal:
            done.refused.append(_told(one, refusal))
            continue
        figure = stock_figure(known, one.draft)
        if wanted.is_empty and figure is None:
            done.unchanged += 1
        elif one.seen != known.rows[one.draft.sku]["updated_at"] and not wanted.is_empty:
            done.refused.append(_told(one, Refusal("product_changed_meanwhile", sku=one.draft.sku)))
        else:
            updates.append((one, wanted, figure))
    made = storing.create(tx, new, plan.currency)
    done.created = len(made)
    done.restocked = sum(1 for draft in new if draft.stock)
    _open_stock(tx, plan.warehouse, new, made, places)
    rows = {int(row["id"]): row for row in known.rows.values()}
    alone = [each for each in updates if each[2] is not None]
    together = [wanted for _one, wanted, figure in updates if figure is None]
    storing.bring_up_to_date(tx, rows, together)
    done.updated += len(together)
    for one, wanted, figure in alone:
        try:
            with tx.connection.begin_nested():
                storing.bring_up_to_date(tx, rows, [wanted])
                place = places[one.draft.bin or DEFAULT_SHELF]
                stocked = _set_stock(tx, wanted.product_id, figure or 0, place)
        except Refusal as refusal:  # the row is taken whole or not at all
            done.refused.append(_told(one, refusal))
            continue
        done.updated += not wanted.is_empty
        done.restocked += stocked
        done.unchanged += wanted.is_empty and not stocked
    return done


def _told(one: Change, refusal: Refusal) -> Reason:
    return Reason.of(one.draft.line, COLUMN_OF.get(refusal.code, "stock"), refusal)


def _may_come(
    plan: Plan,
    one: Change,
    known: Known,
    places: Mapping[str, Bin],
    taken: Mapping[str, Sequence[str]],
) -> None:
    """Refuse what became impossible since the plan was drawn up."""
    draft = one.draft
    place = places.get(draft.bin or DEFAULT_SHELF)
    if draft.stock is not None and place is not None and place.kind is not BinKind.SHELF:
        raise Refusal("bin_special", bin=draft.bin)
    if draft.stock is not None and place is not None and not place.active:
        raise Refusal("bin_closed", bin=place.code)
    row = known.rows.get(draft.sku)
    if row is None and not draft.columns.get("name"):  # it was there when the plan was drawn up
        raise Refusal("product_changed_meanwhile", sku=draft.sku)
    mine = known.codes.get(int(row["id"]), {}) if row is not None else {}
    for code, _units in draft.codes or ():
        others = [sku for sku in taken.get(code, ()) if sku != draft.sku]
        if code not in mine and others:
            raise Refusal("barcode_taken", barcode=code, owner=others[0])


def _taken(
    tx: Transaction, plan: Plan, known: Known, drafts: Sequence[ProductDraft]
) -> dict[str, list[str]]:
    """SKUs of the products that have a barcode of these drafts and do not lose it by the file."""
    found: dict[str, list[str]] = defaultdict(list)
    if plan.shares:
        return found
    wanted = [code for draft in drafts for code, _units in draft.codes or ()]
    for code, _owner, sku, _name in others_with(tx, None, wanted) if wanted else ():
        if sku not in plan.leaving.get(code, ()):
            found[code].append(sku)
    return found


def _open_stock(
    tx: Transaction,
    warehouse: int,
    drafts: Sequence[ProductDraft],
    ids: Mapping[str, int],
    places: Mapping[str, Bin],
) -> None:
    """What new products have on their shelves, as moves from outside."""
    figures: dict[int, list[ProductDraft]] = defaultdict(list)
    for draft in drafts:
        if draft.stock:
            figures[draft.stock].append(draft)
    supplier = special_bin(tx, warehouse, BinKind.SUPPLIER) if figures else 0
    for figure, some in figures.items():
        goods = [
            Move(ids[draft.sku], supplier, places[draft.bin or DEFAULT_SHELF].id, figure)
            for draft in some
        ]
        post(tx, warehouse, goods, reason="opening", reference=f"{MARK}{figure}")


def _set_stock(tx: Transaction, product: int, figure: int, place: Bin) -> bool:
    """Set a bin to the file's figure."""
    require(tx, Permission.STOCK_ADJUST)
    posted = adjust_to(
        tx,
        place.warehouse_id,
        product,
        place.id,
        figure,
        reason="count",
        reference=f"{MARK}{figure}",
    )
    return posted != 0
