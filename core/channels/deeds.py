"""What is done at the station about shops at sales channels."""

from __future__ import annotations

from collections.abc import Sequence

from core.channels.calm import What
from core.channels.cancel_wishes import decide
from core.channels.commands import is_paused, pause, resume, want
from core.channels.registry import Shop
from core.channels.stock_seen import accept, read_seen
from core.channels.unread import leave
from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench


def ask_now(shop: str) -> Deed:
    """Have the worker ask a shop what is new; Refusal ``channel_is_paused``."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if is_paused(bench.tx, shop):
            raise Refusal("channel_is_paused", shop=shop)
        want(bench.tx, shop)
        return Answer(Kind.INFO, "channel_asked", {"shop": shop})

    return do


def pause_or_go_on(shop: str) -> Deed:
    """Leave a shop alone, or go on with one that is left alone."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if pause(bench.tx, shop):
            return Answer(Kind.INFO, "channel_paused", {"shop": shop})
        resume(bench.tx, shop)
        return Answer(Kind.INFO, "channel_goes_on", {"shop": shop})

    return do


def tell_stock(shop: Shop, seen: str) -> Deed:
    """Let a shop be told the stock, now and from now on; `seen` are the figures that were shown."""
    shown = read_seen(seen) if seen else None

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        accept(bench.tx, shop, shown)
        return Answer(Kind.INFO, "channel_stock", {"shop": shop.name})

    return do


def leave_unread(shop: str, what: What, ref: str, why: str) -> Deed:
    """Put away what nobody can read, until it changes."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        leave(bench.tx, shop, what, ref, why)
        return Answer(Kind.INFO, "unread_left", {"shop": shop, "ref": ref})

    return do


def decide_wish(shops: Sequence[Shop], number: str, channel: str, choice: str) -> Deed:
    """Grant what the buyer of an order asks for, or refuse it: ``grant`` or ``refuse|REASON``."""
    what, _sign, reason = choice.partition("|")

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = decide(bench.tx, shops, number, channel, reason, grant=what == "grant")
        told = {"order": done.order_no, "shop": done.shop}
        return Answer(Kind.INFO, "wish_granted" if done.grant else "wish_refused", told)

    return do
