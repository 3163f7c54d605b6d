"""What somebody saw of the stock that a shop is to be told, and said yes to.

The figures are kept until the shop is told. What changed meanwhile is told as it is by then, unless
it is so much that the brake would stop it: then it is looked at once more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from core.audit import record
from core.channels.adapter import NEEDS_PERSON, Can, Fault
from core.channels.commands import ACCEPTED
from core.channels.keeping import know
from core.channels.models import channel_shops, channel_stock_seen
from core.channels.registry import Shop
from core.channels.stock_plan import Plan
from core.errors import Refusal
from core.people.permissions import Permission, require
from core.transaction import Transaction
from core.upsert import Upsert

Figures = Mapping[int, tuple[int, int | None]]
"""By the number of a listing here: what buyers can buy from then on, and at which price."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody saw."""

    text: str
    """As it is kept."""
    figures: Figures
    at: datetime | None = None
    """When the yes was said."""

    def differs(self, found: Plan) -> int:
        """How many listings would be told something else than was seen of them."""
        return sum(self.figures.get(one.id) != (one.then, one.price_then) for one in found.changes)


def figures_of(found: Plan) -> str:
    """The figures of a plan as they are kept."""
    told = [[one.id, one.then, one.price_then] for one in found.changes]
    return json.dumps(told, separators=(",", ":"))


def read_seen(text: str, at: datetime | None = None) -> Shown:
    """The same, read again; Refusal ``channel_stock_look`` where nobody can."""
    try:
        figures = {int(of): (int(then), price) for of, then, price in json.loads(text)}
        return Shown(text, figures, at)
    except (ValueError, TypeError) as error:
        raise Refusal("channel_stock_look", shop="") from error


def waits_for_look(tx: Transaction, shop: str) -> bool:
    """Whether somebody has to see the difference first: it is the first one, or the brake holds."""
    row = tx.execute(_row, {"b_shop": shop}).first()
    return row is None or not row.push_allowed or row.brake_changes > 0


def must_be_tellable(tx: Transaction, shop: Shop) -> None:
    """Refuse, with what to do, where a shop cannot be told its stock now.

    ``channel_stock_none``, ``channel_stock_off``, ``channel_not_connected``,
    ``channel_stock_ended``, ``channel_stock_trouble`` or ``channel_stock_paused``.
    """
    if Can.STOCK not in shop.adapter.can:
        raise Refusal("channel_stock_none", shop=shop.name)
    if not shop.settings.stock.push:
        raise Refusal("channel_stock_off", shop=shop.name)
    row = tx.execute(_row, {"b_shop": shop.name}).first()
    if Can.AUTHORISE in shop.adapter.can and (row is None or row.sealed is None):
        raise Refusal("channel_not_connected", shop=shop.name)
    if row is None:
        return
    if row.fault == Fault.REVOKED.value or _is_over(row.authorised_until, tx.now):
        raise Refusal("channel_stock_ended", shop=shop.name)
    if row.fault and Fault(row.fault) in NEEDS_PERSON:
        told = {"fault": row.fault, "said": row.said}
        raise Refusal("channel_stock_trouble", shop=shop.name, **told)
    if row.paused_at is not None:
        raise Refusal("channel_stock_paused", shop=shop.name)


def accept(tx: Transaction, shop: Shop, seen: Shown | None) -> None:
    """Let a shop be told the stock as it was seen, and from now on.

    `seen` is None where nobody looked: then the brake holds as ever. Refusal
    ``channel_stock_look`` where somebody has to look first.
    """
    require(tx, Permission.CHANNELS)
    must_be_tellable(tx, shop)
    know(tx, shop.name)
    if seen is None:
        if waits_for_look(tx, shop.name):
            raise Refusal("channel_stock_look", shop=shop.name)
    else:
        row = {"shop": shop.name, "figures": seen.text, "at": tx.now, "who": tx.actor.name[:80]}
        tx.execute(_put(tx), row)
    tx.execute(_accept, {"b_shop": shop.name, "b_accepted": ACCEPTED})
    changes = {} if seen is None else {"changes": len(seen.figures)}
    record(tx, "channel_stock_allowed", shop=shop.name, **changes)


def seen_of(tx: Transaction, shop: str) -> Shown | None:
    """What somebody saw of a shop and said yes to, and was not told yet."""
    row = tx.execute(_seen, {"b_shop": shop}).first()
    return None if row is None else read_seen(row.figures, row.at)


def is_newest(tx: Transaction, shop: str, seen: Shown | None) -> bool:
    """Whether nobody said yes to something else since this was read."""
    at = tx.execute(_seen_at, {"b_shop": shop}).scalar()
    return bool(at == (None if seen is None else seen.at))


def forget_seen(tx: Transaction, shop: str) -> None:
    """It is told, or looked at once more."""
    tx.execute(_forget, {"b_shop": shop})


def _is_over(until: datetime | None, now: datetime) -> bool:
    return until is not None and until <= now


_s = channel_shops.c
_of = _s.name == bindparam("b_shop")
_row = select(
    *(_s.push_allowed, _s.brake_changes, _s.sealed, _s.fault, _s.said, _s.paused_at),
    _s.authorised_until,
).where(_of)
_accept = (
    update(channel_shops)
    .where(_of)
    .values(brake_changes=bindparam("b_accepted"), brake_of=0, wanted=True)
)
_n = channel_stock_seen.c
_seen = select(_n.figures, _n.at).where(_n.shop == bindparam("b_shop"))
_seen_at = select(_n.at).where(_n.shop == bindparam("b_shop"))
_forget = delete(channel_stock_seen).where(channel_stock_seen.c.shop == bindparam("b_shop"))
_put = Upsert(
    lambda insert: (new := insert(channel_stock_seen)).on_conflict_do_update(
        index_elements=["shop"],
        set_={"figures": new.excluded.figures, "at": new.excluded.at, "who": new.excluded.who},
    )
)
