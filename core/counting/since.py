"""What happened to goods in a bin after they were counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, or_, select

from core.counting.queries import Line
from core.people.models import operators
from core.stock.models import moves
from core.transaction import Transaction

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """Units that came (or, below zero, left), why, and by whom."""

    at: datetime
    units: int
    reason: str
    reference: str
    who: str


def moved_since(tx: Transaction, bin_id: int, line: Line) -> list[Moved]:
    """The last moves of counted goods, the newest first."""
    query = _moves if not line.by_lot else _moves.where(moves.c.lot == bindparam("lot"))
    given: dict[str, object] = {"bin": bin_id, "product": line.product_id, "since": line.counted_at}
    if line.by_lot:
        given["lot"] = line.lot
    return [
        Moved(at, units, reason, reference, who or "")
        for at, units, reason, reference, who in tx.execute(query, given)
    ]


_moves = (
    select(
        moves.c.at,
        case((moves.c.to_bin_id == bindparam("bin"), moves.c.quantity), else_=-moves.c.quantity),
        moves.c.reason,
        moves.c.reference,
        operators.c.name,
    )
    .outerjoin(operators, operators.c.id == moves.c.operator_id)
    .where(
        moves.c.product_id == bindparam("product"),
        or_(moves.c.to_bin_id == bindparam("bin"), moves.c.from_bin_id == bindparam("bin")),
        moves.c.at >= bindparam("since"),
    )
    .order_by(moves.c.id.desc())
    .limit(_SHOWN)
)
