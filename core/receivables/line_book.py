"""Lines of bank statements as they are kept: each once, in whatever file it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from core.people.permissions import Permission, require
from core.receivables.models import bank_files, bank_lines
from core.receivables.statements.lines import Line
from core.receivables.states import BankLineState
from core.transaction import Transaction
from core.upsert import Upsert


def keep_file(tx: Transaction, account: str, name: str, digest: str) -> int:
    """Write a file down, once; gives it."""
    row: dict[str, Any] = {"account": account, "name": name, "digest": digest}
    tx.execute(_file(tx), row | {"imported_at": tx.now, "imported_by": tx.actor.operator_id})
    return int(tx.execute(_which, {"a": account, "d": digest}).scalar_one())


def known_of(tx: Transaction, keys: Sequence[str]) -> set[str]:
    """Which of these lines were taken in before."""
    found: set[str] = set()
    for at in range(0, len(keys), 500):
        some = bank_lines.c.key.in_(keys[at : at + 500])
        found |= set(tx.execute(select(bank_lines.c.key).where(some)).scalars())
    return found


def take_in(
    tx: Transaction, account: str, name: str, digest: str, key: str, line: Line, note: str
) -> int:
    """Keep one line that no bank told, for a person to decide on; gives it, also where it is known.

    `digest` and `name` are those of what stands for its statement, `note` says why nobody knows.
    """
    require(tx, Permission.PAYMENT_CONFIRM)
    file_id = keep_file(tx, account, name, digest)
    put_lines(tx, file_id, [(key, line)], note)
    return int(tx.execute(_by_key, {"k": key}).scalar_one())


def put_lines(
    tx: Transaction, file_id: int, some: Sequence[tuple[str, Line]], note: str = ""
) -> tuple[int, int]:
    """Keep lines that are new; how many they are, and how many of them went out."""
    new = out = 0
    for key, line in some:
        state = BankLineState.OPEN if line.amount > 0 else BankLineState.OUT
        row: dict[str, Any] = {
            "file_id": file_id,
            "line_no": line.line_no,
            "key": key,
            "booked_on": line.booked_on,
            "amount": line.amount,
            "currency": line.currency,
            "payer": line.payer,
            "payer_account": line.payer_account,
            "text": line.text,
            "bank_ref": line.bank_ref,
            "state": state.value,
            "note": note,
        }
        if tx.execute(_insert(tx), row).first() is not None:
            new += 1
            out += state is BankLineState.OUT
    return new, out


def count_lines(tx: Transaction, file_id: int, state: BankLineState) -> int:
    """How many lines of a file are in a state."""
    return len(tx.execute(_of_file, {"f": file_id, "s": state.value}).all())


_file = Upsert(lambda insert: insert(bank_files).on_conflict_do_nothing())
_which = select(bank_files.c.id).where(
    bank_files.c.account == bindparam("a"), bank_files.c.digest == bindparam("d")
)
_by_key = select(bank_lines.c.id).where(bank_lines.c.key == bindparam("k"))
_insert = Upsert(
    lambda insert: insert(bank_lines).on_conflict_do_nothing().returning(bank_lines.c.id)
)
_of_file = select(bank_lines.c.id).where(
    bank_lines.c.file_id == bindparam("f"), bank_lines.c.state == bindparam("s")
)
