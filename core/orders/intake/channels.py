"""What channels are and what their words for the status of an order mean here.

The words are those of Shopee Open Platform v2 ``order_status`` (open.shopee.com), Lazada Open
Platform item status (open.lazada.com), TikTok Shop Partner API 202309 order status
(partner.tiktokshop.com) and WooCommerce orders (woocommerce.github.io). Channels add words without
notice: one that is not here says nothing, and the money decides.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from core.orders.states import Source


class Meaning(StrEnum):
    """What a channel's word means for the work here."""

    WAITING = "waiting"
    """The buyer has not paid."""
    STOPPED = "stopped"
    """The channel keeps it back for now."""
    TO_SEND = "to_send"
    """Its money is settled there: it is to be packed, or waits for its courier."""
    UNDER_WAY = "under_way"
    """It left, or was lost on the way."""
    ARRIVED = "arrived"
    CLOSED = "closed"
    """Arrived, and nobody can object any more."""
    CANCEL_ASKED = "cancel_asked"
    CANCELLED = "cancelled"
    RETURNED = "returned"


GONE = frozenset({Meaning.UNDER_WAY, Meaning.ARRIVED, Meaning.CLOSED, Meaning.RETURNED})
"""Meanings of orders that nobody packs any more."""

_M = Meaning
_WORDS: dict[Source, dict[Meaning, str]] = {
    Source.SHOPEE: {
        _M.WAITING: "unpaid",
        _M.STOPPED: "pending invoice_pending",
        _M.TO_SEND: "ready_to_ship retry_ship processed",
        _M.UNDER_WAY: "shipped",
        _M.ARRIVED: "to_confirm_receive",
        _M.CLOSED: "completed",
        _M.CANCEL_ASKED: "in_cancel",
        _M.CANCELLED: "cancelled",
        _M.RETURNED: "to_return",
    },
    Source.LAZADA: {
        _M.WAITING: "unpaid",
        _M.TO_SEND: ("pending repacked topack packed ready_to_ship toship ready_to_ship_pending"),
        _M.UNDER_WAY: (
            "shipped shipping failed failed_delivery lost lost_by_3pl damaged_by_3pl"
            " package_scrapped"
        ),
        _M.ARRIVED: "delivered",
        _M.CLOSED: "confirmed",
        _M.CANCELLED: "canceled cancelled",
        _M.RETURNED: "returned shipped_back shipped_back_success shipped_back_failed",
    },
    Source.TIKTOK: {
        _M.WAITING: "unpaid",
        _M.STOPPED: "on_hold",
        _M.TO_SEND: "awaiting_shipment partially_shipping awaiting_collection",
        _M.UNDER_WAY: "in_transit",
        _M.ARRIVED: "delivered",
        _M.CLOSED: "completed",
        _M.CANCELLED: "cancelled cancel",
    },
    Source.WEB: {
        _M.WAITING: "pending on_hold failed",
        _M.TO_SEND: "processing",
        _M.CLOSED: "completed",
        _M.CANCELLED: "cancelled",
        _M.RETURNED: "refunded",
    },
}
_OWN: dict[Meaning, str] = {
    _M.WAITING: "unpaid",
    _M.TO_SEND: "processing",
    _M.UNDER_WAY: "shipping shipped",
    _M.ARRIVED: "delivered",
    _M.CLOSED: "done completed",
    _M.CANCEL_ASKED: "cancel_asked",
    _M.CANCELLED: "cancelled",
    _M.RETURNED: "returned",
}
"""Our own words, for all channels that do not have them otherwise."""


def _table(words: dict[Meaning, str]) -> dict[str, Meaning]:
    return {word: meaning for meaning, each in words.items() for word in each.split()}


_MEANINGS = {source: _table(_OWN) | _table(_WORDS.get(source, {})) for source in Source}
_STARTS = {
    **{source.value: source for source in Source},
    "tiktokshop": Source.TIKTOK,
    "website": Source.WEB,
    "woocommerce": Source.WEB,
    "shopify": Source.WEB,
}
_FIRST = re.compile(r"[a-z0-9]+")
_GAPS = re.compile(r"[\s_-]+")


@lru_cache(maxsize=1024)
def source_of(channel: str) -> Source:
    """Where orders of a channel come from, by its first word: ``shopee``, ``tiktok shop 2``."""
    first = _FIRST.match(channel.casefold())
    return _STARTS.get(first[0] if first else "", Source.PRIVATE)


def stopped_by(reason: str) -> Meaning | None:
    """Which word of its channel an order is on hold for; None where it is a person's reason."""
    channel, sign, word = reason.rpartition(": ")
    return meaning_of(source_of(channel), word) if sign else None


@lru_cache(maxsize=1024)
def meaning_of(source: Source, raw: str) -> Meaning | None:
    """What a channel's word for a status means; None for one that nobody here knows."""
    return _MEANINGS[source].get(_GAPS.sub("_", raw.strip().casefold()))
