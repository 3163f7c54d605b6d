"""What is asked about addresses, what people said, and how the lists stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from core.couriers.quotes import Destination
from core.couriers.regions import Level
from core.errors import NotFound
from core.orders.models import LIVE, orders
from core.people.models import operators
from core.shipping.addresses import reading
from core.shipping.addresses.matching import nearest
from core.shipping.addresses.models import lists, order_places, places, questions
from core.shipping.addresses.results import Place, Question
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Asked:
    """A spelling, what it means by what somebody said, and what waits for that."""

    id: int
    maps: str
    level: Level
    said: str
    within: str
    """Where it is looked for, the smallest first; empty where nothing is sure."""
    district: str
    city: str
    province: str
    postcode: str
    orders: int
    """Orders that wait for it now."""
    order_no: str
    """One of them."""
    address: str
    """Its address."""
    place: str
    """What was chosen; empty while it is asked."""
    place_code: str
    place_gone: bool
    chosen_at: datetime | None
    chosen_by: str
    asked_at: datetime

    @property
    def spelling(self) -> str:
        """As it is written; all that the address says of the place where no part is named."""
        parts = (self.district, self.city, self.province, self.postcode)
        return self.said or ", ".join(part for part in parts if part) or self.address


@dataclass(frozen=True, slots=True)
class Kept:
    """How a courier's list stands."""

    maps: str
    by_text: bool
    """It cannot be kept: the courier is asked for each address."""
    counts: Mapping[str, int]
    """How many places there are, by ``scheme level``."""
    read_at: datetime | None
    tried_at: datetime
    error: str


def list_asked(
    tx: Transaction,
    text: str = "",
    *,
    maps: str = "",
    decided: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> tuple[Asked, ...]:
    """What people have to say, most orders first, or what they said, the latest first."""
    waiting = (
        select(order_places.c.question_id, func.count().label("waiting"))
        .join(orders, orders.c.id == order_places.c.order_id)
        .where(order_places.c.question_id.is_not(None), orders.c.fulfilment.in_(LIVE))
        .group_by(order_places.c.question_id)
        .subquery()
    )
    count = func.coalesce(waiting.c.waiting, 0)
    query = (
        _whole()
        .add_columns(count.label("waiting"))
        .outerjoin(waiting, waiting.c.question_id == questions.c.id)
        .where(_wanted(text, maps, decided=decided))
    )
    order = (
        (questions.c.chosen_at.desc(), questions.c.id.desc())
        if decided
        else (count.desc(), questions.c.id)
    )
    rows = tx.execute(query.order_by(*order).offset(offset).limit(limit)).all()
    return tuple(_asked(tx, row, int(row.waiting)) for row in rows)


def count_asked(tx: Transaction, text: str = "", *, maps: str = "", decided: bool = False) -> int:
    """How many of them there are."""
    query = (
        select(func.count())
        .select_from(questions.outerjoin(places, places.c.id == questions.c.place_id))
        .where(_wanted(text, maps, decided=decided))
    )
    return int(tx.execute(query).scalar_one())


def asked(tx: Transaction, question_id: int) -> Asked:
    """One of them; raises NotFound ``place_question_unknown``."""
    row = tx.execute(_whole().where(questions.c.id == question_id)).first()
    if row is None:
        raise NotFound("place_question_unknown", question=question_id)
    waiting = (
        select(func.count())
        .select_from(order_places.join(orders, orders.c.id == order_places.c.order_id))
        .where(order_places.c.question_id == question_id, orders.c.fulfilment.in_(LIVE))
    )
    return _asked(tx, row, int(tx.execute(waiting).scalar_one()))


def candidates(tx: Transaction, question_id: int) -> tuple[Place, ...]:
    """What it may mean: what the letters say, or what the courier answered, else what is alike.

    Raises NotFound ``place_question_unknown``.
    """
    row = tx.execute(select(questions).where(questions.c.id == question_id)).first()
    if row is None:
        raise NotFound("place_question_unknown", question=question_id)
    near = tuple(reading.place(tx, one) for one in row.near)
    near = tuple(one for one in near if not one.gone)
    if near or Level(row.level) is Level.AREA:
        return near
    within = None if row.within_id is None else reading.place(tx, row.within_id)
    question = Question(
        row.maps, row.key, Level(row.level), within, row.said, Destination(**row.whole)
    )
    return nearest(tx, question)


def lists_kept(tx: Transaction) -> tuple[Kept, ...]:
    """All lists that were asked for."""
    rows = tx.execute(select(lists).order_by(lists.c.maps)).all()
    return tuple(
        Kept(
            row.maps,
            row.by_text,
            {
                f"{scheme} {level}".strip(): count
                for (scheme, level), count in sorted(reading.counts(tx, row.maps).items())
            },
            row.read_at,
            row.tried_at,
            row.error,
        )
        for row in rows
    )


def _whole() -> Select[Any]:
    return (
        select(
            questions,
            places.c.name.label("place_name"),
            places.c.code.label("place_code"),
            places.c.gone_at,
            operators.c.name.label("operator"),
        )
        .select_from(questions)
        .outerjoin(places, places.c.id == questions.c.place_id)
        .outerjoin(operators, operators.c.id == questions.c.chosen_by)
    )


def _wanted(text: str, maps: str, *, decided: bool) -> ColumnElement[bool]:
    is_decided = and_(questions.c.place_id.is_not(None), places.c.gone_at.is_(None))
    is_open = or_(questions.c.place_id.is_(None), places.c.gone_at.is_not(None))
    told = is_decided if decided else is_open
    if maps:
        told = and_(told, questions.c.maps == maps)
    if text.strip():
        told = and_(told, questions.c.said.icontains(text.strip(), autoescape=True))
    return told


def _asked(tx: Transaction, row: Any, waiting: int) -> Asked:
    one = None
    if waiting:
        one = tx.execute(
            select(orders.c.order_no, orders.c.address)
            .join(order_places, order_places.c.order_id == orders.c.id)
            .where(order_places.c.question_id == row.id, orders.c.fulfilment.in_(LIVE))
            .order_by(orders.c.id)
            .limit(1)
        ).first()
    within: tuple[Place, ...] = ()
    if row.within_id is not None:
        within = reading.chain(tx, reading.place(tx, row.within_id))
    return Asked(
        id=row.id,
        maps=row.maps,
        level=Level(row.level),
        said=row.said,
        within=", ".join(each.region.name for each in reversed(within)),
        district=row.whole["district"],
        city=row.whole["city"],
        province=row.whole["province"],
        postcode=row.whole["postcode"],
        orders=waiting,
        order_no=one.order_no if one else "",
        address=one.address if one else "",
        place=row.place_name or "",
        place_code=row.place_code or "",
        place_gone=row.gone_at is not None,
        chosen_at=row.chosen_at,
        chosen_by=row.operator or "",
        asked_at=row.asked_at,
    )
