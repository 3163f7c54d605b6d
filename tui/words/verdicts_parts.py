"""The pieces of which verdicts are spoken: quantities, places, moments, names of commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import clock
from core.i18n import N_, _, ngettext
from core.text import clean, fit, visible
from tui.words.couriers import courier_reason

_NAME = 40
_TEXT = 200


@dataclass(frozen=True, slots=True)
class Words:
    """Message ids of one verdict, marked with ``N_``."""

    message: str
    needed: str | None = None
    """None: what is left of the open order."""
    next: str = ""


_KEYS = {
    "ok": "ack",
    "yes": "done",
    "done": "done",
    "hold": "hold",
    "next_order": "next",
    "short_goods": "short",
    "wish": "cancel_wish",
    "cancel": "cancel",
}
_CODES = {
    "ok": "OK",
    "yes": "OK",
    "done": "DONE",
    "hold": "HOLD",
    "next_order": "NEXT",
    "short_goods": "SHORT",
}
COMMAND_NAMES = frozenset(_KEYS)
"""The pieces that say how a command is given: `scan KEMAS:OK`, `press F1`."""
_REASONS = {
    "payment_reversed": N_("its payment was confirmed by mistake"),
    "OUT": N_("the bin is empty"),
    "DAMAGED": N_("damaged"),
    "WRONGBIN": N_("something else is in the bin"),
    "packing": N_("put aside while packing"),
    "courier_unknown": N_("the shop does not have this courier any more"),
    "executor_gone": N_("Kemas ended while the courier was asked"),
}


def short(value: object, width: int = _TEXT) -> str:
    """A value from outside as one harmless, bounded piece of a sentence."""
    return fit(clean(visible(str(value))), width)


def units(count: int) -> str:
    """So many units."""
    return ngettext("{count} unit", "{count} units", count).format(count=count)


def not_saved_yet(count: int) -> str:
    """That a scan counts at its station alone, and how many wait there."""
    return ngettext(
        "Not saved yet: {count} scan waits here.", "Not saved yet: {count} scans wait here.", count
    ).format(count=count)


def lines(count: int) -> str:
    """So many lines of an order."""
    return ngettext("{count} line", "{count} lines", count).format(count=count)


def item(sku: object, name: object) -> str:
    """A product as people know it."""
    return " ".join(part for part in (short(sku, _NAME), short(name, _NAME)) if part)


def rest(params: Mapping[str, Any]) -> str:
    """What is still needed, at most three lines: quantity, product and bin."""
    named = [_place(line) for line in params.get("rest", ())]
    more = int(params.get("rest_lines", 0)) - len(named)
    if more > 0:
        named.append(ngettext("{count} more line", "{count} more lines", more).format(count=more))
    return ", ".join(named)


def missing(lines_missing: Sequence[Mapping[str, Any]]) -> str:
    """Products that no stock can be promised for."""
    return ", ".join(
        f"{int(one['quantity'])} × {short(one['sku'], _NAME)}" for one in lines_missing[:3]
    )


def holder(params: Mapping[str, Any]) -> str:
    """Who has an order, and where."""
    who, station = short(params.get("who", "")), short(params.get("station", ""))
    if who and station:
        return _("{who} at station {station}").format(who=who, station=station)
    return who or station or _("another station")


def moment(iso: object, zone: str) -> str:
    """A moment on the shop's wall clock: the time, and the day where it was not today."""
    try:
        at = clock.local(datetime.fromisoformat(str(iso)), zone)
    except ValueError:
        return "?"
    today = clock.local(clock.now(), zone).date()
    return at.strftime("%H:%M" if at.date() == today else "%d/%m %H:%M")


def reason(code: object) -> str:
    """Why something did not come about; people's own words stay as they are."""
    if str(code) in _REASONS:
        return _(_REASONS[str(code)])
    return courier_reason(str(code)) or short(code)


def remarks(params: Mapping[str, Any]) -> str:
    """How NEXT came to it, gift, fragile and the buyer's note, each as a sentence of its own."""
    said = []
    if params.get("round") == "only":
        said.append(_("No other order waits."))
    elif params.get("round"):
        said.append(_("All orders that wait were put back here; this is the first of them again."))
    if params.get("gift"):
        said.append(_("It is a gift."))
    if params.get("fragile"):
        said.append(_("It is fragile."))
    if params.get("note"):
        said.append(_("Note: {note}").format(note=short(params["note"])))
    return "".join(f" {one}" for one in said)


def refund(params: Mapping[str, Any], *, how: bool = False) -> str:
    """What the buyer of a cancelled order gets back, if anything; and which keys write it down."""
    from core.i18n import language
    from core.money import Money, show

    if not params.get("to_refund"):
        return ""
    amount = show(Money(int(params["to_refund"]), str(params["currency"])), language())
    said = " " + _("To refund: {amount}.").format(amount=amount)
    if not how:
        return said
    from tui.keys import BY_NAME, key_name

    orders, payments = (key_name(BY_NAME[name].key) for name in ("orders", "payments"))
    then = _("When it is sent back: {orders}, then {payments} on the order.")
    return f"{said} {then.format(orders=orders, payments=payments)}"


def facts(found: Sequence[Mapping[str, Any]], zone: str) -> str:
    """The stock of a product and who holds it, as at most two sentences."""
    return "".join(f" {_fact(one, zone)}" for one in found[:2])


def commands(*, keys: bool) -> dict[str, str]:
    """How each command is given: by its key on the screen, by its code in line mode."""
    if keys:
        from tui.keys import BY_NAME, key_name

        return {
            name: _("press {key}").format(key=key_name(BY_NAME[action].key))
            for name, action in _KEYS.items()
        }
    codes = {name: _("scan {code}").format(code=f"KEMAS:{word}") for name, word in _CODES.items()}
    return codes | {"wish": _("kemas channels cancel"), "cancel": _("kemas orders cancel")}


def capital(text: str) -> str:
    """A sentence begins with a capital letter, whatever piece it begins with."""
    return text[:1].upper() + text[1:]


def _place(line: Mapping[str, Any]) -> str:
    where = f" @{short(line['bin'], _NAME)}" if line.get("bin") else ""
    if line.get("lot"):
        where += " " + _("lot {lot}").format(lot=short(line["lot"], _NAME))
    return f"{int(line['quantity'])} × {item(line['sku'], line['name'])}{where}"


def _fact(fact: Mapping[str, Any], zone: str) -> str:
    if fact.get("fact") == "stock" and fact.get("blocked"):
        said = _("{on_hand} on hand, {blocked} blocked ({because}), {available} free. Bin: {bins}.")
        return said.format(
            on_hand=fact["on_hand"],
            blocked=fact["blocked"],
            because=short(fact.get("because", "")),
            available=fact["available"],
            bins=short(fact.get("bins") or "-"),
        )
    if fact.get("fact") == "stock":
        return _("{on_hand} on hand, {available} free. Bin: {bins}.").format(
            on_hand=fact["on_hand"],
            available=fact["available"],
            bins=short(fact.get("bins") or "-"),
        )
    if fact.get("fact") == "typed_in":
        said = _("{quantity} held for an order that is being typed in.")
        return said.format(quantity=fact["quantity"])
    order, quantity = short(fact.get("order", "")), fact.get("quantity", 0)
    if fact.get("fact") == "claimed":
        return _("{quantity} claimed by {holder} since {since} for order {order}.").format(
            quantity=quantity,
            holder=holder(fact),
            since=moment(fact.get("since", ""), zone),
            order=order,
        )
    return _("{quantity} promised to order {order}.").format(quantity=quantity, order=order)
