"""Makes an invoice of an order: who sells, who buys, and what each line comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select

from core.billing.amounts import Amounts, Priced, amounts_of
from core.billing.models import invoice_lines, invoices
from core.billing.rules import BillingRules, Sides
from core.billing.states import InvoiceKind, InvoiceState
from core.catalog.models import products
from core.errors import Refusal
from core.orders.commands import head
from core.orders.models import order_lines, orders
from core.orders.states import OrderStatus
from core.text import clean, fold
from core.transaction import Transaction

_SOLD = frozenset({OrderStatus.PROCESSING, OrderStatus.SHIPPING, OrderStatus.DONE})
"""Orders that may be invoiced: somebody really buys."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An invoice of an order as it would be made now; amounts in minor units."""

    order_id: int
    order_no: str
    customer_id: int | None
    currency: str
    buyer: Sides
    lines: tuple[tuple[dict[str, Any], Amounts], ...]

    @property
    def net(self) -> int:
        """Without tax."""
        return sum(amounts.net for _line, amounts in self.lines)

    @property
    def tax(self) -> int:
        """The tax of all lines."""
        return sum(amounts.tax for _line, amounts in self.lines)

    @property
    def total(self) -> int:
        """What the buyer pays; that of the order."""
        return sum(amounts.total for _line, amounts in self.lines)


def draw_up(
    tx: Transaction, rules: BillingRules, order_id: int, buyer: Mapping[str, str] | None = None
) -> Drawn:
    """What an invoice of an order says; `buyer` replaces parts of who it is for.

    Raises NotFound ``order_not_found``, Refusal ``invoice_not_due`` for an order that is not paid
    for, confirmed or sent, and ``invoice_buyer_missing`` where nobody is named.
    """
    order = head(tx, order_id)
    if order.status not in _SOLD:
        raise Refusal("invoice_not_due", order=order.order_no, state=order.status.value)
    row = tx.execute(_order, {"o": order_id}).one()
    who = replace(_buyer(row), **{name: clean(value, 200) for name, value in (buyer or {}).items()})
    if not who.name:
        raise Refusal("invoice_buyer_missing", order=order.order_no)
    found = tx.execute(_lines, {"o": order_id}).all()
    said = [_line(one) for one in found]
    priced = [
        Priced(line["quantity"] * line["unit_price"] - line["discount"], line["rate"])
        for line in said
    ]
    amounts = amounts_of(priced, row.discount - sum(line["discount"] for line in said))
    lines = [
        (line | {"discount": line["discount"] + each.off}, each)
        for line, each in zip(said, amounts, strict=True)
    ]
    if row.shipping_fee:
        fee = {"sku": "", "description": "", "quantity": 1, "unit_price": row.shipping_fee}
        fee |= {"discount": 0, "rate": rules.shipping_tax, "order_line_id": None}
        (each,) = amounts_of([Priced(row.shipping_fee, rules.shipping_tax)])
        lines.append((fee, each))
    return Drawn(order_id, order.order_no, row.customer_id, row.currency, who, tuple(lines))


def put(tx: Transaction, rules: BillingRules, drawn: Drawn, note: str = "") -> int:
    """Keep what was drawn up as an invoice that is ready to be issued; gives its id.

    Raises IntegrityError where the order has an invoice that was not discarded.
    """
    buyer = drawn.buyer
    invoice_id = tx.execute(
        insert(invoices)
        .values(
            kind=InvoiceKind.INVOICE.value,
            state=InvoiceState.READY.value,
            provider_key=str(uuid4()),
            order_id=drawn.order_id,
            customer_id=drawn.customer_id,
            seller=rules.seller,
            buyer=asdict(buyer),
            buyer_name=buyer.name,
            folded=fold(buyer.name)[:80],
            tax_number=buyer.tax_number,
            language=rules.language,
            currency=drawn.currency,
            net=drawn.net,
            tax=drawn.tax,
            total=drawn.total,
            payment=rules.payment,
            reference=drawn.order_no,
            note=clean(note, 400),
            created_at=tx.now,
        )
        .returning(invoices.c.id)
    ).scalar_one()
    tx.execute(
        insert(invoice_lines),
        [
            line
            | {
                "invoice_id": invoice_id,
                "line_no": at,
                "net": each.net,
                "tax": each.tax,
                "total": each.total,
            }
            for at, (line, each) in enumerate(drawn.lines, 1)
        ],
    )
    return int(invoice_id)


def _buyer(row: Any) -> Sides:
    names = ("phone", "address", "district", "city", "province", "postcode", "country", "email")
    return Sides(row.customer, **{name: getattr(row, name) for name in names})


def _line(row: Any) -> dict[str, Any]:
    return {
        "order_line_id": row.id,
        "sku": row.sku,
        "description": clean(row.name, 300),
        "quantity": row.quantity,
        "unit_price": row.unit_price,
        "discount": row.discount,
        "rate": row.tax_rate or "",
    }


_order = select(
    orders.c.customer_id,
    orders.c.currency,
    orders.c.discount,
    orders.c.shipping_fee,
    orders.c.customer,
    orders.c.phone,
    orders.c.address,
    orders.c.district,
    orders.c.city,
    orders.c.province,
    orders.c.postcode,
    orders.c.country,
    orders.c.email,
).where(orders.c.id == bindparam("o"))
_lines = (
    select(
        order_lines.c.id,
        products.c.sku,
        products.c.name,
        order_lines.c.quantity,
        order_lines.c.unit_price,
        order_lines.c.discount,
        products.c.tax_rate,
    )
    .join(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id == bindparam("o"))
    .order_by(order_lines.c.line_no)
)
