"""Stock and prices go out: only what differs, in batches, verified, and never far off unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.channels.adapter import Access, Fault, Trouble
from core.channels.asking import ask
from core.channels.commands import ACCEPTED
from core.channels.keeping import know
from core.channels.models import channel_listings, channel_shops
from core.channels.records import Listing, ListingPage, Offer, Pushed
from core.channels.registry import Shop
from core.channels.stock_plan import Change, Plan, plan
from core.channels.stock_seen import Shown, forget_seen, is_newest, seen_of
from core.database import Database
from core.money import Money
from core.people.permissions import Permission, require
from core.transaction import SYSTEM, Actor, Transaction, reading, run

_REST = timedelta(minutes=30)
"""So long a listing that refused is left alone, unless a person says otherwise."""
_NOT_SO = "not_as_told"
Seen = dict[tuple[str, str, str], Listing]
"""By listing, variant and place."""


@dataclass(slots=True)
class Told:
    """What became of telling a shop."""

    shop: str
    planned: int = 0
    done: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    """SKU and what the platform said."""
    trouble: Trouble | None = None
    braked: Plan | None = None
    """A person has to look at this first."""


def push(
    database: Database,
    shop: Shop,
    home: str,
    actor: Actor = SYSTEM,
    *,
    by_person: bool = False,
) -> Told:
    """Tell a shop what differs.

    The first time, and where more of the listings would change than the brake allows, it waits
    until a person has seen it: then nothing is told. What was seen is told as it is by now, unless
    so much of it changed meanwhile that the brake would stop that.
    """
    done = Told(shop.name)
    with reading(database, actor) as tx:
        seen = seen_of(tx, shop.name)
        found = plan(tx, shop, home)
    wanted = run(database, actor, lambda tx: _let(tx, shop, found, seen, done, by_person=by_person))
    size = shop.adapter.limits.stock_batch
    for start in range(0, len(wanted), size):
        batch = wanted[start : start + size]
        if not _tell(database, shop, batch, done):
            break
    return done


def _let(
    tx: Transaction, shop: Shop, found: Plan, seen: Shown | None, done: Told, *, by_person: bool
) -> tuple[Change, ...]:
    """What is to be told now; empty where a person has to look first."""
    know(tx, shop.name)
    row = tx.execute(_allowed, {"b_shop": shop.name}).one()
    accepted = row.brake_changes == ACCEPTED
    if by_person:
        require(tx, Permission.CHANNELS)
        record(tx, "channel_stock_allowed", shop=shop.name, changes=len(found.changes))
    elif accepted and not is_newest(tx, shop.name, seen):
        return ()  # somebody said yes while this was worked out: with the next round
    elif _waits(shop, found, seen if accepted else None, allowed=row.push_allowed):
        if found.changes:
            done.braked = found
            put = {"b_shop": shop.name, "b_changes": len(found.changes), "b_of": found.listings}
            tx.execute(_brake, put)
            forget_seen(tx, shop.name)
        return ()
    if by_person or accepted:
        tx.execute(_allow, {"b_shop": shop.name})
        forget_seen(tx, shop.name)
    changes = found.changes
    if not (by_person or accepted):
        resting = set(tx.execute(_resting, {"b_shop": shop.name, "b_at": tx.now - _REST}).scalars())
        changes = tuple(one for one in changes if one.id not in resting)
    done.planned = len(changes)
    return changes


def _waits(shop: Shop, found: Plan, seen: Shown | None, *, allowed: bool) -> bool:
    """Whether somebody has to look: at all of it, or at what is not as it was seen."""
    percent = shop.settings.stock.brake_percent
    if seen is None:
        return not allowed or found.brakes(percent)
    return found.stops(seen.differs(found), percent)


def _tell(database: Database, shop: Shop, batch: Sequence[Change], done: Told) -> bool:
    """Look, tell what differs still, and verify it; False where no more is to be tried now.

    Buyers bought meanwhile: what is reserved there counts as it is now.
    """
    before = _seen(database, shop, batch)
    if isinstance(before, Trouble):
        done.trouble = before
        return False
    offers = [_offer(one, _among(before, one)) for one in batch]

    def call(access: Access) -> tuple[Pushed, ...] | Trouble:
        return shop.adapter.offer(access, offers)

    told: tuple[Pushed, ...] | Trouble = ask(database, shop, call)
    if isinstance(told, Trouble) and told.fault is not Fault.UNSURE:
        done.trouble = told
        return False
    heard = () if isinstance(told, Trouble) else told
    said = {(one.listing_id, one.variant_id, one.location): one for one in heard}
    seen = _seen(database, shop, batch)
    if isinstance(seen, Trouble):
        done.trouble = seen
        seen = {}
    here = seen
    run(database, SYSTEM, lambda tx: _write(tx, batch, said, here, done))
    return done.trouble is None


def _seen(database: Database, shop: Shop, batch: Sequence[Change]) -> Seen | Trouble:
    """What the platform says of them now."""
    keys = list(dict.fromkeys((one.listing_id, one.variant_id) for one in batch))

    def call(access: Access) -> ListingPage | Trouble:
        return shop.adapter.listed(access, keys)

    told: ListingPage | Trouble = ask(database, shop, call)
    if isinstance(told, Trouble):
        return told
    return {(one.listing_id, one.variant_id, one.location): one for one in told.listings}


def _among(seen: Seen, one: Change) -> Listing | None:
    """What is said of one; a place that need not be named is not named by every answer."""
    key = (one.listing_id, one.variant_id)
    return seen.get((*key, one.location)) or seen.get((*key, ""))


def _write(
    tx: Transaction,
    batch: Sequence[Change],
    said: dict[tuple[str, str, str], Pushed],
    seen: Seen,
    done: Told,
) -> None:
    for one in batch:
        answer, now = said.get((one.listing_id, one.variant_id, one.location)), _among(seen, one)
        why = "" if answer is None or answer.done else answer.said or _NOT_SO
        available = one.now
        if now is not None and now.available is not None:
            available = now.available
            if not why and now.available != one.then:
                why = _NOT_SO
        elif answer is not None and answer.done:
            available = one.then
        price = one.price_now
        if one.price_then is not None and not why:
            price = one.price_then
        put = {
            "b_id": one.id,
            "b_available": available,
            "b_price": price,
            "b_now": tx.now,
            "b_said": why[:200],
            "b_live": not (answer is not None and answer.gone),
        }
        tx.execute(_told, put)
        if why:
            done.refused.append((one.sku, why))
        else:
            done.done += 1


def _offer(one: Change, seen: Listing | None) -> Offer:
    price = None
    if one.price_then is not None:
        price = Money(one.price_then, one.currency).decimal
    return Offer(
        one.listing_id,
        one.variant_id,
        one.seller_sku,
        available=one.then,
        reserved=one.reserved if seen is None else seen.reserved,
        price=price,
        currency=one.currency,
        location=one.location,
    )


_s = channel_shops.c
_of = _s.name == bindparam("b_shop")
_allowed = select(_s.push_allowed, _s.brake_changes).where(_of)
_allow = update(channel_shops).where(_of).values(push_allowed=True, brake_changes=0, brake_of=0)
_brake = (
    update(channel_shops)
    .where(_of)
    .values(brake_changes=bindparam("b_changes"), brake_of=bindparam("b_of"))
)
_l = channel_listings.c
_resting = select(_l.id).where(
    _l.shop == bindparam("b_shop"), _l.said != "", _l.pushed_at > bindparam("b_at")
)
_told = (
    update(channel_listings)
    .where(_l.id == bindparam("b_id"))
    .values(
        available=bindparam("b_available"),
        price=bindparam("b_price"),
        pushed_at=bindparam("b_now"),
        said=bindparam("b_said"),
        live=bindparam("b_live"),
    )
)
