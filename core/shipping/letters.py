"""What writing to buyers needs of the configuration and of shipping, and how messages go out."""

from __future__ import annotations

from functools import partial

from sqlalchemy import bindparam, select

from core.couriers.registry import name_of
from core.errors import Refusal
from core.fulfilment.models import parcels
from core.messages.outcome import Sender as MessageSender
from core.messages.queries import Message
from core.messages.sending import Attached, Messages, Wanted
from core.messages.states import Way
from core.orders.book.bulk import Step
from core.orders.follow_up import FollowUps, follow_up, preview, routes, still_wanted
from core.orders.follow_up_facts import Sender, Tracked
from core.people.permissions import Permission, require
from core.settings import Config
from core.shipping.models import shipments
from core.shipping.states import ShipmentState
from core.transaction import Transaction

_S = ShipmentState
_GONE_OUT = frozenset({_S.BOOKED, _S.IN_TRANSIT, _S.FAILED, _S.DELIVERED})
"""Shipments whose number a buyer can follow."""


def follow_ups_of(config: Config) -> FollowUps:
    """The part of the configuration that writing to buyers needs."""
    shop = config.shop
    return FollowUps(
        sender=Sender(shop.name, shop.phone, shop.language, shop.timezone, config.messages.bank),
        messages=config.messages,
        mail=config.mail,
        whatsapp=config.whatsapp,
        waybills=partial(tracked, config=config),
    )


def tracked(tx: Transaction, order_id: int, *, config: Config) -> tuple[Tracked, ...]:
    """The parcels of an order that have a tracking number, in their order."""
    rows = tx.execute(_tracked, {"o": order_id})
    language = config.shop.language
    return tuple(
        Tracked(name_of(config.couriers, row.courier, language), row.waybill) for row in rows
    )


def messages_of(
    config: Config, others: Wanted | None = None, attached: Attached | None = None
) -> Messages:
    """The handler of messages for the outbox; what talks to the outside is loaded when needed.

    `others` says whether messages that are about no order of a buyer are still wanted, `attached`
    reads the files that go along.
    """
    settings = follow_ups_of(config)

    def sender(way: Way) -> MessageSender | None:
        return sender_of(config, way)

    def wanted(tx: Transaction, message: Message) -> str:
        if message.order_id is None and others is not None:
            return others(tx, message)
        return still_wanted(tx, settings, message)

    return Messages(sender, wanted, attached)


def sender_of(config: Config, way: Way) -> MessageSender | None:
    """The way out; None where it is not set up."""
    if way is Way.EMAIL and config.mail.configured:
        from core.messages.mail import MailSender

        return MailSender(config.mail, config.shop.name)
    if way is Way.WHATSAPP and config.whatsapp.configured:
        from core.messages.whatsapp import WhatsAppSender

        return WhatsAppSender(config.whatsapp)
    return None


def following_up(config: Config, reason: str, way: Way | None = None) -> Step:
    """Write to the buyers of many orders; who got the same a short time ago is left alone.

    Buyers who are blocked are refused here: one writes to them from the order, knowing why.

    Without a way each goes by the best that needs nobody: a link is for one order, not for many.
    """
    settings = follow_ups_of(config)

    def do(tx: Transaction, order_id: int) -> bool:
        require(tx, Permission.MESSAGE_SEND)
        ways = [one for one in routes(tx, settings, order_id) if one.way is not Way.LINK]
        wanted = [one for one in ways if way in {None, one.way}] or ways
        chosen = next((one for one in wanted if one.problem is None), wanted[-1])
        shown = preview(tx, settings, order_id, reason, chosen.way)
        if shown.standing.blocked:
            raise Refusal("message_blocked", order=shown.order_no, reason=shown.standing.reason)
        try:
            follow_up(tx, settings, order_id, reason, chosen.way)
        except Refusal as refusal:
            if refusal.code != "message_already":
                raise
            return False
        return True

    return do


_tracked = (
    select(shipments.c.courier, shipments.c.waybill)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .where(
        parcels.c.order_id == bindparam("o"),
        shipments.c.state.in_(sorted(state.value for state in _GONE_OUT)),
        shipments.c.waybill != "",
    )
    .order_by(parcels.c.id)
)
