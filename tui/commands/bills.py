"""``kemas bills``: what platforms bill the shop, its papers, and what it cost beside the sales."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from core.errors import NotFound, Refusal
from core.i18n import _, language, show_time
from core.money import Money, show
from core.platform_bills import costs
from core.platform_bills.base import Refused
from core.platform_bills.booking import book, unbook
from core.platform_bills.fetching import ask, fetch
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
from core.platform_bills.registry import account_of, configured
from core.platform_bills.states import PayState, Standing
from tui.arguments import day, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.platform_bills import account_words, bill_kind, pay_state, standing_words


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    pulling = actions.add_parser("pull", help=_("ask the platforms for their bills now"))
    pulling.add_argument("account", nargs="*", metavar="ACCOUNT", help=_("only these accounts"))
    pulling.set_defaults(run=_pull)
    listing = actions.add_parser("list", help=_("bills that are known, and what is unpaid"))
    _filters(listing)
    listing.add_argument("--limit", type=positive, default=200, help=_("at most this many lines"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("everything about a bill"))
    showing.add_argument("bill", metavar="BILL", help=_("what stands on it"))
    showing.set_defaults(run=_show)
    for name, run, said in (
        ("book", _book, _("book bills as a cost of the shop")),
        ("unbook", _unbook, _("take the booking of bills back")),
    ):
        action = actions.add_parser(name, help=said)
        action.add_argument("bill", nargs="*", metavar="BILL", help=_("what stands on it"))
        if name == "book":
            action.add_argument(
                "--all", action="store_true", help=_("all that are not booked, or changed since")
            )
        action.set_defaults(run=run)
    loading = actions.add_parser("download", help=_("save the PDF of one bill or of many"))
    loading.add_argument("bill", nargs="*", metavar="BILL", help=_("what stands on it"))
    _filters(loading)
    loading.add_argument(
        "--to", type=Path, default=Path(), metavar="FOLDER", help=_("where to; else here")
    )
    loading.set_defaults(run=_download)
    grouping = actions.add_parser("groups", help=_("billing groups to choose from"))
    grouping.set_defaults(run=_groups)
    counting = actions.add_parser("costs", help=_("what was booked beside the sales, by month"))
    counting.add_argument("--months", type=positive, default=12, help=_("how many months"))
    counting.set_defaults(run=_costs)
    for one in actions.choices.values():
        operator_option(one)


def _filters(parser: ArgumentParser) -> None:
    parser.add_argument("--account", default="", metavar="NAME", help=_("of this account"))
    parser.add_argument("--number", default="", help=_("the beginning of what stands on it"))
    parser.add_argument(
        "--organisation", default="", metavar="NAME", help=_("a part of who is billed")
    )
    parser.add_argument("--group", default="", metavar="NUMBER", help=_("of this billing group"))
    parser.add_argument("--from", dest="since", type=day, metavar="DAY", help=_("from this day on"))
    parser.add_argument("--to-day", dest="until", type=day, metavar="DAY", help=_("to this day"))
    parser.add_argument(
        "--payment",
        choices=[one.value for one in PayState],
        action="append",
        default=[],
        help=_("how far it is paid; may be said again"),
    )
    parser.add_argument("--overdue", action="store_true", help=_("only what is overdue"))


def _wanted(context: Context) -> Wanted:
    args = context.args
    return Wanted(
        account=account_of(context.config, args.account).name if args.account else "",
        number=args.number,
        organisation=args.organisation,
        group=args.group,
        since=args.since,
        until=args.until,
        pay=[PayState(one) for one in args.payment],
        overdue=args.overdue,
    )


def _pull(context: Context) -> int:
    config = context.config
    if not config.platform_bills:
        raise Refusal("bills_none_set_up")
    names = context.args.account
    wanted = [account_of(config, name) for name in names] if names else configured(config)
    actor = actor_of(context)
    for one in wanted:
        ask(context.database, one, actor)
    with context.reading(actor) as tx:
        found = standings(tx, [one.name for one in wanted])
    _tell_accounts(context, found)
    fine = {Standing.FINE, Standing.EMPTY}
    return 0 if all(one.standing in fine for one in found) else 1


def _tell_accounts(context: Context, found: tuple[AccountStanding, ...]) -> None:
    if context.out.as_json:
        context.out.data(shape(found, context.config))
        return
    zone = context.config.shop.timezone
    for one in found:
        heard = show_time(one.heard_at, zone) if one.heard_at else "-"
        context.out.line(f"{one.name}: {account_words(one)}")
        context.out.note("  " + _("All bills came last: {when}").format(when=heard))


def _list(context: Context) -> None:
    wanted = _wanted(context)
    with context.reading(actor_of(context)) as tx:
        found = bills(tx, wanted, limit=context.args.limit)
        sums = totals(tx, wanted)
        stands = standings(tx, [one.called for one in context.config.platform_bills])
    if context.out.as_json:
        told = {"bills": found, "totals": sums, "accounts": stands}
        context.out.data(shape(told, context.config))
        return
    rows = [
        {
            "number": one.number,
            "kind": bill_kind(one.kind),
            "day": _day(one.sent_on),
            "due": _day(one.due_on),
            "total": _money(one.total, one.currency),
            "state": pay_state(one),
            "organisation": one.organisation,
            "group": one.group or one.group_id,
            "booked": _("changed") if one.changed else _("yes") if one.booked_at else "",
        }
        for one in found
    ]
    headings = {
        "number": _("Number"),
        "kind": _("What"),
        "day": _("Day"),
        "due": _("Due"),
        "total": _("Total"),
        "state": _("Payment"),
        "organisation": _("Billed"),
        "group": _("Group"),
        "booked": _("Booked"),
    }
    context.out.items(rows, headings, empty=_("No bill is known that fits."))
    _tell_totals(context, sums)
    for one in stands:
        if one.standing is not Standing.FINE:
            context.out.note(f"{one.name}: {account_words(one)}")


def _tell_totals(context: Context, sums: tuple[Totals, ...]) -> None:
    for one in sums:
        said = _("{bills} bills: unpaid {unpaid}, overdue {overdue}")
        unpaid, late = _money(one.unpaid, one.currency), _money(one.overdue, one.currency)
        context.out.line(said.format(bills=one.bills, unpaid=unpaid, overdue=late))


def _show(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        one = one_bill(tx, context.args.bill)
    if context.out.as_json:
        context.out.data(shape(one, context.config))
        return
    line = context.out.line
    line(f"{one.number}  {bill_kind(one.kind)}  {pay_state(one)}")
    line(f"  {one.organisation}  {one.group or one.group_id}  {one.account}")
    said = _("{net} and {tax} tax: {total}, unpaid {unpaid}")
    money = {name: _money(getattr(one, name), one.currency) for name in ("net", "tax", "total")}
    line("  " + said.format(**money, unpaid=_money(one.unpaid, one.currency)))
    line("  " + _("of {day}, due {due}").format(day=_day(one.sent_on), due=_day(one.due_on)))
    if one.booked_at is not None:
        when = show_time(one.booked_at, context.config.shop.timezone)
        line("  " + _("booked {when} by {who}").format(when=when, who=one.booked_by))
    if one.changed:
        line("  " + _("The platform says another amount than was booked. Book it again."))


def _book(context: Context) -> None:
    done = []
    with context.writing(actor_of(context)) as tx:
        for one in _chosen(context, bills(tx, Wanted(), limit=100_000)):
            if book(tx, one.id):
                done.append(one.number)
    _tell_done(context, done, _("Booked: {numbers}"))


def _unbook(context: Context) -> None:
    done = []
    with context.writing(actor_of(context)) as tx:
        for number in context.args.bill:
            one = one_bill(tx, number)
            unbook(tx, one.id)
            done.append(one.number)
    _tell_done(context, done, _("Not booked any more: {numbers}"))


def _chosen(context: Context, every: tuple[PlatformBill, ...]) -> list[PlatformBill]:
    """The bills that are named; with --all those that are not booked as they are now."""
    if context.args.all:
        known = [one for one in every if one.raw_state.upper() != "DELETED"]
        return [one for one in known if one.booked_at is None or one.changed]
    found = []
    for number in context.args.bill:
        of = [one for one in every if number in {one.number, one.remote_id, str(one.id)}]
        if not of:
            raise NotFound("platform_bill_unknown", number=number)
        found.append(of[0])
    return found


def _tell_done(context: Context, numbers: list[str], said: str) -> None:
    if context.out.as_json:
        context.out.data(numbers)
    else:
        context.out.line(said.format(numbers=", ".join(numbers) or "-"))


def _download(context: Context) -> int:
    args, actor = context.args, actor_of(context)
    with context.reading(actor) as tx:
        if args.bill:
            found = tuple(one_bill(tx, number) for number in args.bill)
        else:
            found = bills(tx, _wanted(context), limit=1000)
    saved, bad = [], 0
    for one in found:
        told = fetch(context.database, account_of(context.config, one.account), one, actor)
        if isinstance(told, Refused):
            bad += 1
            why = standing_words(told.standing, told.said)
            context.out.note(f"{one.number}: {why}")
            continue
        saved.append(str(_save(args.to, one.number, told)))
    if context.out.as_json:
        context.out.data(saved)
    else:
        for path in saved:
            context.out.line(path)
        if not found:
            context.out.line(_("No bill is known that fits."))
    return 1 if bad else 0


def _save(folder: Path, number: str, data: bytes) -> Path:
    """Beside what is there, under the bill's number; the same paper may stay."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(char if char.isalnum() or char in "-_." else "_" for char in number)
    path = folder / f"{name.lstrip('.') or '_'}.pdf"
    if path.exists() and path.read_bytes() != data:
        raise Refusal("bills_file_there", path=str(path))
    path.write_bytes(data)
    return path


def _groups(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        found = groups(tx)
    rows = [{"group": number, "name": name, "account": account} for account, number, name in found]
    headings = {"group": _("Number"), "name": _("Name"), "account": _("Account")}
    context.out.items(rows, headings, empty=_("No billing group is known."))


def _costs(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        found = costs.by_month(tx, context.config.shop.timezone, min(context.args.months, 120))
    if context.out.as_json:
        context.out.data(shape([_with_percent(one) for one in found], context.config))
        return
    rows = [
        {
            "month": one.month,
            "sales": _money(one.sales, one.currency),
            "orders": one.orders,
            "cost": _money(one.cost, one.currency),
            "percent": "" if one.percent is None else f"{one.percent:.1f}%",
        }
        for one in found
    ]
    headings = {
        "month": _("Month"),
        "sales": _("Sales"),
        "orders": _("Orders"),
        "cost": _("Billed"),
        "percent": _("Share"),
    }
    context.out.items(rows, headings, empty=_("Nothing was sold, and nothing was booked."))


def _with_percent(one: costs.Month) -> dict[str, object]:
    money = {"sales": Money(one.sales, one.currency), "cost": Money(one.cost, one.currency)}
    return {"month": one.month, "orders": one.orders, **money, "percent": one.percent}


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _money(minor: int, currency: str) -> str:
    return show(Money(minor, currency), language())
