"""What becomes of labels that are fetched ahead of packing, step by step."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, update

from core.lifecycle import check_step
from core.shipping.ahead.models import ahead_labels
from core.shipping.ahead.queries import of_package
from core.shipping.ahead.states import AHEAD_STEPS, AheadState
from core.transaction import Transaction


def step_ahead(
    tx: Transaction, label_id: int, before: AheadState, then: AheadState, **values: Any
) -> bool:
    """Take one step; False where somebody else took one meanwhile, whose word counts."""
    check_step(AHEAD_STEPS, before, then, label=label_id)
    row = {"b_label": label_id, "b_before": before.value}
    found = {"state": then.value, "changed_at": tx.now, **values}
    return bool(tx.execute(_step.values(**found), row).rowcount == 1)


def note_ahead(tx: Transaction, label_id: int, **values: Any) -> None:
    """What became known of a label that stays in its state."""
    tx.execute(_note.values(**values), {"b_label": label_id})


def taken_over(tx: Transaction, order_id: int, package: str) -> int | None:
    """A packed parcel takes the label of its package: the job that printed it ahead, if any.

    What was not printed yet is printed at the table alone.
    """
    known = of_package(tx, order_id, package, lock=True) if package else None
    if known is None:
        return None
    if known.state is AheadState.PRINTED:
        note_ahead(tx, known.id, document=None)
        return known.job_id
    if known.state is not AheadState.TAKEN:
        step_ahead(tx, known.id, known.state, AheadState.TAKEN, document=None, why="")
    return None


_a = ahead_labels.c
_note = update(ahead_labels).where(_a.id == bindparam("b_label"))
_step = _note.where(_a.state == bindparam("b_before"))
