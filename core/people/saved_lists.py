"""Lists that people keep: filters and columns of a screen, one's own or for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update

from core.errors import NotFound, Refusal
from core.people.models import operators, saved_lists
from core.text import clean
from core.transaction import Transaction

NAME = 60
"""Characters of a name."""
MOST = 50
"""Lists that one person keeps in one place."""


@dataclass(frozen=True, slots=True)
class SavedList:
    """A list under its name; `wanted` is what the place itself wrote."""

    id: int
    name: str
    owner: str
    mine: bool
    shared: bool
    wanted: Mapping[str, Any]


def lists_of(tx: Transaction, place: str) -> tuple[SavedList, ...]:
    """The lists of a place that whoever acts may use: their own by name, then those of others."""
    me = tx.actor.operator_id
    rows = tx.execute(_usable, {"place": place, "me": me or 0})
    found = [
        SavedList(row.id, row.name, row.owner, row.operator_id == me, row.shared, row.wanted)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (not one.mine, one.name.casefold(), one.id)))


def find_list(tx: Transaction, place: str, name: str) -> SavedList:
    """The list of this name, in any case, one's own before those of others; raises NotFound."""
    known = lists_of(tx, place)
    for one in known:
        if one.name.casefold() == clean(name).casefold():
            return one
    names = ", ".join(one.name for one in known) or "-"
    raise NotFound("list_not_found", name=clean(name, NAME), known=names)


def keep_list(
    tx: Transaction, place: str, name: str, wanted: Mapping[str, Any], *, shared: bool = False
) -> int:
    """Keep a list under a name, in place of one's own of that name; gives its id.

    Raises Refusal ``list_name_needed``, ``lists_full``, or ``not_signed_in``.
    """
    name = clean(name, NAME)
    if not name:
        raise Refusal("list_name_needed")
    mine = [one for one in lists_of(tx, place) if one.mine]
    same = next((one for one in mine if one.name.casefold() == name.casefold()), None)
    if same is None and len(mine) >= MOST:
        raise Refusal("lists_full", most=MOST)
    return _write(tx, place, same.name if same else name, wanted, shared=shared)


def share_list(tx: Transaction, list_id: int, *, shared: bool) -> None:
    """Let everybody use a list of one's own, or nobody else; raises ``list_not_yours``."""
    done = tx.execute(_share, {"l": list_id, "me": _me(tx), "yes": shared, "now": tx.now})
    if done.rowcount != 1:
        raise Refusal("list_not_yours")


def delete_list(tx: Transaction, list_id: int) -> None:
    """Throw a list of one's own away; raises Refusal ``list_not_yours``."""
    if tx.execute(_delete, {"l": list_id, "me": _me(tx)}).rowcount != 1:
        raise Refusal("list_not_yours")


def habit(tx: Transaction, place: str) -> Mapping[str, Any]:
    """What somebody is used to at a place, such as its columns; empty where nothing is kept."""
    found = tx.execute(_own, {"at": place, "me": tx.actor.operator_id or 0, "called": ""})
    row = found.first()
    return row.wanted if row is not None else {}


def keep_habit(tx: Transaction, place: str, wanted: Mapping[str, Any]) -> None:
    """Keep what somebody is used to; raises Refusal ``not_signed_in``."""
    _write(tx, place, "", wanted, shared=False)


def _write(
    tx: Transaction, place: str, name: str, wanted: Mapping[str, Any], *, shared: bool
) -> int:
    me = _me(tx)
    row = {"at": place, "me": me, "called": name}
    values = {"list": dict(wanted), "yes": shared, "now": tx.now}
    # Of two at once the later one finds the row of the other, which has the same owner.
    changed = tx.execute(_change, row | values).first()
    if changed is None:
        changed = tx.execute(
            _insert,
            {
                "place": place,
                "name": name,
                "operator_id": me,
                "shared": shared,
                "wanted": dict(wanted),
                "updated_at": tx.now,
            },
        ).one()
    return int(changed.id)


def _me(tx: Transaction) -> int:
    if tx.actor.operator_id is None:
        raise Refusal("not_signed_in")
    return tx.actor.operator_id


_t = saved_lists.c
_usable = (
    select(
        _t.id,
        _t.name,
        _t.operator_id,
        _t.shared,
        _t.wanted,
        operators.c.name.label("owner"),
    )
    .join(operators, operators.c.id == _t.operator_id)
    .where(
        _t.place == bindparam("place"),
        _t.name != "",
        or_(_t.operator_id == bindparam("me"), _t.shared),
    )
)
_mine = (
    _t.place == bindparam("at"),
    _t.operator_id == bindparam("me"),
    _t.name == bindparam("called"),
)
_own = select(_t.wanted).where(*_mine)
_change = (
    update(saved_lists)
    .where(*_mine)
    .values(wanted=bindparam("list"), shared=bindparam("yes"), updated_at=bindparam("now"))
    .returning(_t.id)
)
_insert = insert(saved_lists).returning(_t.id)
_share = (
    update(saved_lists)
    .where(_t.id == bindparam("l"), _t.operator_id == bindparam("me"), _t.name != "")
    .values(shared=bindparam("yes"), updated_at=bindparam("now"))
)
_delete = delete(saved_lists).where(
    _t.id == bindparam("l"), _t.operator_id == bindparam("me"), _t.name != ""
)
