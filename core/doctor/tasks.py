"""Checks of blocked goods, of pick bins and of the tasks that fill them up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from core.catalog.models import products
from core.doctor.looking import Look, Means, Rows, by, named, within
from core.stock.models import BinKind, bins
from core.stock.task_models import pick_homes, replenish_tasks, stock_blocks
from core.tables import Moment
from core.transaction import Transaction

BLOCKS = Rows("blocks", stock_blocks.c.id)
HOMES = Rows("homes", pick_homes.c.id)
TASKS = Rows("replenishing", replenish_tasks.c.id)
GRACE = timedelta(minutes=5)
"""So long after its time a block is still on its way out: a worker ends it within seconds."""

_b, _h, _t = stock_blocks.c, pick_homes.c, replenish_tasks.c
_from, _to = bins.alias("from_bin"), bins.alias("to_bin")
_shelf = BinKind.SHELF.value
_blocks = (
    select(_b.id.label("block"), _b.quantity, products.c.sku, bins.c.code.label("bin"))
    .join(products, products.c.id == _b.product_id)
    .join(bins, bins.c.id == _b.bin_id)
    .where(within(_b.id), _b.ended_at.is_(None))
)
_overdue = _blocks.where(_b.until < bindparam("over", type_=Moment()))
_block_astray = _blocks.where(or_(bins.c.warehouse_id != _b.warehouse_id, bins.c.kind != _shelf))
_home_astray = (
    select(_h.id.label("home"), products.c.sku, bins.c.code.label("bin"))
    .join(products, products.c.id == _h.product_id)
    .join(bins, bins.c.id == _h.bin_id)
    .where(within(_h.id), or_(bins.c.warehouse_id != _h.warehouse_id, bins.c.kind != _shelf))
)
_task_astray = (
    select(
        _t.id.label("task"),
        _t.quantity,
        products.c.sku,
        _from.c.code.label("from_bin"),
        _to.c.code.label("to_bin"),
    )
    .join(products, products.c.id == _t.product_id)
    .join(_from, _from.c.id == _t.from_bin_id)
    .join(_to, _to.c.id == _t.to_bin_id)
    .where(
        within(_t.id),
        _t.done_at.is_(None),
        or_(
            _from.c.warehouse_id != _t.warehouse_id,
            _to.c.warehouse_id != _t.warehouse_id,
            _from.c.kind != _shelf,
            _to.c.kind != _shelf,
            _from.c.id == _to.c.id,
        ),
    )
)


def _lately(tx: Transaction, _means: Means) -> Mapping[str, Any]:
    return {"over": tx.now - GRACE}


LOOKS = (
    Look("blocks", BLOCKS, by(_overdue, named("block_overdue", "block"), _lately)),
    Look("blocks", BLOCKS, by(_block_astray, named("block_astray", "block"))),
    Look("replenishing", HOMES, by(_home_astray, named("home_astray", "home"))),
    Look("replenishing", TASKS, by(_task_astray, named("replenish_astray", "task"))),
)
"""Blocks that nobody ended or that lie elsewhere, and tasks between bins that cannot be."""
