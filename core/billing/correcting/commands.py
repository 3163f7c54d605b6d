"""Credits, adjustments and replacements of issued invoices; never more than is left of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.audit import record
from core.billing.amounts import Amounts
from core.billing.correcting.remaining import Left, correctable, difference, left_of
from core.billing.drawing import Drawn, Line
from core.billing.issuing import issue
from core.billing.making import put
from core.billing.queries import Invoice, one_invoice
from core.billing.rates.commands import percent
from core.billing.rules import BillingRules, Sides
from core.billing.states import InvoiceKind, InvoiceState, Reason
from core.billing.taxnumbers import Looks, looks_of
from core.errors import Refusal
from core.files import values
from core.money import Money
from core.people.permissions import Permission, require
from core.shares import percent_of, shared, tax_within
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Why:
    """Why an invoice is corrected, as it stands at the foot of the correction."""

    reason: str
    code: str = ""
    """As the tax office numbers such reasons, two digits; empty: none."""
    hold: bool = False
    """Somebody looks at it before it is issued."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a line should have been; None: as it is. Minor units with tax, percent."""

    quantity: int | None = None
    unit_price: int | None = None
    rate: str | None = None
    description: str | None = None


def credit(
    tx: Transaction,
    rules: BillingRules,
    invoice_id: int,
    why: Why,
    *,
    units: Mapping[int, int] | None = None,
    amount: int | None = None,
) -> Invoice:
    """Credit units of lines, an amount (minor units with tax), or without either all that is left.

    Raises what `correctable` does, Refusal ``credit_too_much`` beyond what is left of a line or of
    the whole, ``credit_nothing``, ``line_not_found``, ``reason_needed``.
    """
    found = _begin(tx, invoice_id, InvoiceKind.CREDIT, why)
    left = left_of(tx, invoice_id)
    if units is not None:
        lines = [_units(found, left, line_no, count) for line_no, count in sorted(units.items())]
    else:
        rest = sum(each.total for each in left.values())
        wanted = rest if amount is None else amount
        if wanted <= 0:
            raise Refusal("credit_nothing", invoice=found.internal_no)
        if wanted > rest:
            told = {"left": _plain(found, rest), "asked": _plain(found, wanted)}
            raise Refusal("credit_too_much", invoice=found.internal_no, **told)
        lines = credit_lines(left, wanted)
    return _finish(tx, rules, found, InvoiceKind.CREDIT, lines, why)


def credit_lines(left: Mapping[int, Left], amount: int) -> list[tuple[Line, Amounts]]:
    """Lines that take an amount off what is left, in proportion; all of it takes the units too."""
    some = [each for each in left.values() if each.total > 0]
    whole = amount == sum(each.total for each in some)
    parts = shared([each.total for each in some], amount)
    return [
        difference(
            each, -each.quantity if whole else 0, each.line.unit_price if whole else 0, -part
        )
        for each, part in zip(some, parts, strict=True)
        if part
    ]


def adjust(
    tx: Transaction,
    rules: BillingRules,
    invoice_id: int,
    why: Why,
    changes: Mapping[int, Change],
) -> Invoice:
    """Say by a document of its own how much quantities and prices should have differed.

    Raises what `correctable` does, Refusal ``adjust_price_only`` for other changes,
    ``adjust_below_zero``, ``adjust_nothing``, ``line_not_found``, ``reason_needed``.
    """
    found = _begin(tx, invoice_id, InvoiceKind.ADJUSTMENT, why)
    left = left_of(tx, invoice_id)
    lines = []
    for line_no, change in sorted(changes.items()):
        if change.rate is not None or change.description is not None:
            raise Refusal("adjust_price_only", invoice=found.internal_no)
        each = _line(found, left, line_no)
        quantity = each.quantity if change.quantity is None else change.quantity
        price = each.line.unit_price if change.unit_price is None else change.unit_price
        if quantity < 0 or price < 0:
            raise Refusal("adjust_below_zero", invoice=found.internal_no, line=line_no)
        plain = change.unit_price is None and each.quantity  # discounts stay in proportion
        after = each.total * quantity // each.quantity if plain else quantity * price
        if after != each.total or quantity != each.quantity:
            lines.append(difference(each, quantity - each.quantity, price, after - each.total))
    if not lines:
        raise Refusal("adjust_nothing", invoice=found.internal_no)
    return _finish(tx, rules, found, InvoiceKind.ADJUSTMENT, lines, why)


def supersede(
    tx: Transaction,
    rules: BillingRules,
    invoice_id: int,
    why: Why,
    *,
    buyer: Mapping[str, str] | None = None,
    changes: Mapping[int, Change] | None = None,
    sure: bool = False,
) -> Invoice:
    """Issue a whole new document in place of one; the old one counts no more once it is out.

    Raises what `correctable` does, Refusal ``line_not_found``, ``reason_needed``,
    ``tax_number_wrong``, without `sure` ``tax_number_odd``.
    """
    found = _begin(tx, invoice_id, InvoiceKind.REPLACEMENT, why)
    told = {name: clean(value, 200) for name, value in (buyer or {}).items()}
    who = Sides(**(asdict(found.buyer) | told))
    _look(who, sure=sure)
    left = left_of(tx, invoice_id)
    for line_no in changes or {}:
        _line(found, left, line_no)
    lines = [_anew(each, (changes or {}).get(line_no)) for line_no, each in left.items()]
    kept = [one for one in lines if one[0]["quantity"]]
    if not kept:
        raise Refusal("credit_nothing", invoice=found.internal_no)
    return _finish(tx, rules, replace(found, buyer=who), InvoiceKind.REPLACEMENT, kept, why)


def _begin(tx: Transaction, invoice_id: int, kind: InvoiceKind, why: Why) -> Invoice:
    require(tx, Permission.INVOICE_ISSUE)
    found = one_invoice(tx, invoice_id, lock=True)  # two who correct at once: one after the other
    if not clean(why.reason):
        raise Refusal("reason_needed")
    if why.code and not (why.code.isascii() and why.code.isdecimal() and len(why.code) <= 4):
        raise Refusal("reason_code_wrong", given=clean(why.code, 20))
    correctable(tx, found, kind)
    return found


def _finish(
    tx: Transaction,
    rules: BillingRules,
    found: Invoice,
    kind: InvoiceKind,
    lines: Sequence[tuple[Line, Amounts]],
    why: Why,
) -> Invoice:
    """Keep the correction and issue it, unless somebody looks at it first."""
    drawn = correction(found, kind, lines, why.code)
    state = InvoiceState.REVIEW if why.hold else InvoiceState.READY
    reasons = (Reason.ASKED,) if why.hold else ()
    made = put(tx, rules, drawn, why.reason, state=state, reasons=reasons)
    told: dict[str, Any] = {"by": kind.value, "invoice": found.internal_no, "total": drawn.total}
    record(tx, "invoice_corrected", order_id=found.order_id, **told, reason=clean(why.reason, 200))
    return one_invoice(tx, made) if why.hold else issue(tx, rules, made)


def correction(
    found: Invoice, kind: InvoiceKind, lines: Sequence[tuple[Line, Amounts]], code: str = ""
) -> Drawn:
    """A document that refers to an issued one, for the same buyer on the same terms."""
    return Drawn(
        reference=found.internal_no,
        customer_id=found.customer_id,
        currency=found.currency,
        buyer=found.buyer,
        lines=tuple(lines),
        kind=kind,
        ref_invoice_id=found.id,
        language=found.language,
        e_invoice=found.e_invoice,
        due_days=found.due_days,
        due_eom=found.due_eom,
        reason_code=code,
    )


def _plain(found: Invoice, minor: int) -> str:
    return f"{Money(minor, found.currency).decimal:f} {found.currency}"


def _units(
    found: Invoice, left: Mapping[int, Left], line_no: int, count: int
) -> tuple[Line, Amounts]:
    each = _line(found, left, line_no)
    if not 0 < count <= each.quantity:
        raise Refusal(
            "credit_units", invoice=found.internal_no, line=line_no, left=each.quantity, asked=count
        )
    total = -(-each.total * count // each.quantity) if count < each.quantity else each.total
    return difference(each, -count, each.line.unit_price, -total)


def _anew(each: Left, change: Change | None) -> tuple[Line, Amounts]:
    """A line as it should have been."""
    change = change or Change()
    line = each.line
    same_price = change.unit_price is None
    quantity = line.quantity if change.quantity is None else change.quantity
    price = line.unit_price if change.unit_price is None else change.unit_price
    rate = line.rate if change.rate is None else percent(change.rate)
    if not 0 <= quantity <= values.QUANTITY_LIMIT:
        raise Refusal("quantity_out_of_range", value=quantity, limit=f"{values.QUANTITY_LIMIT:,}")
    discount = line.discount * quantity // line.quantity if same_price and line.quantity else 0
    total = quantity * price - discount
    tax = line.tax if total == line.total and rate == line.rate else _tax(total, rate)
    row: Line = {
        "order_line_id": line.order_line_id,
        "sku": line.sku,
        "description": line.description if change.description is None else change.description,
        "quantity": quantity,
        "unit_price": price,
        "discount": discount,
        "rate": rate,
        "ref_line_no": line.line_no,
    }
    return row, Amounts(total - tax, tax, total, 0)


def _tax(total: int, rate: str) -> int:
    return tax_within(total, percent_of(rate))


def _line(found: Invoice, left: Mapping[int, Left], line_no: int) -> Left:
    if line_no not in left:
        raise Refusal("line_not_found", invoice=found.internal_no, line=line_no, lines=len(left))
    return left[line_no]


def _look(buyer: Sides, *, sure: bool) -> None:
    if not buyer.name:
        raise Refusal("invoice_buyer_missing", order="")
    if not buyer.tax_number:
        return
    looks = looks_of(buyer.tax_number, buyer.country)
    if looks is Looks.WRONG:
        raise Refusal("tax_number_wrong", number=buyer.tax_number)
    if looks is Looks.ODD and not sure:
        raise Refusal("tax_number_odd", number=buyer.tax_number)
