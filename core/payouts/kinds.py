"""What an amount within a payout is for: our own kinds, and the words of each platform for them.

The words are those of Shopee's ``v2.payment.get_escrow_detail`` (open.shopee.com), of the fee names
in Lazada's ``/finance/transaction/details/get`` (open.lazada.com), and of TikTok Shop's statement
transactions 202501 (partner.tiktokshop.com). Platforms add words without notice and have others in
each country: one that is not here is `FeeKind.OTHER`, shown as such, until the configuration says
what it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.fee_kinds import FeeKind

BROUGHT = frozenset({FeeKind.SALE, FeeKind.SHIPPING_PAID, FeeKind.VOUCHER})
"""What an order brings before the platform takes its part: this pays the order."""
FEES = frozenset(
    {
        FeeKind.COMMISSION,
        FeeKind.PAYMENT_FEE,
        FeeKind.SERVICE_FEE,
        FeeKind.AFFILIATE,
        FeeKind.ADJUSTMENT,
        FeeKind.OTHER,
    }
)
"""What the platform takes for itself."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a word means; not `known`: nobody said what it is."""

    kind: FeeKind
    known: bool


_K = FeeKind
_SHOPEE: dict[FeeKind, str] = {
    _K.SALE: "order_selling_price order_discounted_price shopee_discount",
    _K.SHIPPING_PAID: (
        "buyer_paid_shipping_fee shopee_shipping_rebate shipping_fee_discount_from_3pl"
        " buyer_paid_packaging_fee"
    ),
    _K.VOUCHER: "voucher_from_seller seller_coin_cash_back trade_in_bonus_by_seller",
    _K.REFUND: "seller_return_refund drc_adjustable_refund",
    _K.COMMISSION: "commission_fee",
    _K.PAYMENT_FEE: "seller_transaction_fee credit_card_transaction_fee",
    _K.SERVICE_FEE: (
        "service_fee campaign_fee seller_order_processing_fee fbs_fee"
        " delivery_seller_protection_fee_premium_amount"
        " shipping_seller_protection_fee_premium_amount"
        " ads_escrow_top_up_fee_or_technical_support_fee"
    ),
    _K.AFFILIATE: "order_ams_commission_fee",
    _K.SHIPPING_CHARGED: (
        "actual_shipping_fee final_shipping_fee reverse_shipping_fee"
        " final_return_to_seller_shipping_fee overseas_return_service_fee"
    ),
    _K.TAX: (
        "escrow_tax withholding_tax withholding_vat_tax withholding_pit_tax withholding_cit_tax"
        " final_escrow_product_gst sales_tax_on_lvg vat_on_imported_goods th_import_duty"
        " shipping_fee_sst reverse_shipping_fee_sst"
    ),
    _K.ADJUSTMENT: (
        "total_adjustment_amount seller_lost_compensation rsf_seller_protection_fee_claim_amount"
        " fsf_seller_protection_fee_claim_amount"
    ),
}
_LAZADA: dict[FeeKind, tuple[str, ...]] = {
    _K.SALE: ("Item Price Credit", "Item Price"),
    _K.SHIPPING_PAID: (
        "Shipping Fee (Paid By Customer)",
        "Shipping Fee Paid by Customer",
        "Shipping Fee Voucher (by Lazada)",
        "Shipping Fee Subsidy (By Lazada)",
    ),
    _K.VOUCHER: (
        "Promotional Charges Vouchers",
        "Promotional Charges Flexi-Combo",
        "Promotional Charges Bundles",
        "Seller Voucher",
    ),
    _K.REFUND: ("Reversal Item Price", "Reversal Item Price Credit", "Refund"),
    _K.COMMISSION: ("Commission", "Reversal Commission", "Commission fee - correction"),
    _K.PAYMENT_FEE: ("Payment Fee", "Payment fee - correction", "Reversal Payment Fee"),
    _K.SERVICE_FEE: (
        "Free Shipping Max Fee",
        "LazCoins Discount Promotion Fee",
        "Sponsored Product Fee",
        "Handling Fee",
        "Order Processing Fee",
        "Marketing solution /social media advertising",
    ),
    _K.AFFILIATE: ("Sponsored Affiliates", "Affiliate Commission"),
    _K.SHIPPING_CHARGED: (
        "Shipping Fee",
        "Shipping Fee Paid by Seller",
        "Shipping Fee Correction",
        "Return Shipping Fee",
        "Failed Delivery Fee",
    ),
    _K.TAX: ("Withholding Tax", "WHT", "VAT Withheld", "Tax Withheld by Lazada"),
    _K.ADJUSTMENT: (
        "Lost Claim",
        "Damaged Claim",
        "Wrong Weight Adjustment",
        "Wrong Status Adjustment",
        "Adjustments Others",
        "Other Credit",
        "Other Debit",
    ),
}
_TIKTOK: dict[FeeKind, str] = {
    _K.SALE: (
        "revenue_amount gross_sales_amount subtotal_before_discount_amount"
        " subtotal_after_seller_discounts_amount platform_discount_amount"
    ),
    _K.SHIPPING_PAID: (
        "customer_paid_shipping_fee_amount customer_shipping_fee_amount"
        " platform_shipping_fee_discount_amount shipping_fee_subsidy_amount"
    ),
    _K.VOUCHER: "seller_discount_amount seller_voucher_amount seller_cofunded_discount_amount",
    _K.REFUND: (
        "refund_amount customer_refund_amount gross_sales_refund_amount"
        " refund_subtotal_before_discount_amount refund_customer_shipping_fee_amount"
    ),
    _K.COMMISSION: (
        "platform_commission_amount referral_fee_amount dynamic_commission_amount"
        " bonus_cashback_service_fee_amount"
    ),
    _K.PAYMENT_FEE: "transaction_fee_amount payment_fee_amount credit_card_handling_fee_amount",
    _K.SERVICE_FEE: (
        "fee_tax_amount sfp_service_fee_amount voucher_xtra_service_fee_amount"
        " live_specials_fee_amount flash_sales_service_fee_amount mall_service_fee_amount"
        " order_processing_fee_amount fee_per_item_sold_amount"
    ),
    _K.AFFILIATE: (
        "affiliate_commission_amount affiliate_partner_commission_amount"
        " affiliate_ads_commission_amount external_affiliate_marketing_fee_amount"
    ),
    _K.SHIPPING_CHARGED: (
        "shipping_cost_amount actual_shipping_fee_amount return_shipping_fee_amount"
        " shipping_insurance_fee_amount actual_return_shipping_fee_amount"
    ),
    _K.TAX: (
        "vat_amount pit_amount vn_vat_withheld_amount withholding_tax_amount income_tax_amount"
        " import_vat_amount customs_duty_amount gst_amount sst_amount"
    ),
    _K.ADJUSTMENT: (
        "adjustment_amount platform_compensation_amount logistics_reimbursement_amount"
        " platform_penalty_amount"
    ),
}
_GAPS = re.compile(r"[\s_]+")


def folded(word: str) -> str:
    """A word as it is compared: capitals and the kind of gap say nothing."""
    return _GAPS.sub(" ", word).strip().casefold()


def _table(words: Mapping[FeeKind, str | tuple[str, ...]]) -> dict[str, FeeKind]:
    return {
        folded(one): kind
        for kind, said in words.items()
        for one in (said.split() if isinstance(said, str) else said)
    }


_KNOWN = {"shopee": _table(_SHOPEE), "lazada": _table(_LAZADA), "tiktok": _table(_TIKTOK)}


def meaning_of(platform: str, word: str, said: Mapping[str, FeeKind]) -> Meant:
    """What a platform's word is for; what the configuration says counts before our own table."""
    name = folded(word)
    for one, kind in said.items():
        if folded(one) == name:
            return Meant(kind, True)
    if name == FeeKind.OTHER.value:  # our own word for a rest: nothing is to be found out about it
        return Meant(FeeKind.OTHER, True)
    kind_ = _KNOWN.get(platform, {}).get(name)
    return Meant(kind_ or FeeKind.OTHER, kind_ is not None)
