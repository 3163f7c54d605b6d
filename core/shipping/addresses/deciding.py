"""What people said that a spelling means, kept for each courier's list; what is still asked."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select

from core.shipping.addresses import reading
from core.shipping.addresses.models import order_places, places, questions
from core.shipping.addresses.results import Place, Unsure
from core.transaction import Transaction
from core.upsert import Upsert

_IDLE = timedelta(days=30)
"""How long a question is kept that nothing waits for: its spelling may come again."""


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
        "whole": asdict(replace(question.to, address="")),
        "near": [one.id for one in unsure.candidates],
        "asked_at": tx.now,
    }
    tx.execute(_ask(tx), row)
    return int(tx.execute(_by_key, {"of": question.maps, "wanted": question.key}).scalar_one())


def drop_idle(tx: Transaction) -> None:
    """Forget questions that nobody answered and nothing waits for any more."""
    used = select(order_places.c.question_id).where(order_places.c.question_id.is_not(None))
    tx.execute(
        delete(questions).where(
            questions.c.place_id.is_(None),
            questions.c.asked_at < tx.now - _IDLE,
            questions.c.id.not_in(used),
        )
    )


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
