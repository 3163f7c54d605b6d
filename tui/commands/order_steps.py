"""``kemas orders show|hold|release|cancel|print``: one order, by its number."""

from __future__ import annotations

from argparse import _SubParsersAction
from pathlib import Path
from typing import Any

from core.i18n import _, language
from core.money import Money, show
from core.orders import commands, queries
from core.shipping.booked import release_held
from core.shipping.cancelling import cancel_order
from core.shipping.papers import KINDS, paper_of, print_paper
from core.shipping.queries import OrderDetail, order_detail
from core.shipping.settings import settings_of
from tui.commands.acting import actor_of, operator_option
from tui.commands.messages import message_json
from tui.commands.naming import find_named, named
from tui.commands.printing import profile_for
from tui.context import Context
from tui.order_text import order_text
from tui.shape import shape
from tui.words.states import document_name


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    showing = named(actions.add_parser("show", help=_("show everything about an order")))
    showing.set_defaults(run=_show)
    holding = named(actions.add_parser("hold", help=_("put an order on hold")))
    holding.add_argument("--reason", required=True, help=_("why"))
    holding.set_defaults(run=_hold)
    releasing = named(actions.add_parser("release", help=_("end the hold of an order")))
    releasing.set_defaults(run=_release)
    cancelling = named(actions.add_parser("cancel", help=_("cancel an order")))
    cancelling.add_argument("--reason", required=True, help=_("why"))
    cancelling.set_defaults(run=_cancel)
    printing = named(actions.add_parser("print", help=_("print a paper of an order")))
    printing.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    printing.add_argument("--printer", metavar="NAME", help=_("on this printer"))
    printing.add_argument(
        "--preview", action="store_true", help=_("look at it first; nothing is printed")
    )
    printing.add_argument("--png", metavar="PATH", help=_("the same as a picture"))
    printing.set_defaults(run=_print)
    for parser in (holding, releasing, cancelling, printing):
        operator_option(parser)


def detail_json(detail: OrderDetail, context: Context) -> dict[str, Any]:
    """An order as ``show --json`` prints it: its head, and lists of what belongs to it."""
    shaped: dict[str, Any] = shape(detail, context.config)
    head: dict[str, Any] = shaped.pop("head")
    balance = shape(detail.balance, context.config)
    shaped["messages"] = [message_json(one, context) for one in detail.messages]
    return head | shaped | {"balance": balance, "missing": detail.missing}


def _show(context: Context) -> None:
    with context.reading() as tx:
        found = find_named(tx, context)
        detail = order_detail(tx, found.id)
    if context.out.as_json:
        context.out.data(detail_json(detail, context))
    else:
        for line in order_text(detail, context.config, context.out.room):
            context.out.line(line)


def _hold(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        commands.hold(tx, find_named(tx, context).id, args.reason)
    _tell(context, _("The order {order} is on hold.").format(order=args.number))


def _release(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        order = find_named(tx, context)
        release_held(tx, settings_of(context.config), order.id)
    # What it misses may have come in while it was held.
    context.promise(order.warehouse_id)
    _tell(context, _("The order {order} is released.").format(order=args.number))


def _cancel(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        order = find_named(tx, context)
        done = cancel_order(tx, order.id, args.reason)
    context.promise(order.warehouse_id)
    said = _("The order {order} is cancelled.").format(order=args.number)
    if done.to_refund:
        back = Money(done.to_refund, done.currency)
        said += " " + _(
            "To refund: {amount}. When it is sent: kemas orders refund {order} {plain} REASON"
        ).format(amount=show(back, language()), order=args.number, plain=f"{back.decimal:f}")
    _tell(context, said)


def _preview(context: Context) -> None:
    """What would come out of the printer that would be used, dot for dot."""
    from printers.render import preview_png, preview_text
    from printers.templates import look_of

    args = context.args
    with context.reading() as tx:
        order = find_named(tx, context)
        settings = settings_of(context.config)
        paper = paper_of(tx, settings, order.id, args.kind)
        profile = profile_for(context, tx, settings, paper.role)
    look = look_of(context.config)
    if args.png:
        Path(args.png).write_bytes(preview_png(paper, profile, look=look))
        context.out.line(_("Written: {path}").format(path=args.png))
        return
    lines = preview_text(paper, profile, look=look)
    if context.out.as_json:
        context.out.data({"kind": paper.kind, "lines": lines})
    for line in lines:
        context.out.line(line)


def _print(context: Context) -> None:
    args = context.args
    if args.preview or args.png:
        return _preview(context)
    with context.writing(actor_of(context)) as tx:
        order = find_named(tx, context)
        settings = settings_of(context.config)
        job = print_paper(tx, settings, order.id, args.kind, printer=args.printer)
    from tui.workers import wake

    wake(context)
    words = _("Print job {job}: {what} waits for the printer {printer}.")
    if context.out.as_json:
        context.out.data(shape(job, context.config))
    else:
        name = document_name(job.kind)
        context.out.line(words.format(job=job.id, what=name, printer=job.printer))
    return None


def _tell(context: Context, sentence: str) -> None:
    if context.out.as_json:
        with context.reading() as tx:
            found = find_named(tx, context)
            context.out.data(shape(queries.order(tx, found.id), context.config))
    else:
        context.out.line(sentence)
