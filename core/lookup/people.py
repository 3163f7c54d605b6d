"""What is known of an operator or a station: who is where, and what they have in hand."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, bindparam, select

from core.errors import NotFound
from core.fulfilment.models import claims
from core.lookup.found import Fact, Found, Ref, Thing, Topic
from core.orders.models import orders
from core.people.models import operators, sessions, stations
from core.tables import db_now_ms
from core.transaction import Transaction


def operator(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """Where somebody is signed in, and the orders they work on."""
    head = tx.execute(_operator, {"who": ref.id}).first()
    if head is None:
        raise NotFound("lookup_nothing", looked_up=ref.text)
    facts = [
        Fact(Topic.CLAIM, code=row.name, at=row.started_at, ref=Ref(Thing.STATION, row.id))
        for row in tx.execute(_stations, {"who": ref.id})
    ]
    facts += _claims(tx, claims.c.operator_id == bindparam("who"), ref)
    state = head.role if head.active else "left"
    return Found(ref, head.name, state=state, facts=tuple(facts))


def station(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """Who is at a station, and what is worked on there."""
    head = tx.execute(_station, {"who": ref.id}).first()
    if head is None:
        raise NotFound("lookup_nothing", looked_up=ref.text)
    facts = []
    if head.operator:
        who = Ref(Thing.OPERATOR, head.operator_id)
        facts.append(Fact(Topic.CLAIM, who=head.operator, at=head.started_at, ref=who))
    facts += _claims(tx, claims.c.station_id == bindparam("who"), ref)
    return Found(ref, head.name, facts=tuple(facts))


def _claims(tx: Transaction, whose: ColumnElement[bool], ref: Ref) -> list[Fact]:
    query = _claimed.where(whose)
    return [
        Fact(
            Topic.CLAIM,
            code=row.order_no,
            name=row.channel,
            who=row.station,
            at=row.claimed_at,
            ref=Ref(Thing.ORDER, row.id),
        )
        for row in tx.execute(query, {"who": ref.id})
    ]


_operator = select(operators.c.name, operators.c.role, operators.c.active).where(
    operators.c.id == bindparam("who")
)
_signed_in = and_(sessions.c.id == stations.c.session_id, sessions.c.ended_at.is_(None))
_stations = (
    select(stations.c.id, stations.c.name, sessions.c.started_at)
    .join(sessions, _signed_in)
    .where(sessions.c.operator_id == bindparam("who"))
    .order_by(stations.c.name)
)
_station = (
    select(
        stations.c.name,
        sessions.c.started_at,
        operators.c.id.label("operator_id"),
        operators.c.name.label("operator"),
    )
    .select_from(stations)
    .outerjoin(sessions, _signed_in)
    .outerjoin(operators, operators.c.id == sessions.c.operator_id)
    .where(stations.c.id == bindparam("who"))
)
_claimed = (
    select(
        orders.c.id,
        orders.c.order_no,
        orders.c.channel,
        stations.c.name.label("station"),
        claims.c.claimed_at,
    )
    .select_from(claims)
    .join(orders, orders.c.id == claims.c.order_id)
    .join(stations, stations.c.id == claims.c.station_id)
    .where(claims.c.lease_until_ms >= db_now_ms())
    .order_by(claims.c.claimed_at)
)
