"""``kemas orders follow-up``: write to the buyer of an order, or look at what would be written."""

from __future__ import annotations

import sys
from argparse import _SubParsersAction
from typing import Any

from core.i18n import LANGUAGES, _
from core.messages.queries import Message
from core.messages.states import MessageState, Way
from core.messages.texts import OF_ORDERS, Reason
from core.orders.follow_up import Preview, follow_up, preview
from core.shipping.letters import follow_ups_of
from tui.commands.acting import actor_of, operator_option
from tui.commands.naming import find_named, named
from tui.context import Context
from tui.qr import draw
from tui.shape import shape
from tui.words.messages import last_words, notes, text_name, way_name
from tui.words.refusals import sentence


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    writing = named(actions.add_parser("follow-up", help=_("write to the buyer of an order")))
    option = writing.add_argument
    option(
        "--template",
        default=Reason.PAYMENT_REMINDER.value,
        choices=[reason.value for reason in OF_ORDERS],
        metavar="NAME",
        help=_("which text: {names}").format(names=", ".join(OF_ORDERS)),
    )
    option("--way", choices=[way.value for way in Way], help=_("else the best that is possible"))
    option("--in", dest="spoken", choices=LANGUAGES, help=_("else the buyer's language"))
    option("--subject", metavar="TEXT", help=_("another subject than that of the text"))
    option("--body", metavar="TEXT", help=_("other words than those of the text; - reads them"))
    option("--preview", action="store_true", help=_("only look at it; nothing is sent"))
    option("--again", action="store_true", help=_("also where the same went a short time ago"))
    writing.set_defaults(run=_follow_up)
    operator_option(writing)


def _follow_up(context: Context) -> None:
    args = context.args
    settings = follow_ups_of(context.config)
    how: dict[str, Any] = {
        "reason": args.template,
        "way": Way(args.way) if args.way else None,
        "language": args.spoken or "",
        "subject": args.subject,
        "body": sys.stdin.read() if args.body == "-" else args.body,
    }
    if args.preview:
        with context.reading() as tx:
            order = find_named(tx, context)
            return _show(context, preview(tx, settings, order.id, **how))
    with context.writing(actor_of(context)) as tx:
        order = find_named(tx, context)
        shown = preview(tx, settings, order.id, **how)
        made = follow_up(tx, settings, order.id, again=args.again, **how)
    return _tell(context, made, shown)


def _show(context: Context, shown: Preview) -> None:
    """What would go out, and what stands against it."""
    out = context.out
    zone = context.config.shop.timezone
    problems = [one for one in (shown.problem, shown.route.problem) if one is not None]
    if out.as_json:
        facts = shape(shown, context.config)
        return out.data(facts | {"problems": [sentence(one) for one in problems]} | _route(shown))
    out.line(_("{text} by {way} to {recipient}").format(
        text=text_name(shown.reason),
        way=way_name(shown.route.way),
        recipient=shown.route.recipient or "—",
    ))  # fmt: skip
    out.line()
    out.line(shown.subject)
    out.line()
    for line in shown.body.split("\n"):
        out.line(line)
    out.line()
    for link in shown.links[:1]:
        out.line(link)
    note = notes(shown, context.config.whatsapp)
    if note:
        out.note(note)
    for problem in problems:
        out.note(sentence(problem))
    if shown.last is not None:
        out.note(last_words(shown.last, zone))
    return None


def _route(shown: Preview) -> dict[str, Any]:
    """The way of a preview as JSON, its problem as a code."""
    route = shown.route
    code = route.problem.code if route.problem is not None else ""
    problem = shown.problem.code if shown.problem is not None else ""
    return {
        "route": {"way": route.way.value, "recipient": route.recipient, "problem": code},
        "problem": problem,
    }


def _tell(context: Context, made: Message, shown: Preview) -> None:
    out = context.out
    if made.state is MessageState.QUEUED:
        from tui.workers import wake

        wake(context)
    if out.as_json:
        return out.data(shape(made, context.config) | {"links": list(shown.links)})
    words = {
        "text": text_name(made.reason),
        "way": way_name(made.way),
        "recipient": made.recipient,
        "message": made.id,
    }
    if made.state is MessageState.QUEUED:
        said = _("{text} goes to {recipient} by {way}: message {message}.")
        out.line(said.format(**words))
        return None
    out.line(_("{text} for {recipient}: message {message}.").format(**words))
    out.line(shown.links[0])
    room = out.room
    symbol = draw(shown.links[:1], room, 200) if room is not None else None
    if symbol is not None:
        out.line()
        for line in symbol.lines:
            out.line(line)
    out.line(_("When it is sent: kemas messages answer {message} yes").format(**words))
    return None
