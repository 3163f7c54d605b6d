"""``kemas orders pay|payments|amend|confirm|refuse|refund|reverse|accept|delivered``: money."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.errors import Refusal
from core.i18n import _
from core.orders.commands import OrderHead
from core.orders.payments import commands
from core.orders.payments.checks import paid_differences
from core.orders.payments.commands import Outcome
from core.orders.payments.queries import Payment, payment, payments_of, to_confirm
from core.orders.payments.reading import amount_of, paid_of, written
from core.orders.payments.states import Method
from core.orders.queries import order as order_of
from core.orders.status import accept, policy_of
from core.shipping.delivering import mark_delivered
from core.shipping.handing_over import parcel_by_code
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.naming import find_named, named
from tui.context import Context
from tui.output import table
from tui.shape import shape
from tui.words.payments import balance_words, decided, details, payment_kind, signed
from tui.words.states import status_name
from tui.words.verdicts_payments import PAYMENT_WORDS


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    paying = _doer(named(actions.add_parser("pay", help=_("write a payment down"))))
    _money_options(paying)
    paying.add_argument("--proof", default="", help=_("what the buyer sent, as text"))
    paying.add_argument("--confirm", action="store_true", help=_("the money is there: confirm it"))
    _sure_option(paying)
    paying.set_defaults(run=_pay)
    listing = actions.add_parser("payments", help=_("list payments"))
    listing.add_argument("number", metavar="NO", nargs="?", help=_("the order number"))
    listing.add_argument("--channel", default="", help=_("where two channels have the number"))
    listing.add_argument(
        "--to-confirm", action="store_true", help=_("only those that wait for a person")
    )
    listing.add_argument(
        "--check", action="store_true", help=_("prove that paid sums are what payments add up to")
    )
    listing.set_defaults(run=_list)
    amending = _of_payment(
        actions.add_parser("amend", help=_("change a payment that nobody confirmed yet"))
    )
    _money_options(amending, amount=False, unsaid=None)
    amending.add_argument("--amount", metavar="AMOUNT", help=_("how much"))
    amending.add_argument("--proof", help=_("what the buyer sent, as text"))
    _sure_option(amending)
    amending.set_defaults(run=_amend)
    confirming = _of_payment(actions.add_parser("confirm", help=_("confirm a payment")))
    told = _("the amount that you found; nothing is confirmed where the payment says another one")
    confirming.add_argument("--amount", metavar="AMOUNT", help=told)
    _sure_option(confirming)
    confirming.set_defaults(run=_confirm)
    refusing = _of_payment(actions.add_parser("refuse", help=_("refuse a payment")))
    refusing.add_argument("reason", metavar="REASON", help=_("why"))
    refusing.set_defaults(run=_refuse)
    reversing = _of_payment(
        actions.add_parser("reverse", help=_("take a wrong confirmation of a payment back"))
    )
    reversing.add_argument("reason", metavar="REASON", help=_("why"))
    reversing.set_defaults(run=_reverse)
    refunding = _doer(named(actions.add_parser("refund", help=_("write down what went back"))))
    refunding.add_argument("amount", metavar="AMOUNT", help=_("how much"))
    refunding.add_argument("reason", metavar="REASON", help=_("why"))
    _money_options(refunding, amount=False)
    refunding.set_defaults(run=_refund)
    accepting = _doer(
        named(actions.add_parser("accept", help=_("let an order be packed whatever is paid")))
    )
    accepting.add_argument("reason", metavar="REASON", help=_("why"))
    accepting.set_defaults(run=_accept)
    delivering = _doer(named(actions.add_parser("delivered", help=_("the buyer has the parcels"))))
    delivering.add_argument("--parcel", metavar="CODE", help=_("only this parcel"))
    delivering.set_defaults(run=_delivered)


def _doer(parser: ArgumentParser) -> ArgumentParser:
    operator_option(parser)
    return parser


def _of_payment(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument(
        "payment", metavar="PAYMENT", type=positive, help=_("the number of the payment")
    )
    return _doer(parser)


def _sure_option(parser: ArgumentParser) -> None:
    told = _("even if it is more than is due, or its reference is known")
    parser.add_argument("--sure", action="store_true", help=told)


def _money_options(parser: ArgumentParser, *, amount: bool = True, unsaid: str | None = "") -> None:
    option = parser.add_argument
    if amount:
        option("--amount", required=True, metavar="AMOUNT", help=_("how much"))
    option("--method", default=unsaid, metavar="METHOD", help=", ".join(Method))
    option("--bank", default=unsaid, metavar="NAME", help=_("the bank or wallet"))
    told = _("when it was paid; today if left out") if unsaid is not None else _("when it was paid")
    option("--date", default=unsaid, metavar="DAY", help=told)
    option("--reference", default=unsaid, metavar="TEXT", help=_("the number of the transfer"))


@contextmanager
def _or_sure() -> Iterator[None]:
    """What is only refused until a person is sure names the option that says so."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code in {"payment_over", "payment_known"}:
            raise Refusal(f"{refusal.code}_sure", **refusal.params) from refusal
        raise


def _pay(context: Context) -> None:
    args, policy = context.args, policy_of(context.config)
    with _or_sure(), context.writing(actor_of(context)) as tx:
        found = find_named(tx, context)
        paid = paid_of(vars(args), _currency(tx, found), policy.zone)
        done = commands.report(tx, policy, found.id, paid, sure=args.sure)
        if args.confirm:
            done = commands.confirm(tx, policy, done.payment.id, sure=args.sure)
    _tell(context, "payment_confirmed" if args.confirm else "payment_reported", done)


def _amend(context: Context) -> None:
    """What is not named stays as it is; an empty text takes away what was there."""
    args, policy = context.args, policy_of(context.config)
    with _or_sure(), context.writing(actor_of(context)) as tx:
        old = payment(tx, args.payment)
        given = {name: value for name, value in vars(args).items() if value is not None}
        paid = paid_of(written(old) | given, old.amount.currency, policy.zone)
        done = commands.amend(tx, policy, args.payment, paid, sure=args.sure)
    _tell(context, "payment_amended", done)


def _confirm(context: Context) -> None:
    args, policy = context.args, policy_of(context.config)
    with _or_sure(), context.writing(actor_of(context)) as tx:
        seen = None
        if args.amount is not None:
            seen = amount_of(args.amount, payment(tx, args.payment).amount.currency)
        done = commands.confirm(tx, policy, args.payment, sure=args.sure, seen=seen)
    _tell(context, "payment_confirmed", done)


def _refuse(context: Context) -> None:
    args, policy = context.args, policy_of(context.config)
    with context.writing(actor_of(context)) as tx:
        done = commands.refuse(tx, policy, args.payment, args.reason)
    _tell(context, "payment_refused", done)


def _reverse(context: Context) -> None:
    args, policy = context.args, policy_of(context.config)
    with context.writing(actor_of(context)) as tx:
        done = commands.reverse(tx, policy, args.payment, args.reason)
    _tell(context, f"payment_reversed_{done.flag}" if done.flag else "payment_reversed", done)


def _refund(context: Context) -> None:
    args, policy = context.args, policy_of(context.config)
    with context.writing(actor_of(context)) as tx:
        found = find_named(tx, context)
        amount_of(args.amount, _currency(tx, found))
        back = paid_of(vars(args), _currency(tx, found), policy.zone)
        done = commands.refund(tx, policy, found.id, back, args.reason)
    _tell(context, "refunded", done)


def _accept(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = find_named(tx, context)
        accept(tx, found.id, context.args.reason)
    said = _words("order_accepted").format(order=found.order_no)
    _say(context, {"order": found.order_no}, said)


def _delivered(context: Context) -> None:
    args, policy = context.args, policy_of(context.config)
    with context.writing(actor_of(context)) as tx:
        found = find_named(tx, context)
        parcel = None
        if args.parcel:
            one = parcel_by_code(tx, args.parcel)
            if one.order_id != found.id:
                raise Refusal("parcel_not_found", parcel=args.parcel)
            parcel = one.id
        done = mark_delivered(tx, policy, found.id, parcel)
    detail = "order_delivered_owed" if done.owed else "order_delivered"
    detail = "parcel_arrived" if done.parcels_left else detail
    said = _words(detail).format(
        order=found.order_no, status=status_name(done.status), count=done.parcels_left
    )
    shaped = shape(done, context.config)
    _say(context, {"order": found.order_no} | shaped, said)


def _list(context: Context) -> int | None:
    args = context.args
    if args.check:
        return _check(context)
    if not args.number:
        _list_waiting(context)
        return None
    with context.reading() as tx:
        found = find_named(tx, context)
        rows = payments_of(tx, found.id)
        head = order_of(tx, found.id)
    balance = head.balance
    if context.out.as_json:
        shaped = {"order": head.order_no, "status": head.status, "total": head.total}
        shaped |= {"paid": head.paid, "credited": head.credited}
        shaped |= {"balance": balance, "payments": rows}
        context.out.data(shape(shaped, context.config))
        return None
    for line in _lines(context, rows):
        context.out.line(line)
    context.out.line(
        _("Order {order}: {balance}; it is {status}.").format(
            order=head.order_no,
            balance=balance_words(balance, head.credited),
            status=status_name(head.status),
        )
    )
    return None


def _list_waiting(context: Context) -> None:
    with context.reading() as tx:
        rows = to_confirm(tx)
    if context.out.as_json:
        context.out.data(shape(rows, context.config))
    elif not rows:
        context.out.line(_("No payment waits for a person."))
    else:
        for line in _lines(context, rows, orders=True):
            context.out.line(line)


def _check(context: Context) -> int:
    with context.reading() as tx:
        found = paid_differences(tx)
    if context.out.as_json:
        context.out.data(shape(found, context.config))
    elif not found:
        context.out.line(_("Every paid sum is what its payments add up to."))
    for one in () if context.out.as_json else found:
        told = _("Order {order}: {kept} is kept, its payments add up to {rebuilt} (minor units).")
        context.out.line(told.format(order=one.order_no, kept=one.kept, rebuilt=one.rebuilt))
    return 1 if found else 0


def _lines(context: Context, rows: tuple[Payment, ...], *, orders: bool = False) -> Any:
    headings = [_("No."), _("Day"), _("What"), _("Amount"), _("How"), _("State")]
    cells = [
        [
            str(one.id),
            one.paid_on.strftime("%d/%m/%Y"),
            payment_kind(one.kind),
            signed(one),
            details(one),
            decided(one),
        ]
        for one in rows
    ]
    if orders:
        headings.insert(1, _("Order"))
        for line, one in zip(cells, rows, strict=True):
            line.insert(1, one.order_no)
    return table(headings, cells, room=context.out.room)


def _currency(tx: Transaction, found: OrderHead) -> str:
    return order_of(tx, found.id).total.currency


def _tell(context: Context, detail: str, done: Outcome) -> None:
    said = _words(detail).format(
        order=done.payment.order_no,
        amount=signed(done.payment).lstrip("-"),
        balance=balance_words(done.balance),
        status=status_name(done.status),
    )
    shown: dict[str, Any] = shape(done, context.config)
    _say(context, shown, said)


def _words(detail: str) -> str:
    words = PAYMENT_WORDS["info/" + detail].message
    return _(words)


def _say(context: Context, data: dict[str, Any], said: str) -> None:
    if context.out.as_json:
        context.out.data(data)
    else:
        context.out.line(said)
