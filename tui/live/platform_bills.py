"""The bills of platforms as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _, language, show_time
from core.money import Money, show
from core.platform_bills import deeds
from core.platform_bills.queries import (
    AccountStanding,
    PlatformBill,
    Totals,
    Wanted,
    bills,
    groups,
    one_bill,
    standings,
    totals,
)
from core.platform_bills.states import OPEN, Standing
from core.settings import Config
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Ink, Page, Section
from tui.words.platform_bills import account_words, bill_kind, pay_state

_MONTHS = 12
_TROUBLES = frozenset({Standing.NO_FINANCE, Standing.NO_ACCESS, Standing.AWAY})


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """The newest bills first; the head says what is unpaid and overdue of those shown."""
    fit = _wanted(wanted)
    sums = totals(tx, fit)
    accounts = [one.called for one in at.config.platform_bills]
    stands = standings(tx, [one for one in accounts if fit.account in {"", one}])
    about = _said(sums, stands)
    rows = tuple(_row(one, about) for one in bills(tx, fit, offset=offset, limit=limit))
    alone = replace(fit, account="") == Wanted()
    return Page(rows, sum(one.bills for one in sums), note=_why_none(stands) if alone else "")


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a bill, and how its account stands."""
    one = one_bill(tx, identifier)
    money = {name: _money(getattr(one, name), one.currency) for name in ("net", "tax", "total")}
    booked = ""
    if one.booked_at is not None:
        booked = f"{show_time(one.booked_at, at.zone)}  {one.booked_by}"
    facts = (
        (_("What"), bill_kind(one.kind)),
        (_("Billed"), one.organisation),
        (_("Billing group"), one.group or one.group_id),
        (_("Day"), _day(one.sent_on)),
        (_("Due"), _day(one.due_on)),
        (_("Without tax"), money["net"]),
        (_("Tax"), money["tax"]),
        (_("Total"), money["total"]),
        (_("Unpaid"), _money(one.unpaid, one.currency) if one.unpaid else ""),
        (_("State there"), one.raw_state),
        (_("Booked"), booked),
        (_("Changed since"), _("yes: book it again") if one.changed else ""),
        (_("PDF"), _("there") if one.has_file else _("asked for") if one.file_wanted else ""),
    )
    stands = standings(tx, [one.account])[0]
    heard = (
        (_("Account"), one.account),
        (_("Asked"), show_time(stands.asked_at, at.zone) if stands.asked_at else ""),
        (_("It says"), account_words(stands)),
    )
    sections = [
        Section(title, tuple(row for row in rows if row[1]))
        for title, rows in ((_("Bill"), facts), (_("Account"), heard))
    ]
    return Detail(one.number, pay_state(one), tuple(sections))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What the list may be narrowed to."""
    accounts = _accounts(at.config)
    found = [
        Choice("", _("All bills")),
        _choice("pay", "open", _("Unpaid")),
        _choice("pay", "overdue", _("Overdue")),
        _choice("pay", "unbooked", _("Not booked")),
    ]
    said = {one.name: account_words(one) for one in standings(tx, accounts)}
    found += [
        replace(_choice("account", name, _("Account {name}").format(name=name)), hint=said[name])
        for name in accounts
    ]
    found += [
        replace(_choice("group", number, _("Group {name}").format(name=name)), hint=account)
        for account, number, name in groups(tx)
    ]
    first = tx.today.replace(day=1)
    for _each in range(_MONTHS):
        found.append(_choice("month", f"{first:%Y-%m}", f"{first:%m/%Y}"))
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(found)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with bills."""
    number = values.get("id", "")
    if action == "bill_ask":
        return deeds.ask_now(_accounts(at.config))
    return {
        "bill_book": deeds.book_it,
        "bill_unbook": deeds.take_back,
        "bill_paper": deeds.fetch_paper,
    }[action](number)


def _accounts(config: Config) -> list[str]:
    if not config.platform_bills:
        raise Refusal("bills_none_set_up")
    return [one.called for one in config.platform_bills]


def _wanted(wanted: Filter) -> Wanted:
    """The filter that was chosen; a search means a number, else who is billed."""
    kind, _colon, value = wanted.status.partition(":")
    fit = Wanted()
    match kind, value:
        case "pay", "open":
            fit = Wanted(pay=OPEN)
        case "pay", "overdue":
            fit = Wanted(pay=OPEN, overdue=True)
        case "pay", "unbooked":
            fit = Wanted(unbooked=True)
        case "account", _:
            fit = Wanted(account=value)
        case "group", _:
            fit = Wanted(group=value)
        case "month", _:
            first = date.fromisoformat(f"{value}-01")
            last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            fit = Wanted(since=first, until=last)
    return replace(fit, text=wanted.text)


def _choice(kind: str, value: str, said: str) -> Choice:
    return Choice(f"{kind}:{value}|{said}", said)


def _why_none(stands: Sequence[AccountStanding]) -> str:
    """Why no bill is there: what each account said; empty where nobody asked yet."""
    heard = [one for one in stands if one.standing not in {Standing.NEVER, Standing.FINE}]
    return " ".join(f"{one.name}: {account_words(one)}" for one in heard)


def _said(sums: Sequence[Totals], stands: Sequence[AccountStanding]) -> str:
    said = [
        _("{account} gives nothing: Enter says why").format(account=one.name)
        for one in stands
        if one.standing in _TROUBLES
    ]
    for one in sums:
        unpaid = _money(one.unpaid, one.currency)
        if one.overdue:
            late = _money(one.overdue, one.currency)
            said.append(_("unpaid {unpaid}, overdue {late}").format(unpaid=unpaid, late=late))
        elif one.unpaid:
            said.append(_("unpaid {unpaid}").format(unpaid=unpaid))
    return " · ".join(said)


def _row(one: PlatformBill, about: str) -> BoardRow:
    cells = (
        one.number,
        _day(one.sent_on),
        _money(one.total, one.currency),
        pay_state(one),
        one.organisation,
        one.group or one.group_id,
        _("changed") if one.changed else _("yes") if one.booked_at else "",
    )
    late = one.overdue and one.unpaid
    inks: tuple[Ink, ...] = (
        "strong",
        "",
        "",
        "bad" if late else "warn" if one.pay_state in OPEN else "quiet",
    )
    return BoardRow(str(one.id), cells, inks, target={"about": about})


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _money(minor: int, currency: str) -> str:
    return show(Money(minor, currency), language())
