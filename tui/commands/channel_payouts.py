"""``kemas channels payouts``: what marketplaces pay out, their fees, and what is missing."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from core.channels.payouts_in import Pulled, pull_payouts
from core.channels.payouts_told import paying, pays_of
from core.channels.registry import Shop, shop_named, shops_of
from core.channels.unread import still_unread
from core.clock import local
from core.errors import Refusal
from core.files.writing import Cell, write_table
from core.i18n import _, show_time
from core.money import Money
from core.orders.status import policy_of
from core.payouts.arrivals import missed_days
from core.payouts.earning import earned, order_id_of
from core.payouts.matching import accept, put_away
from core.payouts.owing import Late, late_orders
from core.payouts.queries import (
    Line,
    OrderPart,
    Payout,
    Wanted,
    lines_of,
    list_payouts,
    one_payout,
    part_named,
    parts,
)
from core.payouts.states import FOR_PEOPLE, Part, PayoutState
from core.payouts.words import Word, words_told
from core.people.permissions import Permission, require
from core.receivables.awaiting import awaited_of
from core.receivables.settings import terms_of
from core.settings import Config
from tui.arguments import day, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.output import Columns
from tui.shape import shape
from tui.words.channels import told_words, unread_words
from tui.words.payouts import (
    bank_words,
    kind_word,
    missing_words,
    money,
    part_words,
    payout_state,
)
from tui.words.payouts_orders import earned_rows

_ROUNDS = 1000
_EVERY = 1_000_000


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    parser = actions.add_parser("payouts", help=_("what marketplaces pay out, and their fees"))
    mine: _SubParsersAction[ArgumentParser]
    mine = parser.add_subparsers(metavar="ACTION", required=True)
    said = {
        "pull": (_pull, _("ask the marketplaces for what they pay out now")),
        "list": (_list, _("payouts that are known, the newest first")),
        "show": (_show, _("everything about a payout")),
        "orders": (_orders, _("what became of the orders in payouts")),
        "late": (_late, _("orders that were delivered long ago and never paid out")),
        "margin": (_margin, _("what is really earned with an order")),
        "take": (_take, _("take what came for an order as its payment, though it differs")),
        "seen": (_seen, _("take an order off the list that needs nothing")),
        "words": (_words, _("what marketplaces call their fees, and what they are for")),
        "export": (_export, _("write the lines of payouts to a CSV or XLSX file")),
    }
    for name, (run, help_) in said.items():
        action = mine.add_parser(name, help=help_)
        action.set_defaults(run=run)
        operator_option(action)
    for name in ("pull", "list", "orders", "late", "words"):
        mine.choices[name].add_argument("shop", metavar="SHOP", nargs="*", help=_("only this shop"))
    for name in ("list", "export"):
        one = mine.choices[name]
        one.add_argument(
            "--from", dest="since", type=day, metavar="DAY", help=_("from this day on")
        )
        one.add_argument("--to-day", dest="until", type=day, metavar="DAY", help=_("to this day"))
    listing = mine.choices["list"]
    listing.add_argument(
        "--state", choices=[one.value for one in PayoutState], help=_("only those in this state")
    )
    listing.add_argument(
        "--differs", action="store_true", help=_("only those whose lines come to another amount")
    )
    there = listing.add_mutually_exclusive_group()
    there.add_argument("--in-bank", action="store_true", help=_("only those that the bank had"))
    there.add_argument(
        "--missed", action="store_true", help=_("only those that the bank should have had by now")
    )
    listing.add_argument("--limit", type=positive, default=200, help=_("at most this many lines"))
    mine.choices["show"].add_argument("payout", metavar="PAYOUT", help=_("its number there"))
    which = mine.choices["orders"].add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help=_("also those that are settled"))
    which.add_argument("--unmatched", action="store_true", help=_("only those that are not here"))
    which.add_argument(
        "--differs", action="store_true", help=_("those that cost another amount here")
    )
    for name in ("margin", "take", "seen"):
        mine.choices[name].add_argument("order", metavar="ORDER", help=_("the order's number"))
    exporting = mine.choices["export"]
    exporting.add_argument("file", metavar="FILE", help=_("where to: .csv or .xlsx"))
    exporting.add_argument("--shop", default="", help=_("only this shop"))


def _chosen(context: Context) -> tuple[Shop, ...]:
    wanted = " ".join(context.args.shop)
    found = paying((shop_named(context.config, wanted),) if wanted else shops_of(context.config))
    if not found:
        raise Refusal("payouts_none")
    return found


def _only(config: Config, named: str) -> str:
    return shop_named(config, named).name if named else ""


def _pull(context: Context) -> int:
    shops, policy = _chosen(context), policy_of(context.config)
    terms = terms_of(context.config)
    with context.reading(actor_of(context)) as tx:
        require(tx, Permission.PAYOUTS)
    done = []
    for shop in shops:
        paid = arrived = 0
        for _round in range(_ROUNDS):
            one = pull_payouts(context.database, shop, policy, terms, at_once=True)
            paid += one.paid
            arrived += one.arrived
            context.out.passing(_("{shop}: reading what it pays out …").format(shop=shop.name))
            if one.trouble is not None or not one.left:
                break
        one.paid, one.arrived = paid, arrived
        done.append(one)
    context.out.passing()
    if context.out.as_json:
        context.out.data([_as_json(one) for one in done])
    else:
        for one in done:
            _tell(context, one)
    return 0 if all(one.trouble is None for one in done) else 1


def _tell(context: Context, one: Pulled) -> None:
    with context.reading() as tx:
        known = list_payouts(tx, Wanted(shop=one.shop), limit=_EVERY)
        waiting = len(parts(tx, FOR_PEOPLE, shop=one.shop, limit=_EVERY))
        unknown = len(words_told(tx, one.shop, unknown=True))
    said = _("{shop}: {payouts} payouts are known, {paid} orders were paid by them just now.")
    context.out.line(said.format(shop=one.shop, payouts=f"{len(known):,}", paid=one.paid))
    if one.arrived:
        note = _("Lines of banks that brought one: {count}")
        context.out.note(note.format(count=one.arrived))
    if waiting:
        note = _("Orders to look at: {count}. To see them: kemas channels payouts orders")
        context.out.note(note.format(count=waiting))
    if unknown:
        note = _("Unknown fees: {count}. To see them: kemas channels payouts words")
        context.out.note(note.format(count=unknown))
    _tell_unread(context, [one.shop])
    if one.trouble is not None:
        context.out.note(f"{one.shop}: {told_words(one.shop, one.trouble)}")


def _tell_unread(context: Context, shops: Sequence[str]) -> None:
    """What no amount could be read of, under what is known."""
    with context.reading() as tx:
        unread = [one for one in still_unread(tx, shops) if one.is_payout]
    for shop in shops:
        for said in unread_words([one for one in unread if one.shop == shop]):
            context.out.note(f"{shop}: {said}")


def _as_json(one: Pulled) -> dict[str, object]:
    fault = None if one.trouble is None else one.trouble.fault.value
    said = "" if one.trouble is None else one.trouble.said
    return {
        "shop": one.shop,
        "paid": one.paid,
        "arrived": one.arrived,
        "left": one.left,
        "trouble": fault,
        "said": said,
    }


def _list(context: Context) -> None:
    args = context.args
    with context.reading(actor_of(context)) as tx:
        awaited = awaited_of(tx, context.config)
        wanted = Wanted(
            shop=_only(context.config, " ".join(args.shop)),
            states=[PayoutState(args.state)] if args.state else (),
            since=args.since,
            until=args.until,
            differs=args.differs,
            arrived=args.in_bank,
            missed=awaited if args.missed else None,
        )
        found = list_payouts(tx, wanted, limit=args.limit)
        missed = missed_days(tx, awaited, [one.id for one in found])
    if context.out.as_json:
        context.out.data([_payout_json(one, context) for one in found])
        return
    zone = context.config.shop.timezone
    columns: Columns[Payout] = (
        (_("Number"), lambda one: one.payout_no),
        (_("Shop"), lambda one: one.shop),
        (_("Day"), lambda one: f"{local(one.at, zone):%d/%m/%Y}"),
        (_("Amount"), lambda one: money(one.amount, one.currency)),
        (_("State"), payout_state),
        (_("Orders"), lambda one: one.orders or ""),
        (_("To do"), lambda one: missing_words(one, missed.get(one.id, 0))),
    )
    context.out.listed(found, columns, empty=_("No payout is known that fits."))
    _tell_unread(
        context, [wanted.shop] if wanted.shop else [one.name for one in shops_of(context.config)]
    )


def _payout_json(one: Payout, context: Context) -> dict[str, object]:
    told: dict[str, object] = shape(one, context.config)
    return told | {"amount": f"{Money(one.amount, one.currency).decimal:f}"}


def _show(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        one = one_payout(tx, context.args.payout)
        lines = lines_of(tx, payout_id=one.id, limit=_EVERY)
        awaited = awaited_of(tx, context.config)
        missed = missed_days(tx, awaited, [one.id]).get(one.id, 0)
    if context.out.as_json:
        context.out.data(
            {"payout": _payout_json(one, context), "lines": shape(lines, context.config)}
        )
        return
    context.out.line(f"{one.payout_no}  {one.shop}  {payout_state(one)}")
    odd = missing_words(one, missed)
    context.out.line(f"  {money(one.amount, one.currency)}  {odd}".rstrip())
    if one.arrived_on is not None:
        context.out.line(f"  {_('In the bank')}: {bank_words(one)}")
    columns: Columns[Line] = (
        (_("Order"), lambda line: line.order_ref),
        (_("What"), lambda line: kind_word(line.kind) + ("" if line.known else " ?")),
        (_("Says"), lambda line: line.word),
        (_("Amount"), lambda line: money(line.amount, line.currency)),
    )
    context.out.listed(lines, columns, empty=_("It has no lines."))


def _orders(context: Context) -> None:
    args = context.args
    states: Iterable[Part] = FOR_PEOPLE
    if args.all or args.differs:
        states = ()
    elif args.unmatched:
        states = (Part.UNKNOWN,)
    shop = _only(context.config, " ".join(args.shop))
    with context.reading(actor_of(context)) as tx:
        found = parts(tx, tuple(states), shop=shop, differs=args.differs, limit=_EVERY)
    if context.out.as_json:
        context.out.data([shape(one, context.config) | {"differs": one.differs} for one in found])
        return
    columns: Columns[OrderPart] = (
        (_("Order"), lambda one: one.order_ref),
        (_("Shop"), lambda one: one.shop),
        (_("State"), part_words),
        (_("Brought"), lambda one: money(one.brought, one.currency)),
        (_("Left of it"), lambda one: money(one.net, one.currency)),
        (_("Differs by"), lambda one: money(one.differs, one.currency) if one.differs else ""),
    )
    context.out.listed(found, columns, empty=_("No order waits to be looked at."))


def _late(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        found = late_orders(tx, pays_of(tx, _chosen(context)), limit=_EVERY)
    if context.out.as_json:
        context.out.data(shape(found, context.config))
        return
    zone = context.config.shop.timezone
    columns: Columns[Late] = (
        (_("Order"), lambda one: one.order_no),
        (_("Shop"), lambda one: one.shop),
        (_("Total"), lambda one: money(one.total, one.currency)),
        (_("Delivered"), lambda one: show_time(one.delivered_at, zone)),
        (_("Days"), lambda one: one.days),
    )
    context.out.listed(found, columns, empty=_("All that arrived long ago is paid out."))


def _margin(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        one = earned(tx, order_id_of(tx, context.args.order))
    if context.out.as_json:
        more = {"total": one.total, "fees": one.fees, "shipping": one.shipping}
        more |= {"margin": one.margin, "percent": one.percent}  # type: ignore[dict-item]
        kinds = {kind.value: amount for kind, amount in one.kinds.items()}
        told: dict[str, Any] = shape(one, context.config)
        context.out.data(told | {"kinds": kinds} | more)
        return
    context.out.line(f"{one.order_no}  {one.channel}")
    for name, said in earned_rows(one):
        context.out.line(f"  {name}: {said}")


def _take(context: Context) -> None:
    number = context.args.order
    with context.writing(actor_of(context)) as tx:
        found = part_named(tx, number)
        amount = accept(tx, policy_of(context.config), found.id)
    said = _("{order}: {amount} is taken as its payment.")
    context.out.line(said.format(order=number, amount=money(amount.minor, amount.currency)))


def _seen(context: Context) -> None:
    number = context.args.order
    with context.writing(actor_of(context)) as tx:
        put_away(tx, part_named(tx, number).id)
    said = _("{order} is off the list; nothing was written down.")
    context.out.line(said.format(order=number))


def _words(context: Context) -> None:
    shop = _only(context.config, " ".join(context.args.shop))
    with context.reading(actor_of(context)) as tx:
        found = words_told(tx, shop)
    if context.out.as_json:
        context.out.data(shape(found, context.config))
        return
    columns: Columns[Word] = (
        (_("Says"), lambda one: one.word),
        (_("Shop"), lambda one: one.shop),
        (_("What"), lambda one: kind_word(one.kind) + ("" if one.known else " ?")),
        (_("Lines"), lambda one: one.lines),
        (_("Amount"), lambda one: money(one.amount, one.currency)),
    )
    context.out.listed(found, columns, empty=_("No payout is known."))
    if any(not one.known for one in found):
        context.out.note(
            _("What is marked is not known: say what it is with fee_kinds of the shop.")
        )


_HEAD = (
    "shop", "payout", "day", "state", "paid_at", "order", "kind", "word", "amount", "currency",
    "in_bank_on",
)  # fmt: skip
"""The same in every language, as programs read them."""


def _export(context: Context) -> None:
    args, zone = context.args, context.config.shop.timezone
    wanted = Wanted(shop=_only(context.config, args.shop), since=args.since, until=args.until)
    rows: list[tuple[Cell, ...]] = []
    with context.reading(actor_of(context)) as tx:
        for one in list_payouts(tx, wanted, limit=_EVERY):
            paid = local(one.paid_at, zone) if one.paid_at is not None else None
            came = None if one.arrived_on is None else one.arrived_on.isoformat()
            head = (one.shop, one.payout_no, f"{local(one.at, zone):%Y-%m-%d}", one.state.value)
            for line in lines_of(tx, payout_id=one.id, limit=_EVERY):
                amount = Money(line.amount, line.currency).decimal
                cells = (line.order_ref, line.kind.value, line.word, amount, line.currency)
                rows.append((*head, paid, *cells, came))
    try:
        count = write_table(Path(args.file), _HEAD, rows)
    except IsADirectoryError as error:
        raise Refusal("file_is_directory", path=args.file) from error
    if context.out.as_json:
        context.out.data({"file": args.file, "rows": count})
    else:
        said = _("{count} lines are in {path}.")
        context.out.line(said.format(count=f"{count:,}", path=args.file))
