"""What people decide about a shop: ask it now, leave it alone, go on."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.channels.keeping import know
from core.channels.models import channel_shops
from core.people.permissions import Permission, require
from core.transaction import Transaction

ACCEPTED = -1
"""In place of the changes that wait for a person: one has said that they are right."""


def want(tx: Transaction, shop: str) -> None:
    """Have a shop asked as soon as the worker comes to it."""
    require(tx, Permission.ORDER_IMPORT)
    ask_soon(tx, shop)


def ask_soon(tx: Transaction, shop: str) -> None:
    """The same for whoever may ask for a part of it; the caller says who that is."""
    know(tx, shop)
    tx.execute(_want, {"b_shop": shop})


def is_paused(tx: Transaction, shop: str) -> bool:
    """Whether somebody said to leave a shop alone."""
    return tx.execute(_paused, {"b_shop": shop}).first() is not None


def pause(tx: Transaction, shop: str) -> bool:
    """Leave a shop alone until somebody says `resume`; False where it is so already."""
    require(tx, Permission.CHANNELS)
    know(tx, shop)
    done = tx.execute(_pause, {"b_shop": shop, "b_now": tx.now, "b_who": tx.actor.name[:80]})
    if done.rowcount == 1:
        record(tx, "channel_paused", shop=shop)
    return done.rowcount == 1


def resume(tx: Transaction, shop: str) -> bool:
    """Go on with a shop from where it was left; False where it is not paused."""
    require(tx, Permission.CHANNELS)
    done = tx.execute(_resume, {"b_shop": shop})
    if done.rowcount == 1:
        record(tx, "channel_resumed", shop=shop)
    return done.rowcount == 1


_of = channel_shops.c.name == bindparam("b_shop")
_want = update(channel_shops).where(_of).values(wanted=True)
_paused = select(channel_shops.c.name).where(_of, channel_shops.c.paused_at.is_not(None))
_pause = (
    update(channel_shops)
    .where(_of, channel_shops.c.paused_at.is_(None))
    .values(paused_at=bindparam("b_now"), paused_by=bindparam("b_who"))
)
_resume = (
    update(channel_shops)
    .where(_of, channel_shops.c.paused_at.is_not(None))
    .values(paused_at=None, paused_by="", wanted=True)
)
