"""Reading walks: the list of them, and one with its stops and orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, case, exists, func, or_, select

from core.fulfilment.walks import tasks
from core.fulfilment.walks.ending import in_cart
from core.fulfilment.walks.membership import Member, members
from core.fulfilment.walks.models import pick_tasks, walk_orders, walks
from core.fulfilment.walks.planning import code_of
from core.fulfilment.walks.sorting import Slot, wall
from core.fulfilment.walks.states import LIVE, Mode, Place, TaskState, WalkState
from core.fulfilment.walks.tasks import Task
from core.fulfilment.walks.walk import Walk, load, number_of
from core.orders.models import orders
from core.people.models import operators, stations
from core.rows import maker
from core.tables import db_now_ms
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class WalkRow:
    """A walk as lists show it; times in UTC."""

    id: int
    wave_id: int | None
    mode: Mode
    state: WalkState
    zone: str
    due_at: datetime
    length: int
    orders: int
    units: int
    """Units to fetch, all together."""
    picked: int
    picker: str
    """Who has it in hand; empty where nobody has."""
    station: str

    @property
    def code(self) -> str:
        """What people call it."""
        return code_of(self.id)


@dataclass(frozen=True, slots=True)
class Part:
    """Units of a stop for one order."""

    order_no: str
    to: str
    """The tote, or the number of the order's place on the cart."""
    units: int


@dataclass(frozen=True, slots=True)
class Stop:
    """All units of one product and lot in one bin, in the order of the walk."""

    bin: str
    sku: str
    name: str
    lot: str
    units: int
    picked: int
    state: TaskState
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class WalkSheet:
    """Everything about a walk."""

    walk: Walk
    row: WalkRow
    stops: tuple[Stop, ...]
    members: tuple[Member, ...]
    wall: tuple[Slot, ...]
    """The sorting wall of a batch; empty before its goods are fetched."""
    in_cart: int


_row = maker(WalkRow, mode=Mode, state=WalkState)


def page(
    tx: Transaction,
    warehouse: int,
    states: Sequence[WalkState] = LIVE,
    *,
    text: str = "",
    offset: int = 0,
    limit: int = 100,
) -> list[WalkRow]:
    """Walks by cut-off, the ones in hand first; `text` finds a walk or an order's number."""
    row = _wanted(warehouse, states, text) | {"n": limit, "skip": offset}
    query = _found if text else _all
    return [_row(one) for one in tx.execute(query, row)]


def count(
    tx: Transaction, warehouse: int, states: Sequence[WalkState] = LIVE, *, text: str = ""
) -> int:
    """How many `page` has altogether."""
    query = _count_found if text else _count_all
    return int(tx.execute(query, _wanted(warehouse, states, text)).scalar_one())


def sheet(tx: Transaction, walk_id: int) -> WalkSheet:
    """A walk with its stops and orders; raises NotFound ``walk_unknown``."""
    walk = load(tx, walk_id)
    row = _row(tx.execute(_one, {"walk": walk.id}).one())
    is_batch = walk.mode is Mode.BATCH
    sorting = is_batch and walk.state in {WalkState.SORTING, WalkState.DONE}
    return WalkSheet(
        walk,
        row,
        stops_of(walk, tasks.all_of(tx, walk.id)),
        tuple(members(tx, walk.id)),
        tuple(wall(tx, walk)) if sorting else (),
        in_cart(tx, walk) if is_batch and walk.state in LIVE else 0,
    )


def stops_of(walk: Walk, found: Sequence[Task]) -> tuple[Stop, ...]:
    """The stops of a walk, without what was dropped before anything of it was fetched."""
    together: dict[tuple[int, int, str], list[Task]] = {}
    for task in found:
        if task.state is not TaskState.CANCELLED or task.picked:
            together.setdefault((task.bin_id, task.product_id, task.lot), []).append(task)
    return tuple(_stop(walk, many) for many in together.values())


def _stop(walk: Walk, many: Sequence[Task]) -> Stop:
    first = many[0]
    batch = walk.mode is Mode.BATCH
    parts = tuple(
        Part(task.order_no, "" if batch else task.tote or f"#{task.slot}", task.quantity)
        for task in many
    )
    rank = [TaskState.OPEN, TaskState.CLAIMED, TaskState.SHORT, TaskState.DONE]
    states = {task.state for task in many}
    state = next((one for one in rank if one in states), first.state)
    return Stop(
        first.bin,
        first.sku,
        first.name,
        first.lot,
        sum(task.quantity for task in many),
        sum(task.picked for task in many),
        state,
        parts,
    )


def _wanted(warehouse: int, states: Sequence[WalkState], text: str) -> dict[str, object]:
    row: dict[str, object] = {"warehouse": warehouse, "wanted": [one.value for one in states]}
    return row | {"text": text.strip(), "number": number_of(text) or 0} if text else row


def _listed() -> Select[tuple[object, ...]]:
    held = walks.c.lease_until_ms >= db_now_ms()
    live = pick_tasks.c.state != TaskState.CANCELLED.value
    mine = pick_tasks.c.walk_id == walks.c.id
    inside = (walk_orders.c.walk_id == walks.c.id) & (walk_orders.c.state != Place.OUT.value)
    units = select(func.coalesce(func.sum(pick_tasks.c.quantity), 0)).where(mine, live)
    picked = select(func.coalesce(func.sum(pick_tasks.c.picked), 0)).where(mine)
    number = select(func.count()).select_from(walk_orders).where(inside)
    found: Select[tuple[object, ...]] = (
        select(
            walks.c.id,
            walks.c.wave_id,
            walks.c.mode,
            walks.c.state,
            walks.c.zone,
            walks.c.due_at,
            walks.c.length,
            number.scalar_subquery().label("orders"),
            units.scalar_subquery().label("units"),
            picked.scalar_subquery().label("picked"),
            case((held, func.coalesce(operators.c.name, "")), else_="").label("picker"),
            case((held, func.coalesce(stations.c.name, "")), else_="").label("station"),
        )
        .select_from(walks)
        .outerjoin(operators, operators.c.id == walks.c.operator_id)
        .outerjoin(stations, stations.c.id == walks.c.station_id)
    )
    return found


_here = (walks.c.warehouse_id == bindparam("warehouse")) & walks.c.state.in_(
    bindparam("wanted", expanding=True)
)
_said = or_(
    walks.c.id == bindparam("number"),
    exists()
    .where(walk_orders.c.walk_id == walks.c.id, orders.c.id == walk_orders.c.order_id)
    .where(orders.c.order_no == bindparam("text")),
)
_one = _listed().where(walks.c.id == bindparam("walk"))
_ordered = (
    _listed()
    .where(_here)
    .order_by(
        case((walks.c.state == WalkState.PLANNED.value, 1), else_=0), walks.c.due_at, walks.c.id
    )
)
_all = _ordered.limit(bindparam("n")).offset(bindparam("skip"))
_found = _ordered.where(_said).limit(bindparam("n")).offset(bindparam("skip"))
_count_all = select(func.count()).select_from(walks).where(_here)
_count_found = _count_all.where(_said)
