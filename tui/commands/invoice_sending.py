"""``kemas invoices`` that go out: looked through, released, sent again, printed in batches."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from core.billing import queries as documents
from core.billing.sending import commands, queries
from core.billing.sending.answering import answer
from core.billing.sending.queries import Delivery
from core.billing.sending.states import DeliveryState, Fate, OutWay
from core.billing.sending.survey import fine, survey
from core.errors import KemasError
from core.i18n import _, language, show_time
from core.money import Money, show
from core.transaction import Transaction, run
from tui.arguments import count, day, positive
from tui.commands import invoice_batches
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.words.refusals import sentence
from tui.words.sending import fate_name, odd_name, out_way, why_words
from tui.workers import wake

_WAYS = [way.value for way in OutWay]


def add(actions: _SubParsersAction[ArgumentParser]) -> None:
    """Describe the arguments."""
    looking = actions.add_parser("out", help=_("what waits to go out, odd ones first, with sums"))
    looking.set_defaults(run=_out)
    sending = actions.add_parser("send", help=_("have invoices go out now"))
    sending.set_defaults(run=_send, again=False, sure=False)
    again = actions.add_parser("resend", help=_("send what went out before once more"))
    again.add_argument("--sure", action="store_true", help=_("although nobody knows of the last"))
    again.set_defaults(run=_send, again=True)
    for one in (sending, again):
        one.add_argument("--to", metavar="ADDRESS", default="", help=_("to this e-mail address"))
    taking = actions.add_parser("take-out", help=_("have invoices not go out"))
    taking.add_argument("--reason", metavar="TEXT", default="", help=_("why; stands in the log"))
    taking.set_defaults(run=_take_out)
    for one in (sending, again, taking):
        one.add_argument("invoices", nargs="+", metavar="INVOICE", help=_("as in: invoices list"))
        one.add_argument("--by", choices=_WAYS, help=_("only this way; else as the profile has it"))
        operator_option(one)
    telling = actions.add_parser("answer", help=_("say whether one arrived that nobody knows of"))
    telling.add_argument("invoice", metavar="INVOICE", help=_("as in: invoices log"))
    telling.add_argument("arrived", choices=["yes", "no"], metavar="yes|no")
    telling.set_defaults(run=_answer)
    operator_option(telling)
    logging = actions.add_parser("log", help=_("how invoices went out, to whom and when"))
    logging.add_argument("invoice", nargs="?", metavar="INVOICE", help=_("only of this one"))
    logging.add_argument("--state", choices=[fate.value for fate in Fate])
    logging.add_argument("--find", metavar="TEXT", default="", help=_("in number, order or buyer"))
    logging.add_argument("--from", dest="since", type=day, help=_("issued on this day or later"))
    logging.add_argument("--to", dest="until", type=day, help=_("issued on this day or before"))
    logging.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    logging.add_argument("--offset", type=count, default=0, help=_("leave out so many before"))
    logging.set_defaults(run=_log)
    invoice_batches.add(actions)


def release_options(parser: ArgumentParser) -> None:
    """What ``invoices release`` takes for invoices that are issued and held."""
    parser.add_argument("--out", action="store_true", help=_("all that are held back"))
    parser.add_argument("--fine", action="store_true", help=_("with --out: where nothing is odd"))


def release_out(context: Context, names: Sequence[str]) -> int:
    """Let go out what was looked at: some by number, or all that is held."""
    args = context.args
    if not args.out:
        return _each(context, names, commands.release, states=(DeliveryState.HELD,))
    with context.reading(actor_of(context)) as tx:
        held = [one for one in survey(tx) if one.state is DeliveryState.HELD]
    wanted = [one for one in held if (not one.odd if args.fine else fine(one))]
    return _all(context, wanted, commands.release, left=len(held) - len(wanted))


def _out(context: Context) -> None:
    with context.reading() as tx:
        found = survey(tx)
        sums = queries.sums(tx)
    if context.out.as_json:
        together = [
            {"state": state.value, "currency": name, "count": many, "total": _plain(total, name)}
            for state, name, many, total in sums
        ]
        return context.out.data(
            {"sums": together, "invoices": [delivery_json(one) for one in found]}
        )
    rows = [
        {
            "number": one.number,
            "buyer": one.buyer,
            "total": _money(one.total, one.currency),
            "way": out_way(one.way),
            "to": one.recipient,
            "state": fate_name(one.fate),
            "why": ", ".join(odd_name(odd) for odd in one.odd),
        }
        for one in found
    ]
    headings = {
        "number": _("Number"),
        "buyer": _("Buyer"),
        "total": _("Total"),
        "way": _("Way"),
        "to": _("To"),
        "state": _("State"),
        "why": _("Why"),
    }
    context.out.items(rows, headings, empty=_("No invoice waits to go out."))
    for state, currency, many, total in sums:
        told = {"state": fate_name(Fate.HELD if state == "held" else Fate.WAITING), "n": many}
        words = _("{state}: {n}, together {total}")
        context.out.line(words.format(**told, total=_money(total, currency)))
    return None


def _send(context: Context) -> int:
    args = context.args
    way = OutWay(args.by) if args.by else None

    def work(tx: Transaction, number: str) -> tuple[Delivery, ...]:
        one = documents.by_number(tx, number)
        return commands.send(tx, one.id, way, to=args.to, again=args.again, sure=args.sure)

    return _run(context, args.invoices, work, _("{invoice}: goes out, {way}."))


def _take_out(context: Context) -> int:
    def work(tx: Transaction, delivery_id: int) -> Delivery:
        return commands.take_out(tx, delivery_id, context.args.reason)

    return _each(context, context.args.invoices, work)


def _each(
    context: Context,
    names: Sequence[str],
    work: Callable[[Transaction, int], Delivery],
    *,
    states: Sequence[DeliveryState] = (DeliveryState.HELD, DeliveryState.READY),
) -> int:
    """What waits of each of some invoices, the chosen way only where one is."""
    chosen = getattr(context.args, "by", None)

    def do(tx: Transaction, number: str) -> tuple[Delivery, ...]:
        one = documents.by_number(tx, number)
        waits = [
            each
            for each in queries.log_of(tx, one.id)
            if each.state in states and chosen in {None, each.way.value}
        ]
        return tuple(work(tx, each.id) for each in waits)

    return _run(context, names, do, "{invoice}: {way}, {state}")


def _all(
    context: Context,
    found: Sequence[Delivery],
    work: Callable[[Transaction, int], Delivery],
    *,
    left: int,
) -> int:
    done = [
        run(context.database, actor_of(context), lambda tx, one=one: work(tx, one.id))  # type: ignore[misc]
        for one in found
    ]
    wake(context)
    if context.out.as_json:
        context.out.data([delivery_json(one) for one in done])
    context.out.line(_("{n} invoices are released.").format(n=len(done)))
    if left:
        context.out.line(_("{n} stay held: look at them one by one.").format(n=left))
    return 0


def _run(
    context: Context,
    names: Sequence[str],
    work: Callable[[Transaction, str], tuple[Delivery, ...]],
    words: str,
) -> int:
    """Each invoice in a transaction of its own: one that is refused holds up no other."""
    done: list[Delivery] = []
    failed = 0
    for name in names:
        try:
            found = run(context.database, actor_of(context), lambda tx, name=name: work(tx, name))  # type: ignore[misc]
        except KemasError as refusal:
            failed += 1
            context.out.note(f"{name}: {sentence(refusal)}")
            continue
        if not found:
            context.out.line(_("{invoice}: nothing waits.").format(invoice=name))
        for one in found:
            told = {"invoice": one.number, "way": out_way(one.way), "state": fate_name(one.fate)}
            context.out.line(words.format(**told))
        done += found
    wake(context)
    if context.out.as_json:
        context.out.data([delivery_json(one) for one in done])
    return 1 if failed else 0


def _answer(context: Context) -> None:
    args = context.args

    def work(tx: Transaction) -> Delivery:
        one = documents.by_number(tx, args.invoice)
        return answer(tx, one.id, arrived=args.arrived == "yes")

    one = run(context.database, actor_of(context), work)
    if context.out.as_json:
        return context.out.data(delivery_json(one))
    return context.out.line(f"{one.number}: {out_way(one.way)}, {fate_name(one.fate)}")


def _log(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        if args.invoice:
            found = queries.log_of(tx, documents.by_number(tx, args.invoice).id)
        else:
            found = queries.listed(
                tx,
                fates=[Fate(args.state)] if args.state else (),
                words=args.find,
                since=args.since,
                until=args.until,
                limit=args.limit,
                offset=args.offset,
            )
    if context.out.as_json:
        return context.out.data([delivery_json(one) for one in found])
    zone = context.config.shop.timezone

    def when(moment: datetime | None) -> str:
        return show_time(moment, zone) if moment else ""

    rows = [
        {
            "number": one.number,
            "way": out_way(one.way),
            "to": one.recipient or one.printer,
            "state": fate_name(one.fate),
            "when": when(one.went_at or one.decided_at or one.created_at),
            "who": one.decided_by or one.created_by or "kemas",
            "why": why_words(one),
        }
        for one in found
    ]
    headings = {
        "number": _("Number"),
        "way": _("Way"),
        "to": _("To"),
        "state": _("State"),
        "when": _("When"),
        "who": _("By"),
        "why": _("Why"),
    }
    return context.out.items(rows, headings, empty=_("Nothing went out yet."))


def delivery_json(one: Delivery) -> dict[str, Any]:
    """A delivery for programs."""
    return {
        "id": one.id,
        "invoice": one.number,
        "kind": one.kind,
        "buyer": one.buyer,
        "currency": one.currency,
        "total": _plain(one.total, one.currency),
        "way": one.way.value,
        "attempt": one.again,
        "state": one.fate.value,
        "odd": [odd.value for odd in one.odd],
        "to": one.recipient,
        "printer": one.printer,
        "message": one.message_id,
        "job": one.job_id,
        "batch": one.batch_id,
        "place": one.place,
        "error": one.error,
        "said": one.said,
        "created": one.created_at,
        "created_by": one.created_by,
        "decided": one.decided_at,
        "decided_by": one.decided_by,
        "went": one.went_at,
        "note": one.note,
    }


def _plain(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).decimal:f}"


def _money(minor: int, currency: str) -> str:
    return show(Money(minor, currency), language())
