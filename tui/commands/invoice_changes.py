"""``kemas invoices`` that are looked at and released, credited, adjusted and replaced."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Callable
from typing import Any

from core.billing import issuing, queries
from core.billing.correcting.commands import Change, Why, adjust, credit, supersede
from core.billing.correcting.of_returns import credit_return
from core.billing.correcting.reading import Said, changes_of, read_line
from core.billing.queries import Invoice
from core.billing.rates.commands import percent
from core.billing.rules import BillingRules, billing_rules
from core.errors import KemasError, Refusal
from core.files.values import amount
from core.i18n import _, language
from core.money import Money, show
from core.receivables.balances import owed_by
from core.returns.queries import by_code
from core.text import clean
from core.transaction import Transaction, run
from tui.arguments import day, positive
from tui.commands import invoice_sending
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.words.billing import kind_name, reason_name
from tui.words.invoices import invoice_state
from tui.words.refusals import sentence

_BUYER = ("name", "tax_number", "address", "city", "email")


def add(actions: _SubParsersAction[ArgumentParser]) -> None:
    """Describe the arguments."""
    review = actions.add_parser("review", help=_("what waits to be issued, odd ones first"))
    review.add_argument("--limit", type=positive, default=200, help=_("at most this many"))
    review.set_defaults(run=_review)
    releasing = actions.add_parser("release", help=_("issue, or let go out, what was looked at"))
    releasing.add_argument(
        "invoices", nargs="*", metavar="#ID|INVOICE", help=_("as in: invoices review, invoices out")
    )
    releasing.add_argument("--all", action="store_true", help=_("all that wait, but for drafts"))
    invoice_sending.release_options(releasing)
    releasing.add_argument("--date", type=day, help=_("of the invoices; else today"))
    releasing.set_defaults(run=_release)
    discarding = actions.add_parser("discard", help=_("throw away what has no number yet"))
    discarding.add_argument("invoices", nargs="+", metavar="#ID", help=_("as in: invoices review"))
    discarding.set_defaults(run=_discard)
    crediting = actions.add_parser("credit", help=_("credit an issued invoice, or a part of it"))
    crediting.add_argument("--line", action="append", type=_units, metavar="LINE=UNITS")
    crediting.add_argument("--amount", metavar="AMOUNT", help=_("with tax"))
    crediting.add_argument("--return", dest="returned", metavar="CODE", help=_("what came back"))
    crediting.set_defaults(run=_credit)
    adjusting = actions.add_parser("adjust", help=_("say a difference in units or prices"))
    adjusting.set_defaults(run=_adjust)
    replacing = actions.add_parser("replace", help=_("issue a new one in place of a wrong one"))
    replacing.add_argument("--sure", action="store_true", help=_("although something looks odd"))
    replacing.add_argument("--rate", action="append", type=_rate, metavar="LINE=RATE")
    for name in _BUYER:
        replacing.add_argument(f"--{name.replace('_', '-')}", metavar="TEXT")
    replacing.set_defaults(run=_replace)
    for one in (adjusting, replacing):
        one.add_argument(
            "--line",
            action="append",
            type=_line,
            metavar="LINE=UNITS[@PRICE]",
            required=one is adjusting,
            help=_("how it should have been"),
        )
    for one in (crediting, adjusting, replacing):
        one.add_argument("invoice", metavar="INVOICE", help=_("as in: invoices list"))
        one.add_argument("--reason", default="", metavar="TEXT", help=_("stands on it"))
        one.add_argument("--code", default="", metavar="NN", help=_("as the tax office numbers it"))
        one.add_argument("--hold", action="store_true", help=_("somebody looks at it first"))
    for one in (releasing, discarding, crediting, adjusting, replacing):
        operator_option(one)


def _review(context: Context) -> None:
    with context.reading() as tx:
        found = queries.open_documents(tx, limit=context.args.limit)
        sums = queries.open_sums(tx)
    if context.out.as_json:
        return context.out.data([_json(one) for one in found])
    rows = [
        {
            "id": one.named,
            "kind": kind_name(one.kind),
            "state": invoice_state(one.state),
            "buyer": one.buyer.name,
            "of": one.reference,
            "total": _money(one),
            "why": ", ".join(reason_name(reason) for reason in one.reasons),
        }
        for one in found
    ]
    headings = {
        "id": _("No."),
        "kind": _("What"),
        "state": _("State"),
        "buyer": _("Buyer"),
        "of": _("Of"),
        "total": _("Total"),
        "why": _("Why"),
    }
    context.out.items(rows, headings, empty=_("Nothing waits to be issued."))
    for state, currency, many, total in sums:
        told = {"state": invoice_state(state), "n": many}
        money = show(Money(total, currency), language())
        context.out.line(_("{state}: {n}, together {total}").format(**told, total=money))
    return None


def _release(context: Context) -> int:
    args, rules = context.args, billing_rules(context.config)
    names = list(args.invoices)
    if args.out or any(not _is_key(name) for name in names):
        return invoice_sending.release_out(context, names)
    if args.all:
        with context.reading() as tx:
            waiting = queries.open_documents(tx, limit=100_000)
        oldest_first = sorted(waiting, key=lambda one: one.id)
        names = [one.named for one in oldest_first if one.state.value != "draft"]
    if not names:
        context.out.note(_("Name some, or ask for --all. Look at: kemas invoices review"))
        return 2
    return _each(
        context,
        names,
        lambda tx, one: issuing.release(tx, rules, one.id, day=args.date),
        _("{name}: issued as {invoice}, {total}."),
    )


def _is_key(name: str) -> bool:
    """Whether it names a document without a number."""
    plain = name.removeprefix("#")
    return plain.isascii() and plain.isdecimal()


def _discard(context: Context) -> int:
    return _each(
        context,
        context.args.invoices,
        lambda tx, one: issuing.discard(tx, one.id),
        _("{name}: thrown away."),
    )


def _each(
    context: Context,
    names: list[str],
    work: Callable[[Transaction, Invoice], Invoice],
    said: str,
) -> int:
    """Each in a transaction of its own: one that is refused holds up no other."""
    done, failed = [], 0
    for given in names:
        name = f"#{given}" if given.isascii() and given.isdecimal() else given
        try:
            one = run(
                context.database,
                actor_of(context),
                lambda tx, name=name: work(tx, queries.by_number(tx, name)),  # type: ignore[misc]
            )
        except KemasError as refusal:
            failed += 1
            context.out.note(f"{name}: {sentence(refusal)}")
            continue
        done.append(_json(one))
        told = {"name": name, "invoice": one.internal_no, "total": _money(one)}
        context.out.line(said.format(**told))
    if context.out.as_json:
        context.out.data(done)
    return 1 if failed else 0


def _credit(context: Context) -> None:
    args = context.args

    def work(tx: Transaction, rules: BillingRules, one: Invoice) -> Invoice:
        if args.returned:
            _outcome, made = credit_return(tx, rules, by_code(tx, args.returned).id, owed_by)
            if made is None:
                raise Refusal("credit_nothing", invoice=one.internal_no)
            return queries.one_invoice(tx, made)
        minor = amount(args.amount, one.currency) if args.amount else None
        units = dict(args.line) if args.line else None
        return credit(tx, rules, one.id, _why(context), units=units, amount=minor)

    _correct(context, work)


def _adjust(context: Context) -> None:
    def work(tx: Transaction, rules: BillingRules, one: Invoice) -> Invoice:
        return adjust(tx, rules, one.id, _why(context), _changes(context, one))

    _correct(context, work)


def _replace(context: Context) -> None:
    args = context.args
    buyer = {name: getattr(args, name) for name in _BUYER if getattr(args, name) is not None}

    def work(tx: Transaction, rules: BillingRules, one: Invoice) -> Invoice:
        return supersede(
            tx,
            rules,
            one.id,
            _why(context),
            buyer=buyer,
            changes=_changes(context, one),
            sure=args.sure,
        )

    _correct(context, work)


def _correct(
    context: Context, work: Callable[[Transaction, BillingRules, Invoice], Invoice]
) -> None:
    rules = billing_rules(context.config)

    def do(tx: Transaction) -> Invoice:
        return work(tx, rules, queries.by_number(tx, context.args.invoice))

    one = run(context.database, actor_of(context), do)
    if context.out.as_json:
        return context.out.data(_json(one))
    told = {"kind": kind_name(one.kind), "invoice": one.named, "total": _money(one)}
    said = (
        _("{kind} {invoice} is issued: {total}.")
        if one.internal_no
        else _("{kind} {invoice} waits to be released: {total}.")
    )
    return context.out.line(said.format(**told))


def _why(context: Context) -> Why:
    args = context.args
    return Why(args.reason, code=args.code, hold=args.hold)


def _changes(context: Context, one: Invoice) -> dict[int, Change]:
    found = changes_of(context.args.line or [], one.currency)
    for line_no, rate in getattr(context.args, "rate", None) or ():
        known = found.get(line_no, Change())
        found[line_no] = Change(known.quantity, known.unit_price, percent(rate))
    return found


def _units(text: str) -> tuple[int, int]:
    said = _line(text)
    if said.price or said.units is None:
        raise ArgumentTypeError(_("{value} is not LINE=UNITS").format(value=clean(text, 40)))
    return said.line_no, said.units


def _line(text: str) -> Said:
    """How a line should have been."""
    try:
        return read_line(text)
    except Refusal as refusal:
        raise ArgumentTypeError(sentence(refusal)) from None


def _rate(text: str) -> tuple[int, str]:
    line_no, mark, rate = text.partition("=")
    if not mark or not _is_number(line_no):
        raise ArgumentTypeError(_("{value} is not LINE=RATE").format(value=clean(text, 40)))
    return int(line_no), rate


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7


def _money(one: Invoice) -> str:
    return show(Money(one.total, one.currency), language())


def _json(one: Invoice) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.internal_no,
        "kind": one.kind.value,
        "state": one.state.value,
        "buyer": one.buyer.name,
        "reference": one.reference,
        "currency": one.currency,
        "total": f"{Money(one.total, one.currency).decimal:f}",
        "reasons": [reason.value for reason in one.reasons],
        "date": one.issue_date.isoformat() if one.issue_date else None,
        "due": one.due_date.isoformat() if one.due_date else None,
    }
