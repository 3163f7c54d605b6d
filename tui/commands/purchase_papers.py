"""``kemas purchases print`` and ``send``: a purchase order for its supplier."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.i18n import LANGUAGES, _, show_time
from core.paper.documents import Document
from core.purchasing import letters, papers, queries
from core.shipping.letters import follow_ups_of
from core.shipping.settings import ShippingSettings, settings_of
from core.transaction import Transaction, run
from tui.commands.acting import actor_of, operator_option
from tui.commands.printing import paper_options, print_it
from tui.context import Context
from tui.words.refusals import sentence


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    printing = actions.add_parser("print", help=_("print a purchase order"))
    paper_options(printing)
    printing.add_argument("--preview", action="store_true", help=_("show it, print nothing"))
    printing.set_defaults(run=_print)
    sending = actions.add_parser("send", help=_("send a purchase order by e-mail"))
    sending.add_argument(
        "--in", dest="spoken", choices=LANGUAGES, default="", help=_("else the shop's language")
    )
    sending.add_argument("--again", action="store_true", help=_("although it went already"))
    sending.add_argument("--preview", action="store_true", help=_("show it, send nothing"))
    sending.set_defaults(run=_send)
    for one in (printing, sending):
        one.add_argument("number", metavar="NO", help=_("as in: purchases list"))
    operator_option(sending)


def _print(context: Context) -> None:
    number = context.args.number

    def make(tx: Transaction, settings: ShippingSettings) -> Document:
        return papers.paper_of(tx, settings, queries.by_number(tx, number).id)

    print_it(context, make)


def _send(context: Context) -> None:
    args, shop = context.args, settings_of(context.config).sender
    settings = follow_ups_of(context.config)
    if args.preview:
        with context.reading() as tx:
            found = queries.by_number(tx, args.number)
            letter = letters.preview(tx, settings, shop, found.id, args.spoken)
        out = context.out.line
        out(_("To: {address}").format(address=letter.recipient))
        out(_("Subject: {subject}").format(subject=letter.subject))
        for line in letter.body.split("\n"):
            out(line)
        if letter.problem is not None:
            out(sentence(letter.problem))
        if letter.last is not None:
            zone = context.config.shop.timezone
            when = show_time(letter.last.created_at, zone)
            out(_("It went already, on {when}.").format(when=when))
        return None

    def work(tx: Transaction) -> Any:
        found = queries.by_number(tx, args.number)
        return letters.send(tx, settings, shop, found.id, language=args.spoken, again=args.again)

    sent = run(context.database, actor_of(context), work)
    from tui.workers import wake

    wake(context)
    if context.out.as_json:
        return context.out.data({"message": sent.id, "to": sent.recipient})
    said = _("{number} goes to {address} by e-mail.")
    return context.out.line(said.format(number=args.number, address=sent.recipient))
