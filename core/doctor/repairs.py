"""Puts right what needs nobody's decision: each in one transaction, with a line in the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from core.audit import record
from core.doctor.checks import check
from core.doctor.looking import Means
from core.doctor.searching import put_right
from core.errors import Refusal
from core.stock.checks import rebuild
from core.stock.holds import release_expired
from core.transaction import SYSTEM, Actor, Transaction, run


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did: how many figures, units or orders it put right."""

    check: str
    count: int


def repair(means: Means, name: str, actor: Actor = SYSTEM) -> Repaired:
    """Put right what the check of this name finds; nothing else is touched.

    Raises Refusal ``repair_unknown`` for a check whose findings a person has to decide about, and
    ``repair_impossible`` where more is promised than the moves say is there.
    """
    if name not in REPAIRS:
        raise Refusal("repair_unknown", name=name, known=", ".join(sorted(REPAIRS)))
    work = REPAIRS[name](means)

    def whole(tx: Transaction) -> int:
        count = work(tx)
        if count:
            record(tx, "repaired", check=name, count=count)
        return count

    try:
        return Repaired(name, run(means.database, actor, whole))
    except IntegrityError as error:
        raise Refusal("repair_impossible", name=name) from error


Work = Callable[[Transaction], int]


def _on_hand(_means: Means) -> Work:
    return lambda tx: len(rebuild(tx, only="on_hand"))


def _reserved(_means: Means) -> Work:
    return lambda tx: len(rebuild(tx, only="reserved"))


def _holds(_means: Means) -> Work:
    return release_expired


def _search(means: Means) -> Work:
    (result,) = check(means, ["search"], rest_s=0)
    wrong = sorted({int(one.params["order"]) for one in result.found})
    return lambda tx: put_right(tx, wrong)


REPAIRS: Mapping[str, Callable[[Means], Work]] = {
    "stock": _on_hand,
    "reserved": _reserved,
    "holds": _holds,
    "search": _search,
}
"""Checks that can be put right without a decision."""
