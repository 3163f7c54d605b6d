"""PINs: kept as argon2 hashes, checked outside of transactions, locked for longer and longer.

A try is counted before it is judged, and forgotten once it was right: many at once are as many
tries, and one that a crash cut off was one too.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from core import audit, clock
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.people.models import operators
from core.people.operators import Operator
from core.people.permissions import Permission, require
from core.people.queries import operator
from core.people_settings import PinRule
from core.transaction import Actor, Transaction, writing

SHORTEST, LONGEST = 4, 8
"""Digits of a PIN."""
FREE = 2
"""Wrong tries in a row before the first wait."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
_PIN = re.compile(rf"[0-9]{{{SHORTEST},{LONGEST}}}")


def is_pin(text: str) -> bool:
    """Whether a text could be a PIN."""
    return bool(_PIN.fullmatch(text))


def asks(rule: PinRule, person: Operator, *, by_badge: bool) -> bool:
    """Whether somebody has to give a PIN; raises NotAllowed ``pin_none`` who should and has none.

    With ``by_name`` a badge is enough, and so is the name of those who have no PIN.
    """
    if rule == "never" or (rule == "by_name" and (by_badge or not person.has_pin)):
        return False
    if not person.has_pin:
        raise NotAllowed("pin_none", who=person.name)
    return True


def hashed(pin: str) -> str:
    """The hash of a PIN; slow by intent: not within a transaction. Raises ``pin_unusable``."""
    from argon2 import PasswordHasher

    if not is_pin(pin):
        raise Refusal("pin_unusable", shortest=SHORTEST, longest=LONGEST)
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        raise Refusal("pin_guessable")
    return PasswordHasher().hash(pin)


def set_pin(tx: Transaction, operator_id: int, pin_hash: str) -> Operator:
    """Give a person a PIN that `hashed` made, which ends a wait; everybody may renew their own."""
    if tx.actor.operator_id != operator_id:
        require(tx, Permission.PEOPLE_MANAGE)
    operator(tx, operator_id)
    _write(tx, operator_id, pin_hash=pin_hash)
    audit.record(tx, "pin_set", operator=operator_id)
    return operator(tx, operator_id)


def clear_pin(tx: Transaction, operator_id: int) -> Operator:
    """Take a person's PIN away."""
    require(tx, Permission.PEOPLE_MANAGE)
    operator(tx, operator_id)
    _write(tx, operator_id, pin_hash="")
    audit.record(tx, "pin_cleared", operator=operator_id)
    return operator(tx, operator_id)


def check_pin(database: Database, actor: Actor, operator_id: int, pin: str) -> None:
    """Judge a PIN, in transactions of its own with the slow part between them.

    Raises NotAllowed ``pin_wrong`` with how many tries are left before a wait, or ``pin_locked``
    with the time of the shop's clock from which the next try is taken.
    """
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    with writing(database, actor) as tx:
        attempt = _begin(tx, operator_id)
    right = False
    with suppress(VerificationError, InvalidHashError):
        right = PasswordHasher().verify(attempt.pin_hash, pin if is_pin(pin) else "")
    with writing(database, actor) as tx:
        if right:
            # Only what this very PIN opened: it may have been renewed meanwhile.
            _write(tx, operator_id, only=attempt.pin_hash)
            return
        audit.record(tx, "pin_wrong", operator=operator_id, times=attempt.times)
    if attempt.until is not None:
        raise _locked(tx, attempt.who, attempt.until)
    raise NotAllowed("pin_wrong", who=attempt.who, left=FREE + 1 - attempt.times)


def wait_after(times: int) -> timedelta:
    """How long nobody may try after so many wrong tries in a row."""
    if times <= FREE:
        return timedelta()
    doubled: timedelta = FIRST_WAIT * 2 ** min(times - FREE - 1, 20)
    return min(doubled, LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class _Attempt:
    who: str
    pin_hash: str
    times: int
    until: datetime | None
    """Until when nobody may try again, should it be wrong."""

    def __repr__(self) -> str:
        return f"_Attempt({self.who!r}, {self.times})"


def _begin(tx: Transaction, operator_id: int) -> _Attempt:
    """Count a try, as if it was wrong."""
    row = tx.execute(
        select(
            operators.c.name,
            operators.c.pin_hash,
            operators.c.pin_failures,
            operators.c.pin_locked_until,
        )
        .where(operators.c.id == operator_id, operators.c.active)
        .with_for_update()
    ).one()
    if not row.pin_hash:
        raise NotAllowed("pin_none", who=row.name)
    until = row.pin_locked_until
    if until is not None and until > tx.now:
        raise _locked(tx, row.name, until)
    times = int(row.pin_failures) + 1
    wait = wait_after(times)
    until = tx.now + wait if wait else None
    tx.execute(
        update(operators)
        .where(operators.c.id == operator_id)
        .values(pin_failures=times, pin_locked_until=until)
    )
    return _Attempt(row.name, row.pin_hash, times, until)


def _locked(tx: Transaction, who: str, until: datetime) -> NotAllowed:
    at = clock.local(until, tx.zone)
    return NotAllowed("pin_locked", who=who, until=f"{at:%H:%M:%S}")


def _write(
    tx: Transaction, operator_id: int, *, pin_hash: str | None = None, only: str | None = None
) -> None:
    """Forget wrong tries, and keep another hash where one is given."""
    values = {"pin_failures": 0, "pin_locked_until": None}
    where = [operators.c.id == operator_id]
    if only is not None:
        where.append(operators.c.pin_hash == only)
    tx.execute(
        update(operators)
        .where(*where)
        .values(values if pin_hash is None else values | {"pin_hash": pin_hash})
    )
