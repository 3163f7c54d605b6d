"""The transactions of the simulated Lazada, each with the statement of its week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tui.demo.channels.lazada_orders import whole
from tui.demo.channels.settling import Rates, settled

if TYPE_CHECKING:
    from tui.demo.channels.lazada import Deal, Form, SimulatedLazada

RATES = Rates(commission=4)
_WORDS = {
    "sale": "Item Price Credit",
    "shipping_paid": "Shipping Fee (Paid By Customer)",
    "voucher": "Promotional Charges Vouchers",
    "commission": "Commission",
    "payment": "Payment Fee",
    "service": "Order Processing Fee",
    "affiliate": "Sponsored Affiliates",
    "shipping_charged": "Shipping Fee Paid by Seller",
    "tax": "Withholding Tax",
    "refund": "Reversal Item Price",
}


def gets(market: SimulatedLazada) -> dict[str, Deal]:
    """What can be asked."""
    return {"/finance/transaction/details/get": lambda form: _transactions(market, form)}


def _transactions(market: SimulatedLazada, form: Form) -> list[Mapping[str, Any]]:
    limit, offset = whole(form, "limit", 1, 500, "19"), whole(form, "offset", 0, 10**6, "14")
    since, until = form.get("start_time", ""), form.get("end_time", "")
    told: list[Mapping[str, Any]] = []
    for one in sorted(settled(market, RATES), key=lambda one: -one.at):  # the newest first
        day = datetime.fromtimestamp(one.at, UTC)
        if not since <= f"{day:%Y-%m-%d}" <= until:
            continue
        told += [
            {
                "order_no": one.order_no,
                "orderItem_no": "",
                "transaction_date": f"{day:%d %b %Y}",
                "amount": market.as_paid(
                    f"{amount:,}.00".replace(",", "") if market.wobbles else str(amount),
                    one.order_no,
                ),
                "paid_status": "Yes" if one.paid else "Not paid",
                "fee_name": _WORDS.get(name, name),
                "fee_type": "13",
                "statement": _week(day),
                "transaction_number": f"ID{one.no}-{at}",
                "WHT_included_in_amount": "Yes",
            }
            for at, (name, amount) in enumerate(one.parts.items())
        ]
    market.line_page_was_read()
    return told[offset : offset + limit]


def _week(day: datetime) -> str:
    first = day - timedelta(days=day.weekday())
    return f"{first:%d %b %Y} - {first + timedelta(days=6):%d %b %Y}"
