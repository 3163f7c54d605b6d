"""Labels of a run as they are worked at, and what becomes of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.channels.adapter import AGAIN, NEEDS_PERSON, Fault, Trouble
from core.channels.models import channel_orders
from core.channels.records import PackageState, Parcel, RemotePackage
from core.orders.models import orders
from core.orders.search import add_word
from core.orders.states import Fulfilment
from core.rows import maker
from core.shipping.ahead.commands import step_ahead
from core.shipping.ahead.models import ahead_labels
from core.shipping.ahead.states import AheadState
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Row:
    """One label of a run."""

    id: int
    place: int
    order_id: int
    order_no: str
    remote_id: str | None
    shop: str
    package: str
    tracking: str
    carrier: str
    line_ids: Sequence[str]
    state: AheadState
    fulfilment: Fulfilment
    changed_at: datetime

    @property
    def parcel(self) -> Parcel:
        """As its platform is asked about it."""
        return Parcel(self.order_no, self.remote_id or "", self.package, tuple(self.line_ids))

    @property
    def as_told(self) -> RemotePackage:
        """What is known of it there."""
        return RemotePackage(self.package, PackageState.ARRANGED, "", self.tracking, self.carrier)


def new_row(tx: Transaction, base: Row, package: RemotePackage) -> Row:
    """The label of one more package of an order, beside its others."""
    made = {
        "run_id": tx.execute(_run_of, {"b_label": base.id}).scalar_one(),
        "order_id": base.order_id,
        "shop": base.shop,
        "place": base.place,
        "package": package.number,
        "line_ids": list(package.line_ids),
        "state": AheadState.WANTED.value,
        "changed_at": tx.now,
    }
    given = int(tx.execute(insert(ahead_labels).returning(_a.id), made).scalar_one())
    (found,) = these(tx, [given])
    return found


def these(tx: Transaction, label_ids: Sequence[int]) -> list[Row]:
    """Some labels as they are now, in order."""
    return [_row(one) for one in tx.execute(_these, {"b_ids": list(label_ids)})]


def is_arranged(tx: Transaction, one: Row, package: RemotePackage) -> bool:
    values: dict[str, Any] = {"carrier": package.carrier, "why": ""}
    if package.number:
        values["package"] = package.number
    if package.tracking:
        values["tracking"] = package.tracking
        findable(tx, one, package.tracking)
    return step_ahead(tx, one.id, one.state, AheadState.ARRANGED, **values)


def findable(tx: Transaction, one: Row, tracking: str) -> None:
    if tracking and tracking != one.tracking:
        add_word(tx, one.order_id, tracking)


def trouble(tx: Transaction, one: Row, said: Trouble) -> bool:
    """What trouble means for one label; what passes changes nothing, and is tried again."""
    if said.fault in {*AGAIN, Fault.UNSURE, Fault.DONE} and said.fault not in NEEDS_PERSON:
        return False
    if said.fault is Fault.CANCELLED:
        return left_out(tx, one, "order_cancelled")
    return failed(tx, one, f"{said.fault.value}: {said.said}"[:250])


def failed(tx: Transaction, one: Row, why: str) -> bool:
    return step_ahead(tx, one.id, one.state, AheadState.FAILED, why=why)


def left_out(tx: Transaction, one: Row, why: str) -> bool:
    return step_ahead(tx, one.id, one.state, AheadState.LEFT_OUT, why=why, document=None)


def rows_of(tx: Transaction, number: int, states: Collection[AheadState]) -> list[Row]:
    wanted = sorted(one.value for one in states)
    return [_row(one) for one in tx.execute(_of_run, {"b_run": number, "b_states": wanted})]


def packages_of(tx: Transaction, order_id: int) -> list[Any]:
    return list(tx.execute(_known_of, {"b_order": order_id}).mappings())


_row = maker(Row, state=AheadState, fulfilment=Fulfilment)
_a, _o = ahead_labels.c, orders.c
_run_of = select(_a.run_id).where(_a.id == bindparam("b_label"))
_known_of = select(_a.package, _a.state).where(_a.order_id == bindparam("b_order"))
_told = (
    select(
        _a.id,
        _a.place,
        _a.order_id,
        _o.order_no,
        channel_orders.c.remote_id,
        _a.shop,
        _a.package,
        _a.tracking,
        _a.carrier,
        _a.line_ids,
        _a.state,
        _o.fulfilment,
        _a.changed_at,
    )
    .select_from(ahead_labels)
    .join(orders, _o.id == _a.order_id)
    .outerjoin(
        channel_orders,
        (channel_orders.c.order_no == _o.order_no) & (channel_orders.c.shop == _a.shop),
    )
    .order_by(_a.place, _a.id)
)
_of_run = _told.where(
    _a.run_id == bindparam("b_run"), _a.state.in_(bindparam("b_states", expanding=True))
)
_these = _told.where(_a.id.in_(bindparam("b_ids", expanding=True)))
