"""Why what was typed in cannot be saved yet: the sentence for each code, field by field."""

from __future__ import annotations

from core.files.reasons import Reason
from core.files.reasons import say as _say
from core.i18n import N_, _
from core.orders.entry.changes import LINE, OFF
from core.orders.intake.reasons import REASON_WORDS

ENTRY_WORDS = REASON_WORDS | {
    "lines_missing": N_("there is no product in it yet."),
    "lines_too_many": N_("there are more than {limit} lines."),
    "discount_over_goods": N_("the discount is more than the goods cost."),
    "line_discount_too_big": N_("the discount of {sku} is more than the line is worth."),
    "paid_over_total": N_("more is paid than the order costs."),
    "cod_over_due": N_("more is to be collected than is left to pay."),
    "courier_not_known": N_("there is no courier {value}; there are: {known}."),
    "service_not_known": N_("the courier has no service {value}; it has: {known}."),
    "method_not_known": N_("{value} is no way to pay; there are: {known}."),
    "email_not_valid": N_("{value} is not an e-mail address."),
    "phone_not_valid": N_("{value} is not a phone number; write it like {example}."),
    "phone_several": N_("{value} holds more than one number; write one of them, like {first}."),
    "phone_masked": N_("{value} is masked; ask for the whole number."),
}
"""Reason code to message id; the placeholders are the parameters of the reason."""

FIELD_WORDS = {
    "phone": N_("Phone"),
    "customer": N_("Customer"),
    "address": N_("Address"),
    "district": N_("District"),
    "city": N_("City"),
    "province": N_("Province"),
    "postcode": N_("Postcode"),
    "country": N_("Country"),
    "email": N_("E-mail"),
    "courier": N_("Courier"),
    "service": N_("Service"),
    "shipping_fee": N_("Shipping fee"),
    "discount": N_("Discount"),
    "cod": N_("COD"),
    "paid": N_("Paid already"),
    "method": N_("Paid by"),
    "reference": N_("Payment reference"),
    "received": N_("Money seen"),
    "ship_by": N_("Ship by"),
    "note": N_("Note"),
    "must_read": N_("Must be read"),
    "gift": N_("Gift"),
    "fragile": N_("Fragile"),
    "lines": N_("Products"),
}
"""What the fields are called, untranslated."""


def say(reason: Reason) -> str:
    """The sentence for a reason, with its field, in the current language."""
    column = str(reason.params.get("column", ""))
    placeless = Reason(reason.code, {**reason.params, "line": 0, "column": ""})
    said = _say(placeless, ENTRY_WORDS)
    return f"{field_name(column)}: {said}" if column else said


def field_name(name: str) -> str:
    """What a field is called; a line by its SKU, its discount by that too."""
    if name.startswith(LINE):
        return name.removeprefix(LINE)
    if name.startswith(OFF):
        return _("Discount of {sku}").format(sku=name.removeprefix(OFF))
    return _(FIELD_WORDS[name]) if name in FIELD_WORDS else name
