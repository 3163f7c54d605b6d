"""Checks of counts: nothing of one that is over is still to be counted, and its books add up."""

from __future__ import annotations

from sqlalchemy import or_, select

from core.catalog.models import products
from core.counting.models import count_lines, count_tasks, counts
from core.counting.states import OPEN, TO_COUNT, CountState, TaskState
from core.doctor.looking import Look, Rows, by, named, within
from core.stock.models import bins

TASKS = Rows("count_tasks", count_tasks.c.id)
LINES = Rows("count_lines", count_lines.c.id)

_t, _l = count_tasks.c, count_lines.c
_left = (
    select(_t.id.label("task"), counts.c.number.label("count"), bins.c.code.label("bin"))
    .join(counts, counts.c.id == _t.count_id)
    .join(bins, bins.c.id == _t.bin_id)
    .where(
        within(_t.id),
        _t.state.in_([state.value for state in TO_COUNT]),
        counts.c.state.not_in([state.value for state in OPEN]),
    )
)
_off = _l.counted - (_l.on_hand - _l.away)
_differs = (
    select(
        _l.id.label("line"),
        counts.c.number.label("count"),
        products.c.sku,
        bins.c.code.label("bin"),
        _off.label("rebuilt"),
        _l.posted.label("kept"),
    )
    .select_from(count_lines)
    .join(count_tasks, _t.id == _l.task_id)
    .join(counts, counts.c.id == _t.count_id)
    .join(products, products.c.id == _l.product_id)
    .join(bins, bins.c.id == _t.bin_id)
    .where(
        within(_l.id),
        counts.c.state == CountState.POSTED.value,
        _t.state == TaskState.DONE.value,
        _l.counted.is_not(None),
        or_(_l.posted.is_(None), _l.posted != _off),
    )
)

LOOKS = (
    Look("counts", TASKS, by(_left, named("count_task_left", "task"))),
    Look("counts", LINES, by(_differs, named("count_line_differs", "line"))),
)
"""Bins of counts that are over, and lines of which something else was posted than was counted."""
