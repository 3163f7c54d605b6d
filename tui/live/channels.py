"""Shops at sales channels as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.channels import deeds
from core.channels.adapter import Can
from core.channels.calm import What
from core.channels.oversold import Oversold, oversold
from core.channels.queries import Standing, TellsStock, standings
from core.channels.registry import Shop, shop_named, shops_of
from core.channels.returns_told import told_returns
from core.channels.stock_plan import Plan, plan
from core.channels.stock_seen import must_be_tellable
from core.channels.unread import still_unread
from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _, show_time
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.channels import state_word, stock_words, unread_kind, waits_word, warnings

_SHOWN = 20


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """All shops in the order of the configuration, those that a search names."""
    found = [
        one
        for one in standings(tx, shops_of(at.config))
        if wanted.text.casefold() in f"{one.name} {one.kind} {one.title}".casefold()
    ]
    rows = tuple(_row(tx, one, at) for one in found[offset : offset + limit])
    return Page(rows, len(found))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a shop: how it stands, what is wrong, and what it would be told."""
    shop = shop_named(at.config, identifier)
    (one,) = standings(tx, [shop])
    facts = (
        (_("Channel"), one.kind),
        (_("Shop"), one.title),
        (_("Last success"), show_time(one.heard_at, at.zone) if one.heard_at else ""),
        (_("Asked next"), show_time(one.next_at, at.zone) if one.next_at else ""),
        (_("Behind"), _lag(one, tx.now)),
        (_("Orders"), str(one.orders)),
        (_("Parked"), str(one.parked or "")),
        (_("Asked for again"), str(one.again or "")),
        (_("Listings read"), _listed(one, shop, at.zone)),
        (_("Listings nobody knows"), str(one.unmatched or "")),
        (
            _("Calls today"),
            _("{calls}, {per_second} a second at most").format(
                calls=one.calls, per_second=f"{one.per_second:g}"
            ),
        ),
        (
            _("Allowed until"),
            show_time(one.authorised_until, at.zone) if one.authorised_until else "",
        ),
        (_("Its stock"), stock_words(one)),
        (_("Failures in a row"), str(one.failures or "")),
        (_("Number for their help"), one.request_id),
    )
    told = warnings(one, at.zone, _missing(tx, at, shop))
    troubles = tuple((str(nth), said) for nth, said in enumerate(told, 1))
    sections = [
        Section(title, tuple(row for row in rows if row[1]))
        for title, rows in (
            (_("To do"), troubles),
            (_("Shop"), facts),
            (_("Cannot be read"), _unread(tx, at, one)),
            (_("Returns"), _returns(tx, one.name)),
            (_("Stock to tell"), _stock(_plan(tx, at, shop))),
        )
        if any(row[1] for row in rows)
    ]
    return Detail(one.name, state_word(one), tuple(sections))


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with a shop."""
    shop = shop_named(at.config, values.get("id", ""))
    if action == "channel_tell":
        return deeds.tell_stock(shop, values.get("seen", ""))
    if action == "channel_leave":
        what, _sign, ref = values.get("which", "").partition("|")
        return deeds.leave_unread(shop.name, What(what), ref, values.get("why", ""))
    return {"channel_ask": deeds.ask_now, "channel_pause": deeds.pause_or_go_on}[action](shop.name)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """Which of what cannot be read is put away, and why; Refusal ``unread_nothing``."""
    shop = shop_named(at.config, target.get("id", "")).name
    found = still_unread(tx, [shop])
    if not found:
        raise Refusal("unread_nothing", shop=shop)
    which = tuple(
        Choice(f"{one.what.value}|{one.ref}", f"{one.ref or '?'}: {one.said}", unread_kind(one))
        for one in found
    )
    note = _("Look at it there first. It is told no more, until it changes there.")
    fields = (FormField("which", _("Which"), choices=which), FormField("why", _("Why")))
    return Form(_("Put away · {shop}").format(shop=shop), fields, (note,), hidden={"id": shop})


def _unread(tx: Transaction, at: At, one: Standing) -> tuple[tuple[str, str], ...]:
    """What could not be read, then what of it was put away, by whom and why."""
    found = [(each.ref or "?", f"{unread_kind(each)}  {each.said}") for each in one.unread]
    for each in still_unread(tx, [one.name], left=True):
        said = _("put away by {who} on {when}: {why}").format(
            who=each.left_by or "-",
            when=show_time(each.left_at, at.zone) if each.left_at else "",
            why=each.left_why,
        )
        found.append((each.ref or "?", f"{unread_kind(each)}  {said}"))
    rest = len(found) - _SHOWN
    more = [("…", _("{count} more").format(count=rest))] if rest > 0 else []
    return tuple(found[:_SHOWN] + more)


def _looks(tx: Transaction, at: At, one: Standing) -> str:
    """Whether the difference is shown before it is told: not where it cannot be told at all."""
    if one.stock not in {TellsStock.NEVER, TellsStock.BRAKED}:
        return ""
    try:
        must_be_tellable(tx, shop_named(at.config, one.name))
    except Refusal:
        return ""
    return "yes"


def _plan(tx: Transaction, at: At, shop: Shop) -> Plan:
    return plan(tx, shop, at.config.station.warehouse)


def _listed(one: Standing, shop: Shop, zone: str) -> str:
    """When its listings were read, and at which time of the day they are."""
    if Can.LISTINGS not in shop.adapter.can:
        return ""
    said = show_time(one.listed_at, zone) if one.listed_at else _("not yet")
    since, until = shop.settings.quiet_from, shop.settings.quiet_until
    if since is None or until is None:
        return said
    quiet = _("between {since} and {until}").format(since=f"{since:%H:%M}", until=f"{until:%H:%M}")
    return f"{said} ({quiet})"


def _missing(tx: Transaction, at: At, shop: Shop) -> tuple[Oversold, ...]:
    return oversold(tx, shop, at.config.station.warehouse)


def _returns(tx: Transaction, shop: str) -> tuple[tuple[str, str], ...]:
    """The returns there that changed last, those first that somebody has to look at."""
    rows = told_returns(tx, [shop], limit=_SHOWN)
    return tuple(
        (
            one.return_no,
            "  ".join(
                filter(None, (one.order_no, one.code or waits_word(one.why), one.raw_status))
            ),
        )
        for one in rows
    )


def _stock(found: Plan) -> tuple[tuple[str, str], ...]:
    """The first changes, and what is oversold before all others."""
    told = [
        (one.sku, _("{count} too many sold").format(count=one.oversold)) for one in found.oversold
    ]
    told += [(one.sku, f"{one.now} → {one.then}  {one.said}".rstrip()) for one in found.changes]
    told = [(one, _("not one of our warehouses yet")) for one in found.unknown] + told
    rest = len(told) - _SHOWN
    more = [("…", _("{count} more").format(count=rest))] if rest > 0 else []
    return tuple(told[:_SHOWN] + more)


def _row(tx: Transaction, one: Standing, at: At) -> BoardRow:
    said = warnings(one, at.zone, _missing(tx, at, shop_named(at.config, one.name)))
    bad = one.fault is not None or not one.connected
    cells = (
        one.name,
        state_word(one),
        show_time(one.heard_at, at.zone) if one.heard_at else "",
        _lag(one, tx.now),
        str(one.orders),
        str(one.parked or ""),
        str(one.calls),
        said[0] if said else "",
    )
    ink: Ink = "bad" if bad else "warn" if said else "good"
    inks: tuple[Ink, ...] = ("strong", ink, "", "", "", "warn" if one.parked else "")
    return BoardRow(one.name, cells, inks, target={"look": _looks(tx, at, one)})


def _lag(one: Standing, now: datetime) -> str:
    lag = one.lag(now)
    if lag is None:
        return ""
    minutes = int(lag.total_seconds() // 60)
    if minutes < 600:
        return _("{minutes} min").format(minutes=minutes)
    return _("{days} d").format(days=max(1, lag.days))
