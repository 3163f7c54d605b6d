"""How payments and lines of bank statements are printed at the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.i18n import _
from core.receivables.matching import Suggestion
from core.receivables.queries import BankLine, Payment, allocations_of, payment
from tui.context import Context
from tui.shape import shape
from tui.words.pay_links import waits_words
from tui.words.receivables import line_words, money, paid_words, suggestion_words, why_words


def print_payments(context: Context, found: Sequence[Payment]) -> None:
    """Payments, one a line."""
    if context.out.as_json:
        context.out.data([_json(context, one) for one in found])
        return
    rows = [
        {
            "id": one.id,
            "day": f"{one.paid_on:%d/%m/%Y}",
            "who": one.who,
            "amount": money(one.amount.minor, one.amount.currency),
            "free": money(one.free, one.amount.currency) if one.free else "",
            "state": paid_words(one),
            "reference": one.reference,
        }
        for one in found
    ]
    headings = {
        "id": _("No."),
        "day": _("Day"),
        "who": _("Payer"),
        "amount": _("Amount"),
        "free": _("Credit"),
        "state": _("State"),
        "reference": _("Reference"),
    }
    context.out.items(rows, headings, empty=_("There are no payments."))


def show_payment(context: Context, payment_id: int) -> None:
    """A payment and what it is for."""
    with context.reading() as tx:
        one = payment(tx, payment_id)
        uses = allocations_of(tx, payment_id=payment_id)
    if context.out.as_json:
        told = [shape(use, context.config) for use in uses]
        context.out.data(_json(context, one) | {"uses": told})
        return
    out, currency = context.out.line, one.amount.currency
    amount = money(one.amount.minor, currency)
    out(f"{one.id}  {one.paid_on:%d/%m/%Y}  {one.who}  {amount}  {paid_words(one)}")
    for use in uses:
        name = use.invoice or _("Money back")
        undone = f"  {_('taken back')}" if use.undone else ""
        out(f"  {use.id}  {name}  {money(use.amount, currency)}  {why_words(use.why)}{undone}")
    if one.free:
        out(_("Left as credit: {amount}").format(amount=money(one.free, currency)))


def print_lines(
    context: Context, found: Sequence[BankLine], said: Mapping[int, Sequence[Suggestion]]
) -> None:
    """Lines of bank statements, below each what it may be."""
    if context.out.as_json:
        context.out.data(
            [
                shape(one, context.config)
                | {
                    "suggestions": [
                        shape(each, context.config)
                        | {"words": suggestion_words(each, one.currency)}
                        for each in said.get(one.id, ())
                    ]
                }
                for one in found
            ]
        )
        return
    for one in found:
        amount = money(one.amount, one.currency)
        day = f"{one.booked_on:%d/%m/%Y}"
        context.out.line(f"{one.id}  {day}  {amount}  {one.payer}  {line_words(one.state)}")
        if one.text:
            context.out.line(f"    {one.text}")
        if one.note:
            context.out.line(f"    {waits_words(one.note)}")
        for at, each in enumerate(said.get(one.id, ()), 1):
            context.out.line(f"    {at}. {suggestion_words(each, one.currency)}")
    if not found:
        context.out.line(_("There are no such lines."))
    elif said:
        context.out.note(_("To take the first suggestion: kemas payments accept LINE"))


def _json(context: Context, one: Payment) -> dict[str, object]:
    told: dict[str, object] = shape(one, context.config)
    return told | {"free": one.free}
