"""Words for shops at sales channels: how they stand, and what to do where something is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.channels.adapter import Fault, Trouble
from core.channels.calm import What
from core.channels.oversold import Oversold
from core.channels.queries import Standing, TellsStock
from core.channels.return_states import Waits
from core.channels.stock_plan import Change
from core.channels.unread import StillUnread
from core.channels.ways import OVER, ParcelWay
from core.i18n import N_, _, language, show_time
from core.money import Money, show
from tui.keys import BY_NAME, key_name

_FAULTS: dict[Fault, str] = {
    Fault.AWAY: N_("It was not reached, or broke off. It is asked again by itself."),
    Fault.UNSURE: N_("It did not answer in time. What became of it is looked up."),
    Fault.BUSY: N_("It was asked too often. It is asked again by itself."),
    Fault.HELD: N_("It has to wait there. It is asked again by itself."),
    Fault.QUOTA: N_("All calls of the day are used up. It goes on when there are new ones."),
    Fault.EXPIRED: N_("Its access ended. It is renewed by itself."),
    Fault.REVOKED: N_(
        "Its authorisation is over. Connect it again: F9 at Sales channels, or "
        "kemas channels connect {shop}"
    ),
    Fault.CLOCK: N_("The clock of this machine is off. Set it right, best by NTP."),
    Fault.KEYS: N_("Its keys or its address are wrong. Look at them in the configuration."),
    Fault.FORBIDDEN: N_("The application may not do this. Look at its permissions there."),
    Fault.BANNED: N_("The channel has closed the shop. Look at the messages there."),
    Fault.GONE: N_("It does not have what it was asked for."),
    Fault.DONE: N_("It was done before."),
    Fault.CANCELLED: N_("It is cancelled there."),
    Fault.REFUSED: N_("It refused."),
    Fault.PARTS: N_("What is in the box is no package of this order there."),
    Fault.SLOT: N_("The time for fetching it is over. Choose another one."),
    Fault.GARBLED: N_("It did not answer as it should. It is asked again by itself."),
}

_UNREAD: dict[What, str] = {
    What.ORDERS: N_(
        "Orders that cannot be read: {count} ({which}). Look at them there; "
        "they are asked for again."
    ),
    What.RETURNS: N_("Returns that cannot be read: {count} ({which}). Look at them there."),
    What.PAYOUTS: N_(
        "Payouts that cannot be read: {count} ({which}). Look at them there; "
        "they are asked for again."
    ),
}
_KINDS = {What.ORDERS: N_("order"), What.RETURNS: N_("return"), What.PAYOUTS: N_("payout")}
_NAMED = 3
_NEARLY = 99
"""Of so many percent on it is what changed since the last time: no word is worth it."""
_STOCK: dict[TellsStock, str] = {
    TellsStock.OFF: N_("not from here: push in [channels.stock] of the configuration is off"),
    TellsStock.NEVER: N_("never told: F6 shows what would change, and asks"),
    TellsStock.BRAKED: N_("waits for somebody: F6 shows what would change, and asks"),
    TellsStock.SEEN: N_("seen; it is told with the next round"),
    TellsStock.TOLD: N_("told as it changes; Alt+V shows what differs now"),
}
_WAYS = {"pickup": N_("Courier comes"), "dropoff": N_("Brought there")}
_WAITS: dict[Waits, str] = {
    Waits.NOTHING: "",
    Waits.ORDER_UNKNOWN: N_("its order is not here"),
    Waits.NOT_SHIPPED: N_("nothing of its order has left"),
    Waits.BEFORE: N_("its order was not packed here"),
    Waits.GOODS_UNKNOWN: N_("the order does not have these goods"),
    Waits.NOTHING_LEFT: N_("all that left came back already"),
    Waits.TOO_MANY: N_("more comes back than left"),
    Waits.MONEY_ONLY: N_("the buyer keeps the goods and wants money"),
    Waits.WITHDRAWN: N_("over before anything came"),
}


def waits_word(why: Waits) -> str:
    """Why a return there is none of the house."""
    return _(_WAITS[why]) if _WAITS[why] else ""


def trouble_words(shop: str, fault: Fault, said: str, skew_s: int = 0) -> str:
    """What is wrong and what to do, with the channel's own words behind."""
    words = _(_FAULTS[fault]).format(shop=shop)
    if fault is Fault.CLOCK and skew_s:
        off = _("It is ahead by {seconds} s.") if skew_s > 0 else _("It is behind by {seconds} s.")
        words = f"{words} {off.format(seconds=abs(skew_s))}"
    return f"{words} ({said})" if said else words


def why_not_told(params: Mapping[str, Any]) -> str:
    """Why a shop does not say something, as a refusal has it."""
    fault, said = Fault(params["fault"]), str(params.get("said", ""))
    return trouble_words(str(params["shop"]), fault, said)


def way_name(kind: str) -> str:
    """Whether a courier comes for a parcel, or it is brought."""
    return _(_WAYS[kind]) if kind in _WAYS else kind


def way_words(way: ParcelWay) -> str:
    """How a parcel leaves, and who said so."""
    said = " · ".join(filter(None, (way_name(way.kind), way.said)))
    by = _("chosen by hand") if way.by_hand else _("by the rule of the shop")
    if way.state == OVER:
        return _("{way} is not offered any more: choose again").format(way=said)
    return f"{said} ({by})"


def oversold_words(one: Change) -> str:
    """More is sold of it than there is, and what to do."""
    said = _("{sku}: {count} more are sold than there are. Buy them, or cancel orders.")
    return said.format(sku=one.sku, count=one.oversold)


def unknown_place_words(place: str) -> str:
    """A warehouse of a platform of which nobody said which of ours it is."""
    said = _("Nobody said which warehouse of ours {place} is: [channels.stock] locations.")
    return said.format(place=place)


def price_words(one: Change) -> str:
    """Which price a listing has and gets; empty where it stays."""
    if one.price_then is None:
        return ""
    now = "" if one.price_now is None else show(Money(one.price_now, one.currency), language())
    return f"{now} → {show(Money(one.price_then, one.currency), language())}"


def stock_words(one: Standing) -> str:
    """How far a shop is told the stock, and which key goes on with it."""
    return "" if one.stock is None else _(_STOCK[one.stock])


def in_seller_centre(shop: str, package: str) -> str:
    """What is to be done about a package that is arranged there and goes out no more."""
    said = _(
        "{shop} still sends a courier for package {package}: take it back in the seller centre, "
        "or pack it again, it keeps its number."
    )
    return said.format(shop=shop, package=package)


def told_words(shop: str, trouble: Trouble) -> str:
    """The same of what was heard just now."""
    return trouble_words(shop, trouble.fault, trouble.said, int(trouble.skew))


def not_connected_words(shop: str, trouble: Trouble) -> str:
    """Why an answer was not taken: of a code that is refused the authorisation is not over yet."""
    if trouble.fault is not Fault.REVOKED:
        return told_words(shop, trouble)
    said = _("The code is used up, too old or wrong. Begin again: kemas channels connect {shop}")
    return f"{said.format(shop=shop)} ({trouble.said})"


def state_word(one: Standing) -> str:
    """How a shop stands, in a word or two."""
    if one.paused_at is not None:
        return _("paused")
    if not one.connected:
        return _("not connected")
    if one.fault is not None:
        return _("trouble")
    percent = None if one.part is None else int(100 * one.part)
    if percent is not None and percent < _NEARLY:
        return _("{percent} % read").format(percent=percent) if percent else _("being read")
    return _("well") if one.heard_at else _("not asked yet")


def unread_kind(one: StillUnread) -> str:
    """Whether it is an order, a return or a payout."""
    return _(_KINDS[one.what])


def open_there_words(shop: str) -> str:
    """What is to be done about an order that is cancelled here alone."""
    said = _("{shop} still waits for it: cancel it there too, in the seller centre.")
    return said.format(shop=shop)


def missing_words(one: Oversold) -> str:
    """How much of something is missing, and what can be done about it."""
    said = _(
        "{sku}: {count} more are sold than there are. Buy them, or cancel orders that wait: {which}"
    )
    named = ", ".join(one.orders[:_NAMED]) + (" …" if len(one.orders) > _NAMED else "")
    return said.format(sku=one.sku, count=one.units, which=named)


def unread_words(unread: Sequence[StillUnread]) -> list[str]:
    """What nobody could read of a shop, in a sentence for orders and one for payouts."""
    found = []
    for what, text in _UNREAD.items():
        mine = [f"{each.ref or '?'}: {each.said}" for each in unread if each.what is what]
        if mine:
            named = ", ".join(mine[:_NAMED]) + (" …" if len(mine) > _NAMED else "")
            found.append(_(text).format(count=len(mine), which=named))
    return found


def warnings(one: Standing, zone: str, missing: Sequence[Oversold] = ()) -> list[str]:
    """What people have to know about a shop, the worst first; `missing` is what it oversold."""
    found = []
    if not one.connected:
        found.append(
            _("It is not connected: F9 at Sales channels, or kemas channels connect {shop}").format(
                shop=one.name
            )
        )
    if one.fault is not None:
        found.append(trouble_words(one.name, one.fault, one.said, one.skew_s))
    if one.ends_soon and one.authorised_until is not None:
        said = _(
            "Its authorisation ends on {when}: F9 at Sales channels, or "
            "kemas channels connect {shop}"
        )
        when = show_time(one.authorised_until, zone)
        found.append(said.format(when=when, shop=one.name))
    if one.brake_changes > 0:
        said = _(
            "{count} of {all} listings would change, so nothing is told yet: F6 shows them and "
            "asks, or kemas channels stock {shop}"
        )
        if one.stock is TellsStock.NEVER:
            said = _(
                "It was never told the stock; {count} of {all} listings would change: F6 shows "
                "them and asks, or kemas channels stock {shop}"
            )
        found.append(said.format(count=one.brake_changes, all=one.brake_of, shop=one.name))
    if one.cancel_asked:
        said = _("Buyers want to cancel {count} orders: kemas channels cancel grant|refuse ORDER")
        found.append(said.format(count=one.cancel_asked))
    if one.left_open:
        said = _("Cancelled here, and open there: {count} ({which}). Cancel them there too.")
        named = ", ".join(one.left_open[:_NAMED]) + (" …" if len(one.left_open) > _NAMED else "")
        found.append(said.format(count=len(one.left_open), which=named))
    found += [missing_words(each) for each in missing[:_NAMED]]
    if len(missing) > _NAMED:
        said = _("{count} more products are oversold: kemas channels stock {shop}")
        found.append(said.format(count=len(missing) - _NAMED, shop=one.name))
    if one.unmatched:
        said = _(
            "Nobody said which product {count} listings are: {key} at Listings, or "
            "kemas channels match"
        )
        found.append(said.format(count=one.unmatched, key=key_name(BY_NAME["listing_match"].key)))
    if one.returns_waiting:
        said = _("{count} returns wait for somebody: kemas channels returns {shop} --waiting")
        found.append(said.format(count=one.returns_waiting, shop=one.name))
    if one.returns_fault is not None:
        said = _("Its returns were not read: {why}")
        found.append(said.format(why=trouble_words(one.name, one.returns_fault, one.returns_said)))
    if one.payouts_fault is not None:
        said = _("What it pays out was not read: {why}")
        found.append(said.format(why=trouble_words(one.name, one.payouts_fault, one.payouts_said)))
    found += unread_words(one.unread)
    if one.paused_at is not None:
        said = _("Paused by {who} on {when}: kemas channels resume {shop}")
        when = show_time(one.paused_at, zone)
        found.append(said.format(who=one.paused_by or "-", when=when, shop=one.name))
    return found
