"""``kemas messages``: what went to buyers, what waits, what nobody knows; and the shop's texts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from core.errors import Refusal
from core.i18n import _, show_time
from core.messages import commands, queries
from core.messages.outcome import Letter, Sent
from core.messages.queries import Message
from core.messages.states import MessageState, Way
from core.messages.troubles import post
from core.orders.commands import find
from core.orders.queries import orders_of
from core.transaction import Transaction
from tui.arguments import count, positive
from tui.commands import message_texts
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.messages import (
    error_words,
    overdue_words,
    standstill_words,
    state_words,
    text_name,
    way_name,
)


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list messages, the newest first"))
    listing.add_argument("--state", choices=[state.value for state in MessageState])
    listing.add_argument("--way", choices=[way.value for way in Way])
    listing.add_argument("--order", metavar="NO", help=_("only of this order"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    listing.add_argument("--offset", type=count, default=0, help=_("leave out so many before"))
    listing.set_defaults(run=_list)
    showing = _of_message(actions.add_parser("show", help=_("show a message and where it stands")))
    showing.set_defaults(run=_show)
    again = _of_message(
        actions.add_parser("retry", help=_("send one that failed or waits, or that nobody knows"))
    )
    again.set_defaults(run=_retry)
    back = _of_message(actions.add_parser("cancel", help=_("take back one that waits")))
    back.set_defaults(run=_cancel)
    answering = _of_message(
        actions.add_parser("answer", help=_("say whether one arrived, or a link was used"))
    )
    answering.add_argument("arrived", choices=["yes", "no"], metavar="yes|no")
    answering.set_defaults(run=_answer)
    test = actions.add_parser("test", help=_("send a test message now and say what came of it"))
    test.add_argument("--email", required=True, metavar="ADDRESS", help=_("to this address"))
    test.set_defaults(run=_test)
    message_texts.add(actions)
    for changing in (again, back, answering):
        operator_option(changing)


def _of_message(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("id", type=positive, metavar="ID", help=_("the message's number"))
    return parser


def message_json(one: Message, context: Context) -> dict[str, Any]:
    """A message for programs, with where it stands and why in words as well."""
    found: dict[str, Any] = shape(one, context.config)
    why = error_words(one.error) if one.error else ""
    words = state_words(one, context.config.shop.timezone)
    return found | {"error_words": why, "words": words}


def _rows(tx: Transaction, context: Context, found: tuple[Message, ...]) -> list[dict[str, Any]]:
    ids = sorted({one.order_id for one in found if one.order_id is not None})
    numbers = {order.id: order.order_no for order in orders_of(tx, ids)}
    return [message_json(one, context) | {"order": numbers.get(one.order_id or 0)} for one in found]


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        order = find(tx, args.order) if args.order else None
        found = queries.list_messages(
            tx,
            order_id=order.id if order is not None else None,
            state=MessageState(args.state) if args.state else None,
            way=Way(args.way) if args.way else None,
            offset=args.offset,
            limit=args.limit,
        )
        rows = _rows(tx, context, found)
        now = post(tx)
    zone = context.config.shop.timezone
    for one in now.standing:
        context.out.line(standstill_words(one, zone))
    if now.overdue:
        context.out.line(overdue_words(now.waiting))
    if context.out.as_json:
        return context.out.data(rows)
    shown = [
        {
            "id": one.id,
            "at": show_time(one.created_at, zone),
            "order": row["order"],
            "text": text_name(one.reason),
            "way": way_name(one.way),
            "to": one.recipient,
            "state": row["words"],
        }
        for one, row in zip(found, rows, strict=True)
    ]
    headings = {
        "id": _("Message"),
        "at": _("Time"),
        "order": _("Order"),
        "text": _("Text"),
        "way": _("By"),
        "to": _("To"),
        "state": _("State"),
    }
    return context.out.items(shown, headings, empty=_("There are no such messages."))


def _show(context: Context) -> None:
    with context.reading() as tx:
        found = queries.message(tx, context.args.id)
        row = _rows(tx, context, (found,))[0]
    out = context.out
    if out.as_json:
        return out.data(row)
    zone = context.config.shop.timezone
    facts = [
        (_("Message"), str(found.id)),
        (_("Order"), row["order"] or ""),
        (_("Text"), text_name(found.reason)),
        (_("By"), way_name(found.way)),
        (_("To"), found.recipient),
        (_("State"), row["words"]),
        (_("Written"), f"{show_time(found.created_at, zone)} {found.operator}".strip()),
        (_("Sent"), show_time(found.sent_at, zone) if found.sent_at else ""),
        (_("Answer"), found.provider_id),
        (_("Subject"), found.subject),
    ]
    for name, value in facts:
        if value:
            out.line(f"{name}: {value}")
    out.line()
    for line in found.body.split("\n"):
        out.line(line)
    return None


def _retry(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = commands.send_again(tx, context.args.id)
    from tui.workers import wake

    wake(context)
    _tell(context, found)


def _cancel(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = commands.cancel(tx, context.args.id)
    _tell(context, found)


def _answer(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = commands.answer(tx, context.args.id, arrived=context.args.arrived == "yes")
    _tell(context, found)


def _tell(context: Context, found: Message) -> None:
    said = state_words(found, context.config.shop.timezone)
    if context.out.as_json:
        context.out.data(shape(found, context.config) | {"words": said})
    else:
        words = _("The message {message} is now: {state}.")
        context.out.line(words.format(message=found.id, state=said))


def _test(context: Context) -> None:
    """A message of no order, straight to the mail server; raises Refusal where it is not taken."""
    from core import clock
    from core.messages.mail import is_address
    from core.shipping.letters import sender_of

    address = context.args.email
    sender = sender_of(context.config, Way.EMAIL)
    if sender is None:
        raise Refusal("way_no_mail")
    if not is_address(address):
        raise Refusal("way_wrong_email", order=_("Test"), email=address)
    now = clock.now()
    shop = context.config.shop
    body = _("This is a test message of {shop}. If you can read it, e-mail works.")
    letter = Letter(
        key=f"test-{now.timestamp():.0f}",
        recipient=address,
        subject=_("Test message of {shop}").format(shop=shop.name),
        body=body.format(shop=shop.name),
        language=shop.language,
        written_at=now,
    )
    outcome = sender.send(letter)
    if not isinstance(outcome, Sent):
        said = f" ({outcome.said})" if outcome.said else ""
        raise Refusal("mail_test_failed", why=error_words(outcome.code) + said)
    if context.out.as_json:
        context.out.data({"sent": True, "answer": outcome.provider_id})
    else:
        words = _("The mail server took the test message for {address}: {answer}")
        context.out.line(words.format(address=address, answer=outcome.provider_id))
