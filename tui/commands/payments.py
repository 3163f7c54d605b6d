"""``kemas payments``: money of customers: bank statements, what it is for, credit, refunds."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from core.customers.queries import find as find_customer
from core.errors import Refusal
from core.files.reasons import CELL_WORDS, say
from core.i18n import _
from core.orders.payments.reading import amount_of, day_of, method_of
from core.orders.payments.states import Method
from core.orders.status import policy_of
from core.receivables import banking, commands, queries
from core.receivables.applying import Part, apply, undo
from core.receivables.claims import claim_by_number
from core.receivables.commands import Received
from core.receivables.crediting import use_credit
from core.receivables.matching import suggestions
from core.receivables.settings import terms_of
from core.receivables.states import BankLineState, PayState
from core.transaction import Transaction, run
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.payment_lists import print_lines, print_payments, show_payment
from tui.context import Context
from tui.shape import shape
from tui.taken import taken
from tui.words.receivables import money, suggestion_words
from tui.words.refusals import SENTENCES


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    one = actions.add_parser("import", help=_("take in a bank statement (CSV, XLSX, OFX, camt)"))
    one.add_argument("file", type=Path, metavar="FILE", help=_("the file"))
    one.add_argument("--bank", metavar="NAME", default="", help=_("its columns, as configured"))
    one.add_argument("--account", metavar="NO", default="", help=_("which account of ours it is"))
    one.set_defaults(run=_import)
    match = actions.add_parser("match", help=_("apply what is certain by now"))
    match.set_defaults(run=_match)
    lines = actions.add_parser("lines", help=_("lines of bank statements, with suggestions"))
    lines.add_argument(
        "--state",
        choices=[state.value for state in BankLineState],
        default=BankLineState.OPEN.value,
        help=_("else those that are open"),
    )
    lines.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    lines.set_defaults(run=_lines)
    accept = actions.add_parser("accept", help=_("take what is suggested for a line"))
    accept.add_argument(
        "--choice", type=positive, default=1, metavar="N", help=_("not the first, but this one")
    )
    accept.set_defaults(run=_accept)
    assign = actions.add_parser("assign", help=_("say by hand what a line is for"))
    whose = assign.add_mutually_exclusive_group()
    whose.add_argument("--customer", metavar="WHO", help=_("whose credit the rest is"))
    whose.add_argument("--payout", metavar="NO", help=_("the payout of a marketplace that it is"))
    assign.set_defaults(run=_assign)
    ignore = actions.add_parser("ignore", help=_("a line is no payment of a customer"))
    ignore.set_defaults(run=_ignore)
    reopen = actions.add_parser("reopen", help=_("take back what was said of a line"))
    reopen.set_defaults(run=_reopen)
    for each in (accept, assign, ignore, reopen):
        each.add_argument("line", type=positive, metavar="LINE", help=_("as in: payments lines"))
    assign.add_argument("invoices", nargs="*", metavar="INVOICE", help=_("in this order"))
    adding = actions.add_parser("add", help=_("write down a payment that came another way"))
    adding.add_argument("amount", metavar="AMOUNT", help=_("such as 150000"))
    adding.add_argument("invoices", nargs="*", metavar="INVOICE", help=_("what it is for"))
    adding.add_argument("--customer", metavar="WHO", help=_("who paid"))
    adding.add_argument("--currency", metavar="CODE", help=_("else the shop's"))
    adding.add_argument(
        "--method", choices=[one.value for one in Method], default="", help=_("else by transfer")
    )
    adding.add_argument("--date", metavar="DAY", default="", help=_("else today"))
    adding.add_argument("--reference", metavar="TEXT", default="", help=_("of the bank"))
    adding.add_argument("--note", metavar="TEXT", default="", help=_("for the shop"))
    adding.add_argument("--pending", action="store_true", help=_("nobody saw the money yet"))
    adding.add_argument("--sure", action="store_true", help=_("although something looks odd"))
    adding.set_defaults(run=_add)
    listing = actions.add_parser("list", help=_("list payments, the newest first"))
    listing.add_argument("--find", metavar="TEXT", default="", help=_("in payer or reference"))
    listing.add_argument("--credit", action="store_true", help=_("only what is not used up"))
    listing.add_argument("--pending", action="store_true", help=_("only what nobody saw yet"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("a payment and what it is for"))
    showing.set_defaults(run=_show)
    seen = actions.add_parser("confirm", help=_("the money of a payment was seen"))
    seen.set_defaults(run=_confirm)
    using = actions.add_parser("apply", help=_("say which invoice a payment is for"))
    using.set_defaults(run=_apply)
    giving = actions.add_parser("refund", help=_("what is left of a payment goes back"))
    giving.add_argument("--amount", metavar="AMOUNT", help=_("else all that is left"))
    giving.add_argument("--reference", metavar="TEXT", default="", help=_("of the bank"))
    giving.set_defaults(run=_refund)
    reversing = actions.add_parser("reverse", help=_("it was a mistake, or was called back"))
    reversing.set_defaults(run=_reverse)
    for each in (showing, seen, using, giving, reversing):
        each.add_argument("payment", type=positive, metavar="NO", help=_("as in: payments list"))
    using.add_argument("invoice", metavar="INVOICE", help=_("as in: receivables list"))
    using.add_argument("--amount", metavar="AMOUNT", help=_("else as much as possible"))
    undoing = actions.add_parser("undo", help=_("take back that a payment is for an invoice"))
    undoing.add_argument("use", type=positive, metavar="USE", help=_("as in: payments show"))
    undoing.set_defaults(run=_undo)
    for each in (ignore, reopen, giving, reversing, undoing):
        each.add_argument("reason", metavar="REASON", help=_("why"))
    writing = (one, match, accept, assign, ignore, reopen, adding, seen, using, giving, reversing)
    for each in (*writing, undoing):
        operator_option(each)


def _import(context: Context) -> int:
    args, config = context.args, context.config
    with taken(context.out) as progress:
        done = banking.import_bank_file(
            context.database,
            actor_of(context),
            terms_of(config),
            policy_of(config),
            config.receivables,
            args.file,
            bank=args.bank,
            account=args.account,
            progress=progress,
        )
    refused = [say(one, {**SENTENCES, **CELL_WORDS}) for one in done.refused]
    if context.out.as_json:
        context.out.data(shape(done, config) | {"refused": refused})
        return 1 if refused else 0
    line = context.out.line
    if done.lines and done.known == done.lines:
        line(_("{source} was taken in before: nothing is changed.").format(source=done.source))
    else:
        said = _("{source}: {lines} lines, {known} known before, {out} went out.")
        line(said.format(source=done.source, lines=done.lines, known=done.known, out=done.out))
    line(_("Applied at once: {count}").format(count=done.applied))
    if done.payouts:
        line(_("Payouts of marketplaces in it: {count}").format(count=done.payouts))
    line(_("Waiting for a person: {count}").format(count=done.waiting))
    for words in refused:
        line("  " + _("Not taken in: {what}").format(what=words))
    if done.waiting:
        context.out.note(_("To see them with what they may be: kemas payments lines"))
    return 1 if refused else 0


def _match(context: Context) -> None:
    config = context.config
    actor = actor_of(context)
    count = banking.match_open(context.database, actor, terms_of(config), policy_of(config))
    count += use_credit(context.database, actor)
    if context.out.as_json:
        return context.out.data({"applied": count})
    return context.out.line(_("Applied at once: {count}").format(count=count))


def _lines(context: Context) -> None:
    terms = terms_of(context.config)
    with context.reading() as tx:
        found = queries.list_lines(
            tx, [BankLineState(context.args.state)], limit=context.args.limit
        )
        open_ = BankLineState.OPEN
        said = {one.id: suggestions(tx, terms, one) for one in found if one.state is open_}
    print_lines(context, found, said)


def _accept(context: Context) -> None:
    args, config = context.args, context.config
    terms = terms_of(config)

    def work(tx: Transaction) -> tuple[queries.BankLine, str]:
        known = suggestions(tx, terms, queries.bank_line(tx, args.line))
        key = known[args.choice - 1].key if args.choice <= len(known) else "-"
        key = key if known else ""
        line, chosen = banking.accept(tx, terms, policy_of(config), args.line, key)
        return line, suggestion_words(chosen, line.currency)

    line, words = run(context.database, actor_of(context), work)
    _told(context, line, words)


def _assign(context: Context) -> None:
    args, config = context.args, context.config
    if args.payout:
        if args.invoices:
            raise Refusal("payout_or_invoices", line=args.line)
        with context.writing(actor_of(context)) as tx:
            line = banking.assign_payout(tx, args.line, args.payout)
        return _told(context, line, line.note)

    def work(tx: Transaction) -> queries.BankLine:
        who = find_customer(tx, args.customer, config.shop.country) if args.customer else None
        return banking.assign(
            tx, terms_of(config), args.line, args.invoices, who.id if who else None
        )

    return _told(context, run(context.database, actor_of(context), work), ", ".join(args.invoices))


def _ignore(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        line = banking.ignore(tx, args.line, args.reason)
    _told(context, line, args.reason)


def _reopen(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        line = banking.reopen(tx, policy_of(context.config), args.line, args.reason)
    _told(context, line, args.reason)


def _told(context: Context, line: queries.BankLine, words: str) -> None:
    if context.out.as_json:
        return context.out.data(shape(line, context.config))
    amount = money(line.amount, line.currency)
    said = _("Line {line}, {amount}: {what}")
    return context.out.line(said.format(line=line.id, amount=amount, what=words))


def _add(context: Context) -> None:
    args, config = context.args, context.config
    currency = args.currency or config.shop.currency

    def work(tx: Transaction) -> queries.Payment:
        who = find_customer(tx, args.customer, config.shop.country) if args.customer else None
        wanted = [claim_by_number(tx, number) for number in args.invoices]
        received = Received(
            amount=amount_of(args.amount, currency),
            currency=currency,
            customer_id=who.id if who else None,
            payer=who.name if who else (wanted[0].buyer if wanted else ""),
            method=method_of(args.method),
            paid_on=day_of(args.date, config.shop.timezone),
            reference=args.reference,
            note=args.note,
            pending=args.pending,
        )
        made = commands.receive(tx, terms_of(config), received, sure=args.sure)
        parts, left = [], received.amount
        for one in wanted:
            paid = min(max(0, one.open), left)
            parts += [Part(one.invoice_id, paid)] if paid else []
            left -= paid
        return apply(tx, made.id, parts) if parts else made

    show_payment(context, run(context.database, actor_of(context), work).id)


def _list(context: Context) -> None:
    args = context.args
    states = [PayState.PENDING] if args.pending else []
    with context.reading() as tx:
        found = queries.list_payments(
            tx, states=states, unused=args.credit, words=args.find, limit=args.limit
        )
    print_payments(context, found)


def _show(context: Context) -> None:
    show_payment(context, context.args.payment)


def _confirm(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        commands.clear(tx, context.args.payment)
    show_payment(context, context.args.payment)


def _apply(context: Context) -> None:
    args = context.args

    def work(tx: Transaction) -> None:
        found = queries.payment(tx, args.payment)
        one = claim_by_number(tx, args.invoice)
        currency = found.amount.currency
        most = min(found.free, max(0, one.open))
        apply(
            tx,
            found.id,
            [Part(one.invoice_id, amount_of(args.amount, currency) if args.amount else most)],
        )

    run(context.database, actor_of(context), work)
    show_payment(context, args.payment)


def _refund(context: Context) -> None:
    args = context.args

    def work(tx: Transaction) -> int:
        found = queries.payment(tx, args.payment)
        currency = found.amount.currency
        amount = amount_of(args.amount, currency) if args.amount else found.free
        terms = terms_of(context.config)
        return commands.refund(tx, terms, found.id, amount, args.reason, args.reference).id

    show_payment(context, run(context.database, actor_of(context), work))


def _reverse(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        commands.reverse(tx, args.payment, args.reason)
    show_payment(context, args.payment)


def _undo(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        back = undo(tx, args.use, args.reason)
    if back.payment_id is not None:
        return show_payment(context, back.payment_id)
    return context.out.line(_("Taken back: {invoice}").format(invoice=back.invoice))
