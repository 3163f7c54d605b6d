"""Looking over somebody's shoulder: who wishes to, and the lines of the screen while they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, bindparam, delete, func, select

from core import audit
from core.people.models import operators, stations
from core.people.permissions import Permission, require
from core.people.watch_models import screen_wishes, screens
from core.tables import db_now_ms
from core.text import clean, visible
from core.transaction import Transaction
from core.upsert import Upsert

WISH_MS = 6_000
"""How long a wish holds that nobody renews: a terminal that was lost stops looking by itself."""
MOST_LINES = 100
MOST_COLUMNS = 300


@dataclass(frozen=True, slots=True)
class Screen:
    """The text of a station's screen, and how old it is."""

    lines: tuple[str, ...]
    width: int
    height: int
    age_ms: int


def wish(tx: Transaction, station_id: int, looker: str) -> None:
    """Look at a station's screen for some seconds more; the trail says it when it begins.

    `looker` is the terminal that looks.
    """
    require(tx, Permission.STATION_MANAGE)
    looker = clean(looker, 60)
    row = {"station": station_id, "looker": looker}
    begins = tx.execute(_mine, row).first() is None
    row |= {"operator": tx.actor.operator_id, "now": tx.now, "most": WISH_MS}
    tx.execute(_wish(tx), row)
    if begins:
        at = tx.execute(select(stations.c.name).where(stations.c.id == station_id)).scalar()
        audit.record(tx, "screen_looked_at", at=at or "")


def look_away(tx: Transaction, station_id: int, looker: str) -> None:
    """Look no more; what was kept of the screen goes with the last who looked."""
    row = {"station": station_id, "looker": clean(looker, 60)}
    tx.execute(_away, row)
    forget(tx, station_id)


def forget(tx: Transaction, station_id: int) -> None:
    """Keep nothing of a screen that nobody looks at."""
    tx.execute(_over, {"station": station_id})
    tx.execute(_forget, {"station": station_id})


def lookers(tx: Transaction, station_id: int) -> tuple[str, ...]:
    """Who looks at a station's screen now; a name is empty where the program itself does."""
    return tuple(name or "" for (name,) in tx.execute(_lookers, {"station": station_id}))


def show(tx: Transaction, station_id: int, lines: Sequence[str], width: int, height: int) -> None:
    """Tell whoever looks what is on the station's screen now."""
    kept = [visible(line)[:MOST_COLUMNS] for line in lines[:MOST_LINES]]
    row = {"station": station_id, "lines": kept, "width": width, "height": height}
    tx.execute(_show(tx), row)


def screen(tx: Transaction, station_id: int) -> Screen | None:
    """What is on a station's screen; None until it has told."""
    require(tx, Permission.STATION_MANAGE)
    row = tx.execute(_screen, {"station": station_id}).first()
    if row is None:
        return None
    return Screen(tuple(row.lines), row.width, row.height, max(0, int(row.age)))


def _renewed(insert: Any) -> Executable:
    made = insert(screen_wishes).values(
        station_id=bindparam("station"),
        looker=bindparam("looker"),
        operator_id=bindparam("operator"),
        since=bindparam("now"),
        until_ms=db_now_ms() + bindparam("most"),
    )
    new = made.excluded
    upserted: Executable = made.on_conflict_do_update(
        index_elements=["station_id", "looker"],
        set_={"operator_id": new.operator_id, "until_ms": new.until_ms},
    )
    return upserted


def _painted(insert: Any) -> Executable:
    made = insert(screens).values(
        station_id=bindparam("station"),
        at_ms=db_now_ms(),
        width=bindparam("width"),
        height=bindparam("height"),
        lines=bindparam("lines"),
    )
    new = made.excluded
    names = ("at_ms", "width", "height", "lines")
    upserted: Executable = made.on_conflict_do_update(
        index_elements=["station_id"], set_={name: new[name] for name in names}
    )
    return upserted


_wish = Upsert(_renewed)
_show = Upsert(_painted)
_alive = screen_wishes.c.until_ms >= db_now_ms()
_mine = select(screen_wishes.c.looker).where(
    screen_wishes.c.station_id == bindparam("station"),
    screen_wishes.c.looker == bindparam("looker"),
    _alive,
)
_away = delete(screen_wishes).where(
    screen_wishes.c.station_id == bindparam("station"),
    screen_wishes.c.looker == bindparam("looker"),
)
_others = (
    select(func.count())
    .select_from(screen_wishes)
    .where(screen_wishes.c.station_id == bindparam("station"), _alive)
)
_over = delete(screen_wishes).where(screen_wishes.c.station_id == bindparam("station"), ~_alive)
_forget = delete(screens).where(
    screens.c.station_id == bindparam("station"), _others.scalar_subquery() == 0
)
_lookers = (
    select(operators.c.name)
    .select_from(screen_wishes)
    .outerjoin(operators, operators.c.id == screen_wishes.c.operator_id)
    .where(screen_wishes.c.station_id == bindparam("station"), _alive)
    .order_by(screen_wishes.c.since, screen_wishes.c.looker)
)
_screen = select(
    screens.c.lines, screens.c.width, screens.c.height, (db_now_ms() - screens.c.at_ms).label("age")
).where(screens.c.station_id == bindparam("station"))
