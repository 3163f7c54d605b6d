"""Steps that goods of a transfer take: written once for each key, and followed by its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, update

from core.audit import record
from core.errors import Refusal
from core.transaction import Transaction
from core.transfers.commands import move_on
from core.transfers.models import transfer_lines, transfer_steps
from core.transfers.queries import Step, Transfer, TransferLine, lines_of, one_transfer, step_by_key
from core.transfers.states import StepKind, TransferState

KEY_LIMIT = 60
"""Characters of a key; those of its steps begin with it."""


@dataclass(frozen=True, slots=True)
class Went:
    """What became of units of a line, and where the transfer stands now."""

    transfer: Transfer
    line: TransferLine
    step: Step
    replayed: bool = False
    """Whether it was done before, by the same key."""


def write(tx: Transaction, line: TransferLine, transfer_id: int, key: str, **columns: Any) -> Step:
    """Write a step down: `kind`, `bin_id`, `lot`, `quantity`, and what else is told of it."""
    row = {
        "transfer_id": transfer_id,
        "line_id": line.id,
        "key": key,
        "product_id": line.product_id,
        "lot": "",
        "note": "",
        "takes_back": None,
        "at": tx.now,
        "operator_id": tx.actor.operator_id,
        "station_id": tx.actor.station_id,
    }
    tx.execute(_insert, row | columns)
    made = step_by_key(tx, key)
    if made is None:
        raise Refusal("transfer_moved", transfer=transfer_id)
    return made


def count(tx: Transaction, found: Transfer, line: TransferLine, kind: StepKind, units: int) -> None:
    """Count units of a line as arrived, or below zero as on their way again.

    Raises Refusal ``transfer_moved`` where somebody else changed it meanwhile.
    """
    arrived = units if kind in {StepKind.RECEIVED, StepKind.DAMAGED} else 0
    row = {
        "line": line.id,
        "before": line.received,
        "lost": line.missing,
        "received": line.received + arrived,
        "damaged": line.damaged + (units if kind is StepKind.DAMAGED else 0),
        "missing": line.missing + (units if kind is StepKind.MISSING else 0),
    }
    if tx.execute(_count, row).rowcount != 1:
        raise Refusal("transfer_moved", transfer=found.number)


def followed(tx: Transaction, before: Transfer) -> Transfer:
    """Let the state follow what arrived."""
    lines = lines_of(tx, before.id)
    then = TransferState.SENT
    if all(line.left == 0 for line in lines):
        then = TransferState.RECEIVED
    elif any(line.received or line.missing for line in lines):
        then = TransferState.PART_RECEIVED
    if then is not before.state:
        move_on(tx, before, then)
        record(tx, "transfer_state", transfer=before.number, state=then.value)
    return one_transfer(tx, before.id)


_insert = insert(transfer_steps)
_count = (
    update(transfer_lines)
    .where(
        transfer_lines.c.id == bindparam("line"),
        transfer_lines.c.received == bindparam("before"),
        transfer_lines.c.missing == bindparam("lost"),
    )
    .values(
        received=bindparam("received"), damaged=bindparam("damaged"), missing=bindparam("missing")
    )
)
