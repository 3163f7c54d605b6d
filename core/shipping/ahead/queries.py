"""What is known of labels that were fetched ahead of packing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.paper.models import labels
from core.paper.states import LabelState
from core.rows import maker
from core.shipping.ahead.models import ahead_labels
from core.shipping.ahead.states import AheadState
from core.shipping.models import shipments
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Ahead:
    """One label that was fetched ahead; `document` is as its platform drew it."""

    id: int
    run_id: int
    order_id: int
    package: str
    tracking: str
    state: AheadState
    job_id: int | None
    document: bytes | None


def order_of_label(tx: Transaction, tracking: str) -> int | None:
    """The order whose label was printed ahead and carries this number."""
    found = tx.execute(_by_tracking, {"t": tracking}).scalar() if tracking else None
    return None if found is None else int(found)


def of_package(tx: Transaction, order_id: int, package: str, *, lock: bool = False) -> Ahead | None:
    """The label of one package of an order, where it was asked for ahead."""
    query = _of_package.with_for_update() if lock else _of_package
    row = tx.execute(query, {"o": order_id, "p": package}).first()
    return None if row is None else _ahead(row)


def is_labelled(tx: Transaction, order_id: int, package: str) -> bool:
    """Whether a packed parcel has the label of a package already: it needs no other paper."""
    return tx.execute(_labelled, {"o": order_id, "p": package}).first() is not None


_ahead = maker(Ahead, state=AheadState)
_a = ahead_labels.c
_of_package = select(*(_a[name] for name in Ahead.__dataclass_fields__)).where(
    _a.order_id == bindparam("o"), _a.package == bindparam("p")
)
_labelled = (
    select(labels.c.id)
    .join(shipments, shipments.c.id == labels.c.shipment_id)
    .where(
        shipments.c.order_id == bindparam("o"),
        shipments.c.reference == bindparam("p"),
        labels.c.state == LabelState.CURRENT.value,
    )
    .limit(1)
)
_by_tracking = (
    select(_a.order_id)
    .where(_a.tracking == bindparam("t"), _a.state == AheadState.PRINTED.value)
    .limit(1)
)
