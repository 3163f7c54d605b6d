"""``kemas returns``: what comes back from buyers, from its label to money back or an exchange."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from core.errors import Refusal
from core.fulfilment import claims
from core.i18n import _, language
from core.money import Money, parse, show
from core.orders.entry.rules import entry_rules
from core.orders.payments.states import Method
from core.returns import commands, inspecting
from core.returns.exchanging import goods_of
from core.returns.finding import order_of_code
from core.returns.queries import Return, by_code, lines_of, one_return, page, returnable
from core.returns.settling import Settlement, settle
from core.returns.states import ReturnState, Wish
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.returns import return_state, wish_name


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list the returns, open ones first"))
    listing.add_argument(
        "--state", choices=[one.value for one in ReturnState], help=_("only these")
    )
    listing.add_argument("--search", default="", help=_("return, order or customer"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show everything about a return"))
    showing.set_defaults(run=_show)
    registering = actions.add_parser("register", help=_("write down that goods come back"))
    registering.add_argument(
        "label", metavar="LABEL", help=_("parcel code, waybill or order number")
    )
    _goods_option(registering, "--line", _("what comes back; else all that may"))
    registering.add_argument("--reason", default="", help=_("why"))
    registering.add_argument(
        "--wish", choices=[one.value for one in Wish], help=_("what the buyer wants")
    )
    registering.add_argument("--arrived", action="store_true", help=_("the goods are here"))
    registering.add_argument(
        "--undelivered", action="store_true", help=_("the courier brings it back")
    )
    registering.set_defaults(run=_register)
    arriving = actions.add_parser("arrive", help=_("the goods of a return are here"))
    arriving.set_defaults(run=_arrive)
    looking = actions.add_parser("inspect", help=_("write down what was found"))
    _goods_option(looking, "--good", _("good ones"))
    _goods_option(looking, "--damaged", _("damaged ones"))
    looking.add_argument("--bin", help=_("where the good ones are put"))
    looking.add_argument("--note", default="", help=_("what is wrong with the damaged ones"))
    looking.add_argument("--lot", default="", help=_("the lot or serial number of the goods"))
    looking.add_argument("--done", action="store_true", help=_("nothing more comes"))
    looking.set_defaults(run=_inspect)
    settling = actions.add_parser("settle", help=_("pay back, exchange, or end it"))
    settling.add_argument("--refund", metavar="AMOUNT", help=_("else what the goods had cost"))
    settling.add_argument(
        "--method", choices=[one.value for one in Method], default=Method.TRANSFER.value,
        help=_("how the money goes back"),
    )  # fmt: skip
    settling.add_argument("--reference", default="", help=_("of the money that went back"))
    _goods_option(settling, "--exchange", _("what the buyer gets instead"))
    settling.add_argument(
        "--sure", action="store_true", help=_("also with more goods than came back")
    )
    settling.set_defaults(run=_settle)
    refusing = actions.add_parser("refuse", help=_("refuse a return"))
    refusing.add_argument("--reason", required=True, help=_("why"))
    refusing.add_argument("--keep", action="store_true", help=_("the goods stay here"))
    refusing.set_defaults(run=_refuse)
    for one in (showing, arriving, looking, settling, refusing):
        one.add_argument("code", metavar="RETURN", help=_("as in: returns list"))
    for one in (registering, arriving, looking, settling, refusing):
        operator_option(one)


def _goods_option(parser: ArgumentParser, name: str, words: str) -> None:
    parser.add_argument(name, metavar="SKU=N", type=_pair, action="append", default=[], help=words)


def _pair(text: str) -> tuple[str, int]:
    sku, _equals, units = text.rpartition("=")
    if not sku:
        sku, units = text, "1"
    if not units.isdecimal() or not int(units):
        raise ArgumentTypeError(_("{value} is not SKU=N").format(value=text))
    return sku, int(units)


def _list(context: Context) -> None:
    args = context.args
    states = (ReturnState(args.state),) if args.state else ()
    with context.reading() as tx:
        found = page(tx, states=states, text=args.search, limit=args.limit)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [
        {
            "code": one.code,
            "order": one.order_no,
            "customer": one.customer,
            "state": return_state(one.state),
            "wish": wish_name(one.wish),
            "units": f"{one.good + one.damaged}/{one.expected}",
        }
        for one in found
    ]
    headings = {
        "code": _("Return"),
        "order": _("Order"),
        "customer": _("Customer"),
        "state": _("State"),
        "wish": _("Wants"),
        "units": _("Units"),
    }
    context.out.items(rows, headings, empty=_("There are no returns."))
    return None


def _show(context: Context) -> None:
    with context.reading() as tx:
        found = by_code(tx, context.args.code)
        _tell(context, tx, found)


def _register(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        order_id, number = order_of_code(tx, args.label)
        made = commands.register(
            tx,
            order_id,
            wanted=_wanted(tx, order_id, number, args.line) if args.line else None,
            reason=args.reason,
            wish=Wish(args.wish) if args.wish else None,
            undelivered=True if args.undelivered else None,
            arrived=args.arrived,
        )
        _tell(context, tx, made)


def _wanted(
    tx: Transaction, order_id: int, number: str, given: list[tuple[str, int]]
) -> dict[int, int]:
    """Units by order line; several lines of one product are filled in their order."""
    lines = returnable(tx, order_id)
    wanted: dict[int, int] = {}
    for sku, units in given:
        mine = [line for line in lines if line.sku.casefold() == sku.casefold()]
        if not mine:
            raise _not_of(number, sku, [line.sku for line in lines])
        left = units
        for line in mine:
            taken = left if line is mine[-1] else min(left, line.left)
            wanted[line.line_id] = wanted.get(line.line_id, 0) + taken
            left -= taken
    return wanted


def _not_of(number: str, sku: str, known: list[str]) -> Refusal:
    named = ", ".join(dict.fromkeys(known))
    return Refusal("return_sku_not_of", sku=sku, order=number, known=named or "-")


def _summed(given: list[tuple[str, int]]) -> dict[str, int]:
    """Units by SKU; one that is named twice counts twice."""
    found: dict[str, int] = {}
    for sku, units in given:
        found[sku] = found.get(sku, 0) + units
    return found


def _arrive(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = by_code(tx, context.args.code)
        _tell(context, tx, commands.arrive(tx, found.id))


def _inspect(context: Context) -> None:
    args = context.args
    if args.good and not args.bin:
        raise Refusal("return_bin_needed")
    if args.damaged and not args.note.strip():
        raise Refusal("return_damage_note")
    with context.writing(actor_of(context)) as tx:
        found = by_code(tx, args.code)
        if found.state is ReturnState.ANNOUNCED:
            commands.arrive(tx, found.id)
        expected = {one.sku.casefold(): one.product_id for one in lines_of(tx, found.id)}
        for given, place, note in (
            (args.good, args.bin, ""),
            (args.damaged, "DAMAGED", args.note),
        ):
            for sku, units in given:
                product = expected.get(sku.casefold())
                if product is None:
                    known = [one.sku for one in lines_of(tx, found.id)]
                    raise _not_of(found.order_no, sku, known)
                put = inspecting.inspect(tx, found.id, product, units, place, note, args.lot)
                if put.damaged and given is args.good:
                    raise Refusal("return_bin_not_good", bin=put.bin)
        now = one_return(tx, found.id)
        if args.done or not now.rest:
            now = inspecting.finish(tx, found.id, sure=args.done)
        _tell(context, tx, now)
    context.promise(found.warehouse_id)


def _settle(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found = by_code(tx, args.code)
        rules = entry_rules(
            context.config,
            found.warehouse_id,
            lambda tx, order_id: claims.holder(tx, order_id) is not None,
        )
        how = Settlement(
            refund=parse(args.refund, found.currency).minor if args.refund else None,
            method=Method(args.method),
            reference=args.reference,
            goods=goods_of(tx, _summed(args.exchange)),
            sure=args.sure,
        )
        done = settle(tx, rules, found.id, how)
        _tell(context, tx, done.returned, done.exchange.missing if done.exchange else 0)


def _refuse(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found = by_code(tx, args.code)
        _tell(context, tx, commands.refuse(tx, found.id, args.reason, goods_back=not args.keep))


def _tell(context: Context, tx: Transaction, found: Return, missing: int = 0) -> None:
    lines = lines_of(tx, found.id)
    if context.out.as_json:
        head: dict[str, Any] = shape(found, context.config)
        if missing:
            head |= {"missing": missing}
        return context.out.data(head | {"lines": [shape(one, context.config) for one in lines]})
    said = f"{found.code}  {found.order_no}  {found.customer}  {return_state(found.state)}"
    context.out.line(said)
    for one in lines:
        text = _("    {sku}: {good} good, {damaged} damaged of {expected}")
        context.out.line(
            text.format(sku=one.sku, good=one.good, damaged=one.damaged, expected=one.expected)
        )
    if found.refund:
        amount = show(Money(found.refund, found.currency), language())
        context.out.line(_("    refund {amount}").format(amount=amount))
    if found.exchange_no:
        context.out.line(_("    new order {order}").format(order=found.exchange_no))
    if missing:
        said = _("    {count} units of it are on no shelf; it waits until they come")
        context.out.line(said.format(count=missing))
    return None
