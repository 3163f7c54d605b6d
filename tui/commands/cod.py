"""``kemas cod``: money that couriers collect: expected, paid by statement, different, overdue."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.couriers.registry import name_of
from core.files.reasons import CELL_WORDS, say
from core.i18n import _, language, show_time
from core.money import Money, show
from core.orders.status import policy_of
from core.shipping.cod.forgoing import forgo
from core.shipping.cod.models import LineState
from core.shipping.cod.queries import OPEN, Expected, StatementLine, expected, statement_lines
from core.shipping.cod.statements import StatementReport, accept, import_statement, settle
from core.shipping.handing_over import parcel_by_code
from core.shipping.settings import settings_of
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.taken import taken
from tui.words.hand_over import line_state
from tui.words.refusals import SENTENCES


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    importing = actions.add_parser(
        "import", help=_("take in a courier's statement of what it collected (CSV, XLSX)")
    )
    importing.add_argument("file", metavar="FILE", help=_("the file"))
    importing.add_argument("--courier", metavar="CODE", help=_("the courier; else the usual one"))
    importing.set_defaults(run=_import)
    listing = actions.add_parser("list", help=_("what is expected, and what is not as it should"))
    listing.add_argument(
        "--show",
        choices=("open", "expected", "overdue", "lines"),
        default="open",
        help=_("open: overdue, and lines that somebody has to look at"),
    )
    listing.add_argument("--courier", metavar="CODE", help=_("only this courier"))
    listing.add_argument("--limit", type=positive, default=200, help=_("at most this many lines"))
    listing.set_defaults(run=_list)
    accepting = actions.add_parser("accept", help=_("take another amount as it came"))
    accepting.add_argument("line", type=positive, metavar="LINE", help=_("its number in the list"))
    accepting.add_argument(
        "--all", action="store_true", help=_("it is all there is: ask no more of the courier")
    )
    accepting.set_defaults(run=_accept)
    settling = actions.add_parser(
        "settle", help=_("put a line away that is not ours, or was paid before")
    )
    settling.add_argument("line", type=positive, metavar="LINE", help=_("its number in the list"))
    settling.set_defaults(run=_settle)
    letting = actions.add_parser("forgo", help=_("ask no more of a courier for a parcel"))
    letting.add_argument("parcel", metavar="PARCEL", help=_("parcel code or waybill number"))
    letting.add_argument("--reason", default="", metavar="TEXT", help=_("why"))
    letting.set_defaults(run=_forgo)
    for one in (importing, accepting, settling, letting):
        operator_option(one)


def _import(context: Context) -> int:
    settings, config = settings_of(context.config), context.config
    courier = settings.couriers.get(context.args.courier or settings.couriers.default)
    columns = config.couriers.get(courier.code).remittance
    with taken(context.out) as progress:
        done = import_statement(
            context.database,
            actor_of(context),
            policy_of(config),
            settings.couriers,
            columns,
            courier.code,
            Path(context.args.file),
            config.shop.currency,
            progress,
        )
    refused = [say(one, {**SENTENCES, **CELL_WORDS}) for one in done.refused]
    if context.out.as_json:
        told: dict[str, Any] = shape(done, config)
        told |= {"confirmed": shape(Money(done.confirmed, done.currency), config)}
        context.out.data(told | {"refused": refused})
    else:
        _tell(context, done, refused)
    bad = any(done.states.get(state) for state in OPEN)
    return 1 if refused or bad else 0


def _tell(context: Context, done: StatementReport, refused: list[str]) -> None:
    line = context.out.line
    if done.lines and done.known == done.lines:
        line(_("{source} was taken in before: nothing is changed.").format(source=done.source))
    else:
        said = _("{source}: {lines} lines, {known} known before; {amount} confirmed.")
        amount = show(Money(done.confirmed, done.currency), language())
        line(said.format(source=done.source, lines=done.lines, known=done.known, amount=amount))
    for state, count in sorted(done.states.items()):
        line(f"  {line_state(state)}: {count}")
    if done.fees:
        fees = show(Money(done.fees, done.currency), language())
        line(_("  billed: {amount}").format(amount=fees))
    for words in refused:
        line("  " + _("Not taken in: {what}").format(what=words))
    if any(done.states.get(state) for state in OPEN):
        context.out.note(_("To see what is not as it should be: kemas cod list"))


def _list(context: Context) -> None:
    args, config = context.args, context.config
    couriers = settings_of(config).couriers
    courier = couriers.get(args.courier).code if args.courier else ""
    days = {code: config.couriers.get(code).remittance.days for code in config.couriers.codes}
    owed: tuple[Expected, ...] = ()
    lines: tuple[StatementLine, ...] = ()
    with context.reading() as tx:
        if args.show != "lines":
            owed = expected(tx, days, courier=courier, overdue=args.show != "expected")
        if args.show in {"open", "lines"}:
            states = OPEN if args.show == "open" else ()
            lines = statement_lines(tx, states, courier=courier, limit=args.limit)
    if context.out.as_json:
        context.out.data({"expected": shape(owed, config), "lines": shape(lines, config)})
    else:
        _print_expected(context, owed)
        _print_lines(context, lines)
        if not owed and not lines:
            context.out.line(_("Everything is as it should be."))


def _print_expected(context: Context, owed: tuple[Expected, ...]) -> None:
    if not owed:
        return
    zone = context.config.shop.timezone
    rows = [
        {
            "order": one.order_no,
            "waybill": one.waybill,
            "courier": _name(context, one.courier),
            "cod": show(Money(one.owed, one.currency), language()),
            "since": show_time(one.since, zone),
            "late": _("{days} days late").format(days=one.overdue_days) if one.overdue_days else "",
        }
        for one in owed
    ]
    headings = {
        "order": _("Order"),
        "waybill": _("Waybill"),
        "courier": _("Courier"),
        "cod": _("COD"),
        "since": _("Since"),
        "late": _("Overdue"),
    }
    context.out.items(rows, headings, empty="")


def _print_lines(context: Context, lines: tuple[StatementLine, ...]) -> None:
    if not lines:
        return
    rows = [
        {
            "id": one.id,
            "state": line_state(one.state),
            "waybill": one.waybill,
            "order": one.order_no,
            "expected": show(Money(one.expected, one.currency), language()),
            "amount": show(Money(one.amount, one.currency), language()),
            "file": f"{one.file}:{one.line_no}",
        }
        for one in lines
    ]
    headings = {
        "id": _("No."),
        "state": _("State"),
        "waybill": _("Waybill"),
        "order": _("Order"),
        "expected": _("Expected"),
        "amount": _("Paid"),
        "file": _("File"),
    }
    context.out.items(rows, headings, empty="")
    if any(one.state is LineState.DIFFERS for one in lines):
        context.out.note(_("To take another amount as it came: kemas cod accept NO"))


def _accept(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        policy = policy_of(context.config)
        accept(tx, policy, context.args.line, all_there_is=context.args.all)
        (found,) = statement_lines(tx, only=context.args.line)
    if context.out.as_json:
        return context.out.data(shape(found, context.config))
    said = _("{amount} for {order} is taken as it came; {expected} was expected.")
    return context.out.line(
        said.format(
            amount=show(Money(found.amount, found.currency), language()),
            order=found.order_no,
            expected=show(Money(found.expected, found.currency), language()),
        )
    )


def _settle(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        settle(tx, context.args.line)
        (found,) = statement_lines(tx, only=context.args.line)
    if context.out.as_json:
        return context.out.data(shape(found, context.config))
    said = _("The line with {waybill} is settled.")
    return context.out.line(said.format(waybill=found.waybill))


def _forgo(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        parcel = parcel_by_code(tx, context.args.parcel)
        amount = forgo(tx, policy_of(context.config), parcel.id, context.args.reason)
    if context.out.as_json:
        told = {"parcel": parcel.code, "amount": shape(amount, context.config)}
        return context.out.data(told)
    said = _("{amount} for parcel {parcel} is not asked of the courier any more.")
    return context.out.line(said.format(amount=show(amount, language()), parcel=parcel.code))


def _name(context: Context, code: str) -> str:
    return name_of(context.config.couriers, code, context.config.shop.language)
