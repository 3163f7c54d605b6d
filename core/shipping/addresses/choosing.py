"""What people say that a spelling means, and take back."""

from __future__ import annotations

from sqlalchemy import select, update

from core.audit import record
from core.couriers.regions import Level
from core.errors import NotFound, Refusal
from core.people.permissions import Permission, require
from core.shipping.addresses import reading
from core.shipping.addresses.looking import look_again
from core.shipping.addresses.models import questions
from core.shipping.addresses.results import Place
from core.transaction import Transaction


def choose(tx: Transaction, question_id: int, place: Place) -> int:
    """Say what a spelling means; gives how many orders that waited for it have their place now.

    Raises NotFound ``place_question_unknown`` and Refusal ``place_of_other_courier``,
    ``place_gone``, ``place_of_other_kind``.
    """
    require(tx, Permission.ORDER_EDIT)
    row = tx.execute(
        select(questions).where(questions.c.id == question_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound("place_question_unknown", question=question_id)
    region, level = place.region, Level(row.level)
    if reading.maps_of(tx, place.id) != row.maps:
        raise Refusal("place_of_other_courier", place=region.name, maps=row.maps)
    if place.gone:
        raise Refusal("place_gone", place=region.name)
    if not _fits(place, level):
        raise Refusal(
            "place_of_other_kind", place=region.name, kind=region.level.value, wanted=level.value
        )
    tx.execute(
        update(questions)
        .where(questions.c.id == question_id)
        .values(place_id=place.id, chosen_at=tx.now, chosen_by=tx.actor.operator_id)
    )
    record(
        tx,
        "place_chosen",
        maps=row.maps,
        said=row.said,
        place=region.code,
        name=region.name,
        before=row.place_id,
    )
    return look_again(tx, row.maps, question_id if row.place_id is None else None)


def meant(tx: Transaction, question_id: int, text: str) -> Place:
    """The place that somebody names for a question, by code or by its whole name.

    Raises NotFound ``place_question_unknown``, ``place_unknown`` or ``place_ambiguous``.
    """
    row = tx.execute(
        select(questions.c.maps, questions.c.level).where(questions.c.id == question_id)
    ).first()
    if row is None:
        raise NotFound("place_question_unknown", question=question_id)
    level = Level(row.level)
    small = level in {Level.WARD, Level.AREA}
    levels = (Level.WARD, Level.AREA, Level.DISTRICT) if small else (level,)
    return reading.wanted_place(tx, row.maps, text, levels)


def forget(tx: Transaction, question_id: int) -> None:
    """Take back what somebody said; where it is needed it is asked anew.

    Raises NotFound ``place_question_unknown``.
    """
    require(tx, Permission.ORDER_EDIT)
    where = (questions.c.id == question_id, questions.c.place_id.is_not(None))
    row = tx.execute(select(questions).where(*where).with_for_update()).first()
    if row is None:
        raise NotFound("place_question_unknown", question=question_id)
    tx.execute(
        update(questions)
        .where(questions.c.id == question_id)
        .values(place_id=None, chosen_at=None, chosen_by=None)
    )
    record(tx, "place_choice_taken_back", maps=row.maps, said=row.said, before=row.place_id)
    look_again(tx, row.maps)


def _fits(place: Place, level: Level) -> bool:
    """Whether a place answers a question for one kind of it: the smallest answers for wards."""
    region = place.region
    if level in {Level.WARD, Level.AREA}:
        leaf = region.level is Level.DISTRICT and not region.has_more
        return leaf or region.level in {Level.WARD, Level.AREA}
    return region.level is level
