"""``kemas receivables``: who owes what since when, statements of account, reminders."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

from core.billing.paying import pay_code
from core.billing.rules import billing_rules
from core.clock import local
from core.customers.queries import find as find_customer
from core.errors import Refusal
from core.i18n import LANGUAGES, _
from core.paper.account_document import AccountPaper
from core.receivables import reminders
from core.receivables.applying import release, write_off
from core.receivables.balances import ageing, balances, month_before
from core.receivables.claims import Claim, claim_by_number, claims
from core.receivables.papers import account_paper
from core.receivables.queries import allocations_of
from core.receivables.settings import terms_of
from core.shipping.letters import follow_ups_of
from core.shipping.settings import ShippingSettings
from core.transaction import Transaction, run
from tui.arguments import day, positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.printing import paper_options, print_it
from tui.context import Context
from tui.shape import shape
from tui.words.receivables import money, stop_words, why_words


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("invoices that are not paid, the oldest first"))
    listing.add_argument("--find", metavar="TEXT", default="", help=_("in number, order or buyer"))
    listing.add_argument("--overdue", action="store_true", help=_("only those that are overdue"))
    listing.add_argument("--limit", type=positive, default=200, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("an invoice and what was paid for it"))
    showing.set_defaults(run=_show)
    code = actions.add_parser("code", help=_("the code to pay an invoice by, to scan"))
    code.set_defaults(run=_code)
    balance = actions.add_parser("balance", help=_("what a customer owes"))
    balance.set_defaults(run=_balance)
    account = actions.add_parser("statement", help=_("a customer's statement of account"))
    account.add_argument("--from", dest="since", type=day, help=_("else the month before"))
    account.add_argument("--to", dest="until", type=day, help=_("else the month before"))
    account.add_argument("--currency", metavar="CODE", help=_("else the shop's"))
    account.add_argument("--in", dest="spoken", choices=LANGUAGES, default="", help=_("language"))
    account.add_argument("--pdf", type=Path, metavar="PATH", help=_("only write it as PDF"))
    account.add_argument("--preview", action="store_true", help=_("show it, print nothing"))
    paper_options(account)
    account.set_defaults(run=_statement)
    aged = actions.add_parser("ageing", help=_("what is owed, by customer and age"))
    aged.set_defaults(run=_ageing)
    remind = actions.add_parser("remind", help=_("who is to be reminded, and remind them"))
    remind.add_argument("--send", action="store_true", help=_("write to them; else only list"))
    remind.add_argument("--customer", metavar="WHO", help=_("only this one"))
    remind.set_defaults(run=_remind)
    dispute = actions.add_parser("dispute", help=_("a customer disputes an invoice"))
    dispute.set_defaults(run=_dispute)
    promise = actions.add_parser("promise", help=_("a customer promised to pay until a day"))
    promise.set_defaults(run=_promise)
    clear = actions.add_parser("unmark", help=_("neither disputed nor promised any more"))
    clear.set_defaults(run=_unmark)
    off = actions.add_parser("write-off", help=_("ask no longer for a small rest"))
    off.set_defaults(run=_write_off)
    back = actions.add_parser("release", help=_("what is paid too much becomes credit"))
    back.set_defaults(run=_release)
    for each in (showing, code, dispute, promise, clear, off, back):
        each.add_argument("invoice", metavar="INVOICE", help=_("as in: receivables list"))
    promise.add_argument("day", type=day, metavar="DAY", help=_("until when"))
    for each in (dispute, promise):
        each.add_argument("--note", metavar="TEXT", default="", help=_("what was said"))
    for each in (off, back):
        each.add_argument("reason", metavar="REASON", help=_("why"))
    for each in (balance, account):
        each.add_argument("customer", metavar="WHO", help=_("number, phone, e-mail or name"))
    for each in (remind, dispute, promise, clear, off, back, aged, balance):
        operator_option(each)


def _list(context: Context) -> None:
    args, zone = context.args, context.config.shop.timezone
    with context.reading() as tx:
        today = local(tx.now, zone).date()
        found = claims(tx, words=args.find)
    if args.overdue:
        found = tuple(one for one in found if one.open > 0 and one.overdue_days(today))
    found = found[: args.limit]
    if context.out.as_json:
        return context.out.data([_json(context, one) for one in found])
    rows = [
        {
            "number": one.number,
            "due": f"{one.due_on:%d/%m/%Y}",
            "late": str(one.overdue_days(today) or "") if one.open > 0 else "",
            "buyer": one.buyer,
            "total": money(one.asked, one.currency),
            "open": money(one.open, one.currency),
            "mark": _mark(one),
        }
        for one in found
    ]
    headings = {
        "number": _("Number"),
        "due": _("Due"),
        "late": _("Days late"),
        "buyer": _("Buyer"),
        "total": _("Total"),
        "open": _("Open"),
        "mark": _("Mark"),
    }
    none = _("Nothing is overdue.") if args.overdue else _("Everything is paid.")
    return context.out.items(rows, headings, empty=none)


def _mark(one: Claim) -> str:
    if one.disputed:
        return _("disputed")
    return _("promised {day}").format(day=f"{one.promised_on:%d/%m}") if one.promised_on else ""


def _show(context: Context) -> None:
    with context.reading() as tx:
        one = claim_by_number(tx, context.args.invoice)
        uses = allocations_of(tx, invoice_id=one.invoice_id)
    if context.out.as_json:
        told = [shape(use, context.config) for use in uses]
        return context.out.data(_json(context, one) | {"uses": told})
    out = context.out.line
    out(f"{one.number}  {one.due_on:%d/%m/%Y}  {one.buyer}  {_mark(one)}".rstrip())
    out(_("Total {total}").format(total=money(one.total, one.currency)))
    for words, minor in (
        (_("Corrected"), one.corrected),
        (_("Paid on the order"), -one.by_orders),
    ):
        if minor:
            out(f"{words} {money(minor, one.currency)}")
    for use in uses:
        undone = f"  {_('taken back')}" if use.undone else ""
        name = _("payment {number}").format(number=use.payment_id) if use.payment_id else ""
        out(f"  {use.id}  {name}  {money(use.amount, one.currency)}  {why_words(use.why)}{undone}")
    return out(_("Open: {amount}").format(amount=money(one.open, one.currency)))


def _code(context: Context) -> None:
    with context.reading() as tx:
        one = claim_by_number(tx, context.args.invoice)
        code = pay_code(tx, one.invoice_id)
    if context.out.as_json:
        return context.out.data(shape(code, context.config))
    if code.code:
        from tui.qr import draw

        drawn = draw([code.code], 200, 100)
        for line in drawn.lines if drawn else ():
            context.out.line(line)
        context.out.line(code.words)
    said = _("Payment reference: {reference}")
    return context.out.line(said.format(reference=code.reference or "-"))


def _balance(context: Context) -> None:
    args, shop = context.args, context.config.shop
    with context.reading(actor_of(context)) as tx:
        who = find_customer(tx, args.customer, shop.country)
        found = balances(tx, who.id, local(tx.now, shop.timezone).date())
    if context.out.as_json:
        told = [shape(one, context.config) | {"due": one.due} for one in found]
        return context.out.data({"customer": who.name, "balances": told})
    context.out.line(who.name)
    for one in found:
        said = _("Owes {due}, of it overdue {overdue}; credit {credit}")
        due, overdue = money(one.due, one.currency), money(one.overdue, one.currency)
        credit = money(one.credit, one.currency)
        context.out.line(said.format(due=due, overdue=overdue, credit=credit))
    if not found:
        context.out.line(_("There is nothing yet."))
    return None


def _statement(context: Context) -> None:
    args, config = context.args, context.config

    def make(tx: Transaction, settings: ShippingSettings | None = None) -> AccountPaper:
        who = find_customer(tx, args.customer, config.shop.country)
        today = local(tx.now, config.shop.timezone).date()
        since, until = month_before(today)
        if args.since is not None or args.until is not None:
            until = args.until or today
            since = args.since or until.replace(day=1)
        if since > until:
            raise Refusal("period_backwards", since=f"{since:%d/%m/%Y}", until=f"{until:%d/%m/%Y}")
        currency = args.currency or config.shop.currency
        rules = billing_rules(config)
        return account_paper(tx, rules, who.id, currency, since, until, args.spoken)

    if args.pdf is None and not context.out.as_json:
        return print_it(context, make)
    with context.reading(actor_of(context)) as tx:
        paper = make(tx)
    if args.pdf is None:
        return context.out.data(shape(paper, config))
    from printers.sheets.account import account_pdf

    args.pdf.write_bytes(account_pdf(paper))
    return context.out.line(_("Written: {path}").format(path=str(args.pdf)))


def _ageing(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        found = ageing(tx, local(tx.now, context.config.shop.timezone).date())
    if context.out.as_json:
        told = [shape(one, context.config) | {"total": one.total} for one in found]
        return context.out.data(told)
    rows = [
        {
            "customer": one.customer,
            **{f"age{at}": money(part, one.currency) for at, part in enumerate(one.parts)},
            "credit": money(one.credit, one.currency),
            "total": money(one.total, one.currency),
        }
        for one in found
    ]
    headings = {
        "customer": _("Customer"),
        "age0": _("Not due"),
        "age1": _("1-30 days"),
        "age2": _("31-60 days"),
        "age3": _("61-90 days"),
        "age4": _("older"),
        "credit": _("Credit"),
        "total": _("Owes"),
    }
    return context.out.items(rows, headings, empty=_("Everything is paid."))


def _remind(context: Context) -> int:
    args, config = context.args, context.config
    terms, settings = terms_of(config), follow_ups_of(config)
    with context.reading(actor_of(context)) as tx:
        found = reminders.due_reminders(tx, terms)
        if args.customer:
            who = find_customer(tx, args.customer, config.shop.country)
            found = tuple(one for one in found if one.customer_id == who.id)
    sent: set[tuple[int | None, str]] = set()
    failed: list[Refusal] = []
    for one in found if args.send else ():
        if one.stop is not None or one.customer_id is None:
            continue

        def work(tx: Transaction, one: reminders.Reminder = one) -> None:
            reminders.remind(tx, terms, settings, one.customer_id or 0, one.currency)

        try:
            run(context.database, actor_of(context), work)
            sent.add((one.customer_id, one.currency))
        except Refusal as refusal:  # one who cannot be written to stops no other
            failed.append(refusal)
    if sent:
        from tui.workers import wake

        wake(context)
    _told(context, found, sent)
    if failed:
        from tui.words.refusals import sentence

        for each in failed:
            context.out.note(sentence(each))
    return 1 if failed else 0


def _told(
    context: Context,
    found: tuple[reminders.Reminder, ...],
    sent: set[tuple[int | None, str]],
) -> None:
    if context.out.as_json:
        told = [
            shape(replace(one, new=(), all=()), context.config)
            | {
                "total": shape(one.total, context.config),
                "invoices": [each.number for each in one.all],
                "sent": (one.customer_id, one.currency) in sent,
            }
            for one in found
        ]
        context.out.data(told)
        return
    for one in found:
        if (one.customer_id, one.currency) in sent:
            state = _("goes to {address}").format(address=one.email)
        else:
            state = stop_words(one.stop) if one.stop else _("is due: --send writes it")
        total = money(one.total.minor, one.currency)
        level = _("reminder {level}").format(level=one.level)
        context.out.line(f"{one.customer}  {level}  {total}  {state}")
    if not found:
        context.out.line(_("Nobody is to be reminded today."))


def _dispute(context: Context) -> None:
    _marked(context, disputed=True)


def _promise(context: Context) -> None:
    _marked(context)


def _unmark(context: Context) -> None:
    _marked(context, disputed=False)


def _marked(context: Context, *, disputed: bool | None = None) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        one = claim_by_number(tx, args.invoice)
        until = getattr(args, "day", None)
        note = getattr(args, "note", "")
        done = reminders.mark(tx, one.invoice_id, disputed=disputed, promised_on=until, note=note)
    _said(context, done)


def _write_off(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        one = claim_by_number(tx, args.invoice)
        write_off(tx, terms_of(context.config), one.invoice_id, args.reason)
        done = claim_by_number(tx, args.invoice)
    _said(context, done)


def _release(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        one = claim_by_number(tx, args.invoice)
        release(tx, one.invoice_id, args.reason)
        done = claim_by_number(tx, args.invoice)
    _said(context, done)


def _said(context: Context, one: Claim) -> None:
    if context.out.as_json:
        return context.out.data(_json(context, one))
    amount = money(one.open, one.currency)
    said = _("{invoice}: {amount} open").format(invoice=one.number, amount=amount)
    return context.out.line(f"{said}  {_mark(one)}".rstrip())


def _json(context: Context, one: Claim) -> dict[str, object]:
    told: dict[str, object] = shape(one, context.config)
    return told | {"open": one.open, "asked": one.asked}
