"""What marketplaces pay out as the station shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from core.channels import payout_deeds
from core.channels.payouts_told import paying, pays_of
from core.channels.registry import Shop, shops_of
from core.channels.unread import still_unread
from core.clock import local
from core.errors import Refusal
from core.fee_kinds import FeeKind
from core.fulfilment.packing.session import Deed
from core.i18n import _, show_time
from core.orders.status import policy_of
from core.payouts.arrivals import missed_days
from core.payouts.earning import earned
from core.payouts.owing import Late, late_orders
from core.payouts.queries import (
    Line,
    OrderPart,
    Payout,
    Wanted,
    count_payouts,
    lines_of,
    list_payouts,
    one_part,
    one_payout,
    parts,
)
from core.payouts.states import FOR_PEOPLE, Part, PayoutState
from core.payouts.words import words_told
from core.receivables.awaiting import awaited_of
from core.settings import Config
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Ink, Page, Section
from tui.words.payouts import (
    bank_words,
    kind_word,
    missing_words,
    money,
    part_word,
    part_words,
    payout_state,
)
from tui.words.payouts_orders import earned_rows

_MONTHS = 12
_SHOWN = 200
_PAYOUT, _ORDER, _LATE = "p", "o", "l"


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """Payouts, the newest first; or the orders that were asked for instead."""
    kind, _colon, value = wanted.status.partition(":")
    match kind, value:
        case "orders", "open":
            found = parts(tx, FOR_PEOPLE, text=wanted.text, offset=offset, limit=limit)
            return _orders(found, at, offset, limit)
        case "orders", "unmatched":
            found = parts(tx, [Part.UNKNOWN], text=wanted.text, offset=offset, limit=limit)
            return _orders(found, at, offset, limit)
        case "orders", "differs":
            found = parts(tx, differs=True, text=wanted.text, offset=offset, limit=limit)
            return _orders(found, at, offset, limit)
        case "orders", "late":
            owed = late_orders(tx, pays_of(tx, _shops(at.config)))
            text = wanted.text.casefold()
            rows = [_late(one, at) for one in owed if text in one.order_no.casefold()]
            return Page(tuple(rows[offset : offset + limit]), len(rows))
    fit = _fit(tx, at, kind, value, wanted.text)
    listed, about = list_payouts(tx, fit, offset=offset, limit=limit), _said(tx, at)
    missed = missed_days(tx, awaited_of(tx, at.config), [one.id for one in listed])
    rows_ = tuple(_row(one, at, about, missed.get(one.id, 0)) for one in listed)
    return Page(rows_, count_payouts(tx, fit))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a payout, or about the money of an order."""
    kind, number = identifier[:1], identifier[1:]
    if kind == _PAYOUT:
        return _payout_sheet(tx, at, one_payout(tx, number))
    if kind == _LATE:
        found = earned(tx, int(number))
        rows = Section(_("Money of the marketplace"), earned_rows(found))
        return Detail(found.order_no, _("never paid out"), (rows,))
    part = one_part(tx, int(number))
    lines = lines_of(tx, shop=part.shop, order_ref=part.order_ref, limit=_SHOWN)
    facts = (
        (_("Shop"), part.shop),
        (_("What became of it"), part_words(part)),
        (_("Brought"), money(part.brought, part.currency)),
        (_("The order costs"), money(part.total, part.currency) if part.total is not None else ""),
        (_("Differs by"), money(part.differs, part.currency) if part.differs else ""),
        (_("Left of it"), money(part.net, part.currency)),
        (_("Changed"), show_time(part.changed_at, at.zone)),
    )
    sections = [Section(_("Order"), tuple(row for row in facts if row[1]))]
    if part.order_id is not None:
        rows_ = earned_rows(earned(tx, part.order_id))
        sections.append(Section(_("Money of the marketplace"), rows_))
    sections.append(Section(_("Lines"), tuple(_line(one, payout=True) for one in lines)))
    return Detail(part.order_ref, part_word(part.state), tuple(sections))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What the list may be narrowed to."""
    found = [
        Choice("", _("All payouts")),
        _choice("orders", "open", _("Orders to look at")),
        _choice("orders", "unmatched", _("Orders that are not here")),
        _choice("orders", "differs", _("Orders that cost another amount")),
        _choice("orders", "late", _("Delivered long ago, never paid out")),
        _choice("state", PayoutState.WAITING.value, _("Payouts on their way")),
        _choice("state", "differs", _("Payouts whose lines come to another amount")),
        _choice("bank", "missed", _("Payouts that the bank never had")),
        _choice("bank", "there", _("Payouts that are in the bank")),
    ]
    for shop in paying(shops_of(at.config)):
        found.append(_choice("shop", shop.name, _("Shop {name}").format(name=shop.name)))
    first = tx.today.replace(day=1)
    for _each in range(_MONTHS):
        found.append(_choice("month", f"{first:%Y-%m}", f"{first:%m/%Y}"))
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(found)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with payouts and the orders in them."""
    if action == "payout_ask":
        return payout_deeds.ask_now(_shops(at.config))
    identifier = values.get("id", "")
    if identifier[:1] != _ORDER:
        raise Refusal("payout_no_order")
    if action == "payout_take":
        return payout_deeds.take(policy_of(at.config), int(identifier[1:]))
    return payout_deeds.seen(int(identifier[1:]))


def _shops(config: Config) -> tuple[Shop, ...]:
    found = paying(shops_of(config))
    if not found:
        raise Refusal("payouts_none")
    return found


def _fit(tx: Transaction, at: At, kind: str, value: str, text: str) -> Wanted:
    match kind, value:
        case "bank", "missed":
            return Wanted(missed=awaited_of(tx, at.config), text=text)
        case "bank", _:
            return Wanted(arrived=True, text=text)
        case "state", "differs":
            return Wanted(differs=True, text=text)
        case "state", _:
            return Wanted(states=[PayoutState(value)], text=text)
        case "shop", _:
            return Wanted(shop=value, text=text)
        case "month", _:
            first = date.fromisoformat(f"{value}-01")
            last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            return Wanted(since=first, until=last, text=text)
    return Wanted(text=text)


def _choice(kind: str, value: str, said: str) -> Choice:
    return Choice(f"{kind}:{value}|{said}", said)


def _said(tx: Transaction, at: At) -> str:
    """What a person should know of, in the head of the list."""
    said = []
    waiting = len(parts(tx, FOR_PEOPLE, limit=_SHOWN))
    if waiting:
        said.append(_("to look at: {count}").format(count=waiting))
    missed = count_payouts(tx, Wanted(missed=awaited_of(tx, at.config)))
    if missed:
        said.append(_("not in the bank: {count}").format(count=missed))
    shops = paying(shops_of(at.config))
    late = len(late_orders(tx, pays_of(tx, shops), limit=_SHOWN)) if shops else 0
    if late:
        said.append(_("never paid out: {count}").format(count=late))
    unread = [one for one in still_unread(tx, [shop.name for shop in shops]) if one.is_payout]
    if unread:
        said.append(_("cannot be read: {count}").format(count=len(unread)))
    unknown = len(words_told(tx, unknown=True))
    if unknown:
        said.append(_("unknown fees: {count}").format(count=unknown))
    return " · ".join(said)


def _row(one: Payout, at: At, about: str, missed: int) -> BoardRow:
    odd = missing_words(one, missed)
    paid = one.state is PayoutState.PAID or one.arrived_on is not None
    cells = (
        one.payout_no,
        one.shop,
        f"{local(one.at, at.zone):%d/%m/%Y}",
        money(one.amount, one.currency),
        payout_state(one),
        odd,
    )
    failed = not paid and one.state in {PayoutState.FAILED, PayoutState.UNKNOWN}
    ink: Ink = "good" if paid else "bad" if failed else "warn"
    inks: tuple[Ink, ...] = (
        "strong",
        "",
        "",
        "bad" if one.amount < 0 else "",
        ink,
        "warn" if odd else "",
    )
    return BoardRow(f"{_PAYOUT}{one.id}", cells, inks, target={"about": about})


def _orders(found: tuple[OrderPart, ...], at: At, offset: int, limit: int) -> Page[BoardRow]:
    rows = tuple(
        BoardRow(
            f"{_ORDER}{one.id}",
            (
                one.order_ref,
                one.shop,
                f"{local(one.changed_at, at.zone):%d/%m/%Y}",
                money(one.brought, one.currency),
                part_word(one.state),
                part_words(one) if one.state is Part.DIFFERS else _differs(one),
            ),
            ("strong", "", "", "", "warn" if one.state in FOR_PEOPLE else "quiet"),
        )
        for one in found
    )
    return Page(rows, offset + len(rows) + (len(rows) == limit))


def _differs(one: OrderPart) -> str:
    if not one.differs:
        return ""
    said = _("{amount} more than the order") if one.differs > 0 else _("{amount} less")
    return said.format(amount=money(abs(one.differs), one.currency))


def _late(one: Late, at: At) -> BoardRow:
    cells = (
        one.order_no,
        one.shop,
        f"{local(one.delivered_at, at.zone):%d/%m/%Y}",
        money(one.total, one.currency),
        _("never paid out"),
        _("delivered {days} days ago").format(days=one.days),
    )
    return BoardRow(f"{_LATE}{one.order_id}", cells, ("strong", "", "", "", "bad", "warn"))


def _payout_sheet(tx: Transaction, at: At, one: Payout) -> Detail:
    missed = missed_days(tx, awaited_of(tx, at.config), [one.id]).get(one.id, 0)
    days = f"{one.since:%d/%m/%Y} - {one.until:%d/%m/%Y}" if one.since and one.until else ""
    facts = (
        (_("Shop"), one.shop),
        (_("Day"), show_time(one.at, at.zone)),
        (_("For the days"), days if one.since != one.until else ""),
        (_("Amount"), money(one.amount, one.currency)),
        (_("Paid"), show_time(one.paid_at, at.zone) if one.paid_at else ""),
        (_("In the bank"), bank_words(one)),
        (_("State there"), one.raw_state),
        (_("Orders"), str(one.orders or "")),
        (_("Lines"), str(one.lines)),
        (_("To do"), missing_words(one, missed)),
    )
    lines = lines_of(tx, payout_id=one.id, limit=5000)
    sums: dict[FeeKind, int] = {}
    for line in lines:
        sums[line.kind] = sums.get(line.kind, 0) + line.amount
    kinds = tuple(
        (kind_word(kind), money(sums[kind], one.currency)) for kind in FeeKind if kind in sums
    )
    sections = [
        Section(_("Payout"), tuple(row for row in facts if row[1])),
        Section(_("By kind"), kinds),
        Section(_("Lines"), tuple(_line(line) for line in lines[:_SHOWN])),
    ]
    rest = len(lines) - _SHOWN
    if rest > 0:
        more = (("…", _("{count} more").format(count=rest)),)
        sections.append(Section("", more))
    return Detail(one.payout_no, payout_state(one), tuple(part for part in sections if part.rows))


def _line(one: Line, *, payout: bool = False) -> tuple[str, str, str]:
    """Of an order: its number, what it is, how much; the platform's own word behind."""
    said = kind_word(one.kind) if one.known else _("{kind}?").format(kind=kind_word(one.kind))
    about = one.payout_no if payout else one.order_ref or "-"
    return (about, f"{said} ({one.word})", money(one.amount, one.currency))
