"""What people said that a spelling means, kept for each courier's list; what is still asked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.couriers.regions import Level
from core.errors import NotFound, Refusal
from core.shipping.addresses import reading
from core.shipping.addresses.looking import look_again
from core.shipping.addresses.models import places, questions
from core.shipping.addresses.results import Place, Unsure
from core.transaction import Transaction
from core.upsert import Upsert


def chosen(tx: Transaction, maps: str, *keys: str) -> Place | None:
    """What somebody chose for the first of these spellings; None where nobody did.

    A place that is in the list no more is no answer: it is asked anew.
    """
    found = {row.key: row.place_id for row in tx.execute(_chosen, {"of": maps, "keys": keys})}
    for key in keys:
        if key in found:
            return reading.place(tx, found[key])
    return None


def ask(tx: Transaction, unsure: Unsure) -> int:
    """Write down that somebody has to say it; gives the number of the question, asked once."""
    question = unsure.question
    row: dict[str, Any] = {
        "maps": question.maps,
        "key": question.key,
        "level": question.level.value,
        "within_id": question.within.id if question.within else None,
        "said": question.said,
        "whole": asdict(question.to),
        "near": [one.id for one in unsure.candidates],
        "asked_at": tx.now,
    }
    tx.execute(_ask(tx), row)
    return int(tx.execute(_by_key, {"of": question.maps, "wanted": question.key}).scalar_one())


def choose(tx: Transaction, question_id: int, place: Place) -> None:
    """Say what a spelling means; orders that wait for it are looked at once more.

    Raises NotFound ``place_question_unknown`` and Refusal ``place_of_other_courier``,
    ``place_gone``, ``place_of_other_kind``.
    """
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
    look_again(tx, row.maps)


def forget(tx: Transaction, question_id: int) -> None:
    """Take back what somebody said; where it is needed it is asked anew.

    Raises NotFound ``place_question_unknown``.
    """
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


_chosen = (
    select(questions.c.key, questions.c.place_id)
    .join(places, places.c.id == questions.c.place_id)
    .where(
        questions.c.maps == bindparam("of"),
        questions.c.key.in_(bindparam("keys", expanding=True)),
        places.c.gone_at.is_(None),
    )
)
_ask = Upsert(
    lambda insert: insert(questions).on_conflict_do_nothing(index_elements=["maps", "key"])
)
_by_key = select(questions.c.id).where(
    questions.c.maps == bindparam("of"), questions.c.key == bindparam("wanted")
)
