"""Calls for a lead as they stand: who calls from where, who comes, who would hear it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from core.errors import NotFound
from core.fulfilment.calls.models import CallStep, lead_call_steps, lead_calls
from core.orders.models import orders
from core.people.models import operators, sessions, stations
from core.people.permissions import ROLES, Permission
from core.tables import db_now_ms
from core.transaction import Transaction

OVER_AFTER = timedelta(hours=12)
"""A call that nobody ended is over with the day."""
_ENDS = frozenset({CallStep.DONE, CallStep.BACK})
_LEADS = [role.value for role, may in ROLES.items() if Permission.APPROVE in may]


@dataclass(frozen=True, slots=True)
class Call:
    """One call and what came of it; times are in UTC."""

    id: int
    at: datetime
    station_id: int
    station: str
    operator: str
    order_no: str
    place: str
    said: Mapping[str, Any]
    screen: tuple[str, ...]
    times: int
    """How often it was called."""
    coming: str
    """Who said that they come; empty: nobody yet."""
    ended: str
    """``done`` or ``back``; empty while it is open."""
    ended_by: str
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits."""
        return not self.ended


def open_calls(tx: Transaction) -> tuple[Call, ...]:
    """The calls that somebody waits on, the oldest first."""
    return tuple(call for call in _calls(tx, tx.now - OVER_AFTER) if call.is_open)


def calls_since(tx: Transaction, since: datetime) -> tuple[Call, ...]:
    """Calls of some time, the oldest first."""
    return _calls(tx, since)


def call_of(tx: Transaction, station_id: int) -> Call | None:
    """The last call of a station within a day's work, also one that is over."""
    found = [one for one in _calls(tx, tx.now - OVER_AFTER) if one.station_id == station_id]
    return found[-1] if found else None


def one_call(tx: Transaction, call_id: int) -> Call:
    """A call by its number; NotFound ``call_unknown``."""
    rows = tx.execute(_by_id, {"call": call_id}).all()
    if not rows:
        raise NotFound("call_unknown", call=call_id)
    return _made(rows, _steps_of(tx, [call_id]))[0]


def who_hears(tx: Transaction, but_station: int) -> tuple[str, ...]:
    """Those who come when called and are signed in at another station that is alive."""
    rows = tx.execute(_leads, {"here": but_station, "roles": _LEADS})
    return tuple(dict.fromkeys(str(name) for (name,) in rows))


def _calls(tx: Transaction, since: datetime) -> tuple[Call, ...]:
    rows = tx.execute(_recent, {"since": since}).all()
    return _made(rows, _steps_of(tx, [row.id for row in rows])) if rows else ()


def _steps_of(tx: Transaction, ids: list[int]) -> list[Any]:
    return list(tx.execute(_steps, {"calls": ids}).all())


def _made(rows: list[Any], steps: list[Any]) -> tuple[Call, ...]:
    made = []
    for row in rows:
        mine = [step for step in steps if step.call_id == row.id]
        coming = next((s.name for s in reversed(mine) if s.step == CallStep.COMING), "")
        end = next((s for s in mine if s.step in _ENDS), None)
        made.append(
            Call(
                row.id,
                row.at,
                row.station_id,
                row.station,
                row.operator,
                row.order_no or "",
                row.place,
                row.said,
                tuple(row.screen),
                1 + sum(step.step == CallStep.AGAIN for step in mine),
                coming,
                end.step if end else "",
                end.name if end else "",
                end.at if end else None,
            )
        )
    return tuple(made)


_every = (
    select(
        lead_calls.c.id,
        lead_calls.c.at,
        lead_calls.c.station_id,
        stations.c.name.label("station"),
        operators.c.name.label("operator"),
        orders.c.order_no,
        lead_calls.c.place,
        lead_calls.c.said,
        lead_calls.c.screen,
    )
    .join(stations, stations.c.id == lead_calls.c.station_id)
    .join(operators, operators.c.id == lead_calls.c.operator_id)
    .outerjoin(orders, orders.c.id == lead_calls.c.order_id)
)
_recent = _every.where(lead_calls.c.at >= bindparam("since")).order_by(lead_calls.c.id)
_by_id = _every.where(lead_calls.c.id == bindparam("call"))
_steps = (
    select(
        lead_call_steps.c.call_id,
        lead_call_steps.c.step,
        lead_call_steps.c.at,
        operators.c.name,
    )
    .join(operators, operators.c.id == lead_call_steps.c.operator_id)
    .where(lead_call_steps.c.call_id.in_(bindparam("calls", expanding=True)))
    .order_by(lead_call_steps.c.id)
)
_leads = (
    select(operators.c.name)
    .select_from(stations)
    .join(sessions, sessions.c.id == stations.c.session_id)
    .join(operators, operators.c.id == sessions.c.operator_id)
    .where(
        stations.c.id != bindparam("here"),
        stations.c.pid != 0,
        stations.c.lease_until_ms >= db_now_ms(),
        sessions.c.ended_at.is_(None),
        operators.c.active,
        operators.c.role.in_(bindparam("roles", expanding=True)),
    )
    .order_by(operators.c.name)
)
