"""Which action of a station a lead's yes is for: the one that was refused last, and no other."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.errors import Refusal
from core.fulfilment.models import scans
from core.fulfilment.packing.verdict import Kind
from core.fulfilment.packing.work import Bench, StationRow
from core.people import approving
from core.people.approving import Lead


@dataclass(frozen=True, slots=True)
class Yes:
    """What a lead said to the refused scan with this number."""

    seq: int
    lead: Lead


def approve(bench: Bench, station: StationRow, yes: Yes) -> None:
    """Let the yes stand for what is judged now.

    Raises Refusal ``approval_stale`` where that is not what was refused: another action or object,
    another person, or something that happened here since.
    """
    row = bench.tx.execute(_refused, {"station": station.id, "number": yes.seq}).first()
    is_it = (
        row is not None
        and yes.seq == station.last_seq
        and row.verdict == Kind.NOT_ALLOWED
        and row.result["detail"] == "not_allowed"
        and row.code == bench.scanned
        and row.session_id == station.actor.session_id
        and row.operator_id == station.actor.operator_id
    )
    if not is_it:
        raise Refusal("approval_stale")
    bench.tx.approval = approving.approval(bench.tx, yes.lead, bench.scanned)


_refused = select(
    scans.c.code, scans.c.verdict, scans.c.result, scans.c.session_id, scans.c.operator_id
).where(scans.c.station_id == bindparam("station"), scans.c.seq == bindparam("number"))
