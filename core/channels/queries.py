"""How shops stand: what came last, how far behind they are, what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from core.channels.adapter import Can, Fault
from core.channels.calm import What
from core.channels.commands import ACCEPTED
from core.channels.keeping import WARN
from core.channels.left_open import left_open
from core.channels.models import channel_listings, channel_orders, channel_shops
from core.channels.registry import Shop
from core.channels.returns_told import reading_troubles, waiting_counts
from core.channels.unread import StillUnread, still_unread
from core.orders.models import parked_orders
from core.people.permissions import Permission, require
from core.rows import AnyRow
from core.transaction import Transaction


class TellsStock(StrEnum):
    """How far a shop is told the stock."""

    OFF = "off"
    """The configuration does not say so."""
    NEVER = "never"
    """Nobody has seen the first difference."""
    BRAKED = "braked"
    """It would change by so much that somebody has to see it first."""
    SEEN = "seen"
    """Somebody saw it and said yes: it is told with the next round."""
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Standing:
    """One shop as the board of channels shows it."""

    name: str
    kind: str
    channel: str
    title: str
    connected: bool
    paused_at: datetime | None
    paused_by: str
    fault: Fault | None
    said: str
    request_id: str
    skew_s: int
    failures: int
    heard_at: datetime | None
    next_at: datetime | None
    wanted: bool
    cursor: datetime | None
    """All that changed there before is here."""
    part: float | None
    """Which part of the first sync, or of catching up, is done; None where nothing is behind."""
    orders: int
    parked: int
    again: int
    """Orders that are to be asked for once more."""
    cancel_asked: int
    calls: int
    """Calls of today."""
    per_second: float
    authorised_until: datetime | None
    ends_soon: bool
    unmatched: int
    """Listings that nobody has said the product of."""
    brake_changes: int = 0
    """So many listings would change that a person has to look first."""
    brake_of: int = 0
    stock: TellsStock | None = None
    """How far it is told the stock; None where the channel takes none."""
    returns_waiting: int = 0
    """Returns there that are none of the house, and why is to be seen."""
    returns_fault: Fault | None = None
    """What was wrong when its returns were read last."""
    returns_said: str = ""
    payouts_fault: Fault | None = None
    """What was wrong when what it pays out was read last."""
    payouts_said: str = ""
    unread: tuple[StillUnread, ...] = ()
    """Orders and payouts that nobody could read."""
    listed_at: datetime | None = None
    """When its listings were read last."""
    left_open: tuple[str, ...] = ()
    """Orders that are cancelled here and open there."""

    def lag(self, now: datetime) -> timedelta | None:
        """How far behind its orders are; None where none ever came."""
        return None if self.cursor is None else max(timedelta(), now - self.cursor)


def standings(tx: Transaction, shops: Sequence[Shop]) -> tuple[Standing, ...]:
    """How each of these shops stands, in their order."""
    require(tx, Permission.ORDER_VIEW)
    rows = {row.name: row for row in tx.execute(_shops)}
    parked = {row[0]: int(row[1]) for row in tx.execute(_parked)}
    counts = {row.shop: row for row in tx.execute(_orders)}
    waiting, troubles = waiting_counts(tx), reading_troubles(tx)
    unpaid = reading_troubles(tx, What.PAYOUTS)
    waited_for = left_open(tx, shops)
    unread = still_unread(tx, [shop.name for shop in shops])
    unmatched = {row[0]: int(row[1]) for row in tx.execute(_unmatched)}
    found = []
    for shop in shops:
        row = rows.get(shop.name)
        count = counts.get(shop.name)
        fault, said = troubles.get(shop.name, ("", ""))
        pay_fault, pay_said = unpaid.get(shop.name, ("", ""))
        needs = Can.AUTHORISE in shop.adapter.can
        until = row.authorised_until if row is not None else None
        found.append(
            Standing(
                name=shop.name,
                kind=shop.settings.kind,
                channel=shop.channel,
                title=row.title if row is not None else "",
                connected=(row is not None and row.sealed is not None) if needs else True,
                paused_at=row.paused_at if row is not None else None,
                paused_by=row.paused_by if row is not None else "",
                fault=Fault(row.fault) if row is not None and row.fault else None,
                said=row.said if row is not None else "",
                request_id=row.request_id if row is not None else "",
                skew_s=row.skew_s if row is not None else 0,
                failures=row.failures if row is not None else 0,
                heard_at=row.heard_at if row is not None else None,
                next_at=row.next_at if row is not None else None,
                wanted=bool(row.wanted) if row is not None else False,
                cursor=row.cursor if row is not None else None,
                part=None if row is None else _part(tx.now, row),
                orders=int(count.orders) if count is not None else 0,
                parked=parked.get(shop.channel, 0),
                again=int(count.again or 0) if count is not None else 0,
                cancel_asked=int(count.asked or 0) if count is not None else 0,
                calls=row.calls if row is not None and row.calls_on == tx.today else 0,
                per_second=shop.adapter.limits.per_second,
                authorised_until=until,
                ends_soon=until is not None and until - tx.now < WARN,
                unmatched=unmatched.get(shop.name, 0),
                brake_changes=max(0, row.brake_changes) if row is not None else 0,
                brake_of=row.brake_of if row is not None else 0,
                stock=_stock(shop, row),
                returns_waiting=waiting.get(shop.name, 0),
                returns_fault=Fault(fault) if fault else None,
                returns_said=said,
                payouts_fault=Fault(pay_fault) if pay_fault else None,
                payouts_said=pay_said,
                unread=tuple(one for one in unread if one.shop == shop.name),
                listed_at=row.listed_at if row is not None else None,
                left_open=waited_for.get(shop.name, ()),
            )
        )
    return tuple(found)


def _stock(shop: Shop, row: AnyRow | None) -> TellsStock | None:
    if Can.STOCK not in shop.adapter.can:
        return None
    if not shop.settings.stock.push:
        return TellsStock.OFF
    if row is not None and row.brake_changes == ACCEPTED:
        return TellsStock.SEEN
    if row is None or not row.push_allowed:
        return TellsStock.NEVER
    return TellsStock.BRAKED if row.brake_changes > 0 else TellsStock.TOLD


def _part(now: datetime, row: object) -> float | None:
    """How much of the time since the first order is read, while a span is in hand."""
    since: datetime | None = getattr(row, "span_from", None)
    first: datetime | None = getattr(row, "first_from", None)
    if since is None or first is None or now <= first:
        return None
    return max(0.0, min(1.0, (since - first) / (now - first)))


_shops = select(channel_shops)
_parked = (
    select(parked_orders.c.channel, func.count())
    .where(parked_orders.c.resolved_at.is_(None))
    .group_by(parked_orders.c.channel)
)
_o = channel_orders.c
_orders = select(
    _o.shop,
    func.count().label("orders"),
    func.count().filter(_o.again).label("again"),
    func.count().filter(_o.cancel_asked).label("asked"),
).group_by(_o.shop)
_unmatched = (
    select(channel_listings.c.shop, func.count())
    .where(channel_listings.c.product_id.is_(None), channel_listings.c.live)
    .group_by(channel_listings.c.shop)
)
