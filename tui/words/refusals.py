"""One clear sentence for everything that core and printers refuse."""

from __future__ import annotations

from core.errors import KemasError
from core.i18n import N_, _, language
from core.money import Money, show
from core.text import fit, visible
from tui.words.addresses import ADDRESSES
from tui.words.billing import BILLING_REFUSALS
from tui.words.einvoices import EINVOICE_REFUSALS
from tui.words.hand_over import HAND_OVER
from tui.words.invoices import INVOICE_REFUSALS
from tui.words.pay_links import PAY_LINK_REFUSALS
from tui.words.payments import CODES as MONEY_CODES
from tui.words.payments import in_words as money_words
from tui.words.payments import state_name as payment_state_name
from tui.words.permissions import PERMISSIONS
from tui.words.refusals_book import BOOK
from tui.words.refusals_books import BOOKS
from tui.words.refusals_business import BUSINESS
from tui.words.refusals_channels import CHANNELS
from tui.words.refusals_copies import COPIES
from tui.words.refusals_counting import COUNTING
from tui.words.refusals_customers import CUSTOMERS
from tui.words.refusals_entry import ENTRY
from tui.words.refusals_lots import LOTS, TRACKINGS
from tui.words.refusals_messages import MESSAGES
from tui.words.refusals_payments import PAYMENTS
from tui.words.refusals_payouts import PAYOUTS
from tui.words.refusals_pdf import PDF
from tui.words.refusals_places import PLACES
from tui.words.refusals_platform_bills import PLATFORM_BILLS
from tui.words.refusals_products import PRODUCTS
from tui.words.refusals_purchases import PURCHASES
from tui.words.refusals_receivables import ABOUT_MONEY, RECEIVABLES
from tui.words.refusals_returns import RETURNS
from tui.words.refusals_setup import SETUP
from tui.words.refusals_tasks import TASKS
from tui.words.refusals_tracking import TRACKING
from tui.words.refusals_walks import WALKS
from tui.words.sending import SENDING_REFUSALS
from tui.words.verdicts_island import ISLAND_REFUSALS
from tui.words.verdicts_watching import REFUSALS as WATCHING

_WIDEST = 300
_UNKNOWN = N_("This cannot be done: {code}.")

SENTENCES: dict[str, str] = {
    **SETUP,
    **COPIES,
    **BUSINESS,
    **BOOK,
    **PDF,
    **ENTRY,
    **RETURNS,
    **WALKS,
    **MESSAGES,
    **CUSTOMERS,
    **PAYMENTS,
    **INVOICE_REFUSALS,
    **BILLING_REFUSALS,
    **SENDING_REFUSALS,
    **EINVOICE_REFUSALS,
    **PAY_LINK_REFUSALS,
    **PURCHASES,
    **PRODUCTS,
    **PLACES,
    **LOTS,
    **TASKS,
    **WATCHING,
    **TRACKING,
    **PLATFORM_BILLS,
    **PAYOUTS,
    **BOOKS,
    **CHANNELS,
    **COUNTING,
    **HAND_OVER,
    **ADDRESSES,
    **RECEIVABLES,
    **ISLAND_REFUSALS,
}
"""Sentence by code; the placeholders are the parameters of the refusal."""


class _Params(dict[str, str]):
    """Parameters made harmless; one that is missing shows as a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


def _state(life: str, now: str) -> str:
    """A state of an order or a print job as people call it."""
    from core.orders.states import Fulfilment, OrderStatus
    from core.paper.states import JobState
    from tui.words.states import fulfilment_name, job_state, status_name

    if life == Fulfilment.__name__:
        return fulfilment_name(Fulfilment(now))
    if life == JobState.__name__:
        return job_state(JobState(now))
    if life == "WalkState":
        from tui.words.walks import walk_state

        return walk_state(now)
    if life == "InvoiceState":
        from tui.words.invoices import invoice_state

        return invoice_state(now)
    if life == "EState":
        from tui.words.einvoices import einvoice_state

        return einvoice_state(now)
    if life == "LinkState":
        from tui.words.pay_links import link_state

        return link_state(now)
    if life == "StandingState":
        from tui.words.billing import standing_state

        return standing_state(now)
    if life == "PaymentState":
        return payment_state_name(now)
    if life in {"PayState", "BankLineState"}:
        from tui.words.receivables import life_words

        return life_words(life, now)
    if life == "ReturnState":
        from tui.words.returns import return_state

        return return_state(now)
    if life == "TransferState":
        from tui.words.places import transfer_state

        return transfer_state(now)
    if life == "PurchaseState":
        from tui.words.purchases import purchase_state

        return purchase_state(now)
    if life == "CountState":
        from tui.words.counting import count_state

        return count_state(now)
    return status_name(OrderStatus(now)) if life == OrderStatus.__name__ else now


def sentence(refusal: KemasError) -> str:
    """The refusal in the current language, harmless for the terminal."""
    shown = _Params(
        {name: fit(visible(str(value)), _WIDEST) for name, value in refusal.params.items()}
    )
    shown.setdefault("code", refusal.code)
    if "permission" in shown:
        shown["permission"] = _(PERMISSIONS.get(shown["permission"], shown["permission"]))
    if "tracking" in shown:
        shown["tracking"] = _(TRACKINGS.get(shown["tracking"], shown["tracking"]))
    if refusal.code.startswith("message_"):
        from tui.words.messages import in_words

        shown |= in_words(shown)
    if "returned" in shown and "state" in shown:
        from tui.words.returns import return_state

        shown["state"] = return_state(shown["state"])
    if "transfer" in shown and "state" in shown:
        from tui.words.places import transfer_state

        shown["state"] = transfer_state(shown["state"])
    if "purchase" in shown and "state" in shown:
        from tui.words.purchases import purchase_state

        shown["state"] = purchase_state(shown["state"])
    if refusal.code == "publish_missing":
        from tui.words.publishing import fields_words

        shown["fields"] = fields_words(shown["fields"])
    if refusal.code == "count_over":
        from tui.words.counting import count_state

        shown["state"] = count_state(shown["state"])
    if refusal.code.startswith("walk_") or "walk" in shown:
        from tui.words.walks import in_refusal

        shown |= in_refusal(refusal.params)
    if refusal.code.startswith("payment_") or refusal.code in MONEY_CODES:
        shown |= money_words(refusal.params)
    if refusal.code.startswith(("einvoice_", "coretax_")):
        from tui.words.einvoices import refused_in_words

        shown |= refused_in_words(refusal.code, refusal.params)
    if refusal.code == "label_failed":
        from tui.words.market_labels import label_why

        shown["why"] = label_why(str(refusal.params["why"]), "")
    if refusal.code in {"ways_not_told", "channel_stock_trouble"}:
        from tui.words.channels import why_not_told

        shown["fault"] = why_not_told(refusal.params)
    if refusal.code.startswith("delivery_"):
        from tui.words.sending import in_refusal as sending_refused

        shown |= sending_refused(refusal.params)
    if refusal.code.startswith("pay_link_"):
        from tui.words.pay_links import refused_in_words as link_refused

        shown |= link_refused(refusal.params)
    if refusal.code in ABOUT_MONEY:
        from tui.words.receivables import refused_in_words as money_refused

        shown |= money_refused(refusal.code, refusal.params)
    if refusal.code == "invoice_not_due":
        from core.orders.states import OrderStatus
        from tui.words.states import status_name

        shown["state"] = status_name(OrderStatus(shown["state"]))
    if refusal.code == "correct_same_way":
        from core.billing.states import InvoiceKind
        from tui.words.billing import kind_name

        shown["way"] = kind_name(InvoiceKind(shown["way"]))
    if refusal.code == "illegal_step":
        shown["now"] = shown["state"] = _state(shown["life"], shown["now"])
        known = {"order": "order_step", "job": "job_not_waiting", "returned": "return_step"} | {
            "payment": "payment_step",
            "purchase": "purchase_step",
            "transfer": "transfer_step",
            "walk": "walk_step",
            "count": "count_step",
            "invoice": "invoice_step",
            "standing": "standing_step",
            "line": "bank_line_step",
        }
        shown["code"] = next((known[name] for name in known if name in shown), refusal.code)
    if refusal.code in {"order_edited_meanwhile", "merge_differs"}:
        from tui.words.entry import fields_said

        shown["fields"] = fields_said(shown["fields"])
    if refusal.code == "shipment_beyond":
        from tui.words.quotes import beyond_words

        shown["reason"] = beyond_words(refusal.params)
    if refusal.code in {"parcel_not_delivered", "cod_too_late"}:
        from core.shipping.states import ShipmentState
        from tui.words.states import shipment_state

        shown["shipment"] = shipment_state(ShipmentState(shown["shipment"]))
    if refusal.code == "order_edited_since":
        from tui.words.entry import happened_said

        shown["changes"] = fit(visible(happened_said(refusal)), 2 * _WIDEST)
    if refusal.code == "part_begun":
        from tui.words.entry import why_begun

        shown["code"], shown["status"] = why_begun(shown["state"])
    if refusal.code == "entry_discount_over":
        for name in ("discount", "worth"):
            minor, currency = int(str(refusal.params[name])), str(refusal.params["currency"])
            shown[name] = show(Money(minor, currency), language())
    if refusal.code == "filter_wrong":
        from tui.words.book import filter_name

        shown["filter"] = filter_name(shown["filter"])
    reasons = getattr(refusal, "reasons", ())
    if refusal.code == "entry_not_complete" and reasons:
        from core.orders.entry.reasons import say

        return " ".join(say(one) for one in reasons)
    text = _(SENTENCES.get(shown["code"], _UNKNOWN)).format_map(shown)
    if refusal.params.get("nearest"):
        text += " " + _("Did you mean “{nearest}”?").format_map(shown)
    return text
