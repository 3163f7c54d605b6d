"""The money of one order as people read it: what it brought, what it cost, what is left."""

from __future__ import annotations

from core.fee_kinds import FeeKind
from core.i18n import _
from core.payouts.earning import Earned
from core.payouts.kinds import FEES
from tui.words.payouts import kind_word, money, part_word

Row = tuple[str, str]


def earned_rows(one: Earned) -> tuple[Row, ...]:
    """From the price down to the real margin; what is nothing is left out."""

    def said(minor: int) -> str:
        return money(minor, one.currency)

    fees = [(kind, one.kinds[kind]) for kind in FeeKind if kind in FEES and one.kinds.get(kind)]
    rows: list[Row] = [
        (_("Goods"), said(one.goods)),
        (_("Discount"), said(-one.discount) if one.discount else ""),
        (_("Shipping paid"), said(one.shipping_fee) if one.shipping_fee else ""),
        (_("Returned"), said(-one.credited) if one.credited else ""),
        (_("Paid by the platform"), said(one.subsidy) if one.subsidy else ""),
        (_("Refunded there"), said(-one.refunded) if one.refunded else ""),
        (_("VAT within"), said(-one.vat) if one.vat else ""),
        (_("Cost of goods"), said(-one.cost) if one.cost is not None else _("not known")),
        *((kind_word(kind).capitalize(), said(amount)) for kind, amount in fees),
        (_("Shipping, really"), said(-one.shipping) if one.shipping else ""),
    ]
    if one.margin is not None:
        share = "" if one.percent is None else f" ({one.percent:.1f} %)"
        rows.append((_("Real margin"), said(one.margin) + share))
    withheld = one.kinds.get(FeeKind.TAX, 0)
    rows += [
        (_("Tax withheld"), said(withheld) if withheld else ""),
        (_("Paid out"), said(one.paid_out) if one.paid_out else ""),
        (_("On its way"), said(one.on_the_way) if one.on_the_way else ""),
        (_("Still to come"), said(one.expected) if one.expected else ""),
        (_("Payout"), part_word(one.state) if one.state is not None else ""),
    ]
    return tuple(row for row in rows if row[1])
