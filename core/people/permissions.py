"""Roles made of named permissions, and the one check that commands make."""

from __future__ import annotations

from enum import StrEnum

from core.errors import NotAllowed
from core.transaction import Transaction


class Permission(StrEnum):
    """Something that an operator may or may not do."""

    ORDER_VIEW = "order_view"
    ORDER_IMPORT = "order_import"
    ORDER_ADD = "order_add"
    ORDER_CORRECT = "order_correct"
    """Correct a parked order and take it in."""
    ORDER_NOTE = "order_note"
    ORDER_HOLD = "order_hold"
    ORDER_RELEASE = "order_release"
    ORDER_CANCEL = "order_cancel"
    ORDER_EDIT = "order_edit"
    """Change buyer, address, products or prices; copy, split and merge orders."""
    PICK = "pick"
    PACK = "pack"
    SHORT = "short"
    SUBSTITUTE = "substitute"
    """Send other goods than were ordered."""
    TAKE_OVER = "take_over"
    """Take an order from the station that works on it."""
    OVERRIDE_CONTENTS = "override_contents"
    """Ship a parcel whose contents were not verified by scans."""
    SHIPMENT_CREATE = "shipment_create"
    SHIPMENT_CANCEL = "shipment_cancel"
    LABEL_VOID = "label_void"
    HAND_OVER = "hand_over"
    PRINT = "print"
    REPRINT = "reprint"
    PRINTER_MANAGE = "printer_manage"
    PRODUCT_IMPORT = "product_import"
    PRODUCT_EDIT = "product_edit"
    """Products, their variants, barcodes and prices, one at a time."""
    STOCK_VIEW = "stock_view"
    STOCK_ADJUST = "stock_adjust"
    COUNT = "count"
    """Count bins, and have some of them counted."""
    COUNT_POST = "count_post"
    """Plan counts, post and cancel them."""
    STOCK_HOLD = "stock_hold"
    """Keep goods from being promised, and let them be promised again."""
    MONEY_VIEW = "money_view"
    PAYMENT_REPORT = "payment_report"
    """Write down what a buyer says was paid."""
    PAYMENT_CONFIRM = "payment_confirm"
    REFUND = "refund"
    INVOICE_ISSUE = "invoice_issue"
    BILLING_SETUP = "billing_setup"
    """Say who is billed how: profiles, prices, charges and standing orders."""
    PLATFORM_BILLS = "platform_bills"
    """See and book what platforms bill the shop."""
    PAYOUTS = "payouts"
    """See what marketplaces pay out and keep, and take it as payment of orders."""
    CHANNELS = "channels"
    """Connect shops at sales channels, and decide what they are told."""
    BOOKS = "books"
    """See the journal, hand it to the accountant, and close its periods."""
    CUSTOMER_EDIT = "customer_edit"
    CUSTOMER_TRUST = "customer_trust"
    MESSAGE_SEND = "message_send"
    TEMPLATE_EDIT = "template_edit"
    RETURN_REGISTER = "return_register"
    RETURN_INSPECT = "return_inspect"
    RETURN_SETTLE = "return_settle"
    PUT_AWAY = "put_away"
    PURCHASE_VIEW = "purchase_view"
    PURCHASE_CHANGE = "purchase_change"
    """Suppliers, their prices, and purchase orders."""
    RECEIVE = "receive"
    """Take goods of suppliers in."""
    TRANSFER = "transfer"
    """Send goods to another warehouse, and take in what was sent."""
    PLACE_CHANGE = "place_change"
    """Warehouses, zones, bins and their walking order."""
    TRAIL_VIEW = "trail_view"
    """See what others did, where and when."""
    PEOPLE_MANAGE = "people_manage"
    STATION_MANAGE = "station_manage"
    APPROVE = "approve"
    """Say yes on the spot to what somebody else may not do alone, and come when called."""


class Role(StrEnum):
    """What an operator is in the shop."""

    PACKER = "packer"
    PICKER = "picker"
    LEAD = "lead"
    OFFICE = "office"
    FINANCE = "finance"
    ADMIN = "admin"


P = Permission
_LOOK = frozenset({P.ORDER_VIEW, P.STOCK_VIEW})
_PICKER = _LOOK | {P.ORDER_NOTE, P.ORDER_HOLD, P.PICK, P.SHORT, P.PRINT, P.PUT_AWAY, P.COUNT}
_PACKER = _PICKER | {
    P.PACK,
    P.SHIPMENT_CREATE,
    P.LABEL_VOID,
    P.REPRINT,
    P.HAND_OVER,
    P.TAKE_OVER,
    P.RETURN_REGISTER,
    P.RETURN_INSPECT,
    P.PURCHASE_VIEW,
    P.RECEIVE,
    P.TRANSFER,
}
_OFFICE = _LOOK | {
    P.ORDER_IMPORT,
    P.ORDER_ADD,
    P.ORDER_CORRECT,
    P.ORDER_NOTE,
    P.ORDER_HOLD,
    P.ORDER_RELEASE,
    P.ORDER_CANCEL,
    P.PRODUCT_IMPORT,
    P.PRODUCT_EDIT,
    P.PRINT,
    P.REPRINT,
    P.MONEY_VIEW,
    P.ORDER_EDIT,
    P.PAYMENT_REPORT,
    P.PAYMENT_CONFIRM,
    P.REFUND,
    P.INVOICE_ISSUE,
    P.BILLING_SETUP,
    P.CHANNELS,
    P.CUSTOMER_EDIT,
    P.CUSTOMER_TRUST,
    P.MESSAGE_SEND,
    P.TEMPLATE_EDIT,
    P.RETURN_REGISTER,
    P.RETURN_SETTLE,
    P.PURCHASE_VIEW,
    P.PURCHASE_CHANGE,
    P.RECEIVE,
}
_LEAD = (
    _PACKER
    | _OFFICE
    | {
        P.OVERRIDE_CONTENTS,
        P.SUBSTITUTE,
        P.SHIPMENT_CANCEL,
        P.STOCK_ADJUST,
        P.COUNT_POST,
        P.STOCK_HOLD,
        P.PLACE_CHANGE,
        P.PRINTER_MANAGE,
        P.STATION_MANAGE,
        P.APPROVE,
        P.TRAIL_VIEW,
    }
)
_SEEN = {P.ORDER_VIEW, P.STOCK_VIEW, P.MONEY_VIEW, P.PURCHASE_VIEW, P.TRAIL_VIEW}
"""To see something is no action that ends."""
_SET_UP = {
    P.ORDER_IMPORT,
    P.PRODUCT_IMPORT,
    P.BILLING_SETUP,
    P.CHANNELS,
    P.CUSTOMER_TRUST,
    P.TEMPLATE_EDIT,
    P.STATION_MANAGE,
    P.APPROVE,
}
"""What counts from then on for everybody, or is done to many at once."""
_OF_OFFICE = {
    P.PAYMENT_REPORT,
    P.PAYMENT_CONFIRM,
    P.REFUND,
    P.INVOICE_ISSUE,
    P.RETURN_SETTLE,
    P.PURCHASE_CHANGE,
    P.CUSTOMER_EDIT,
    P.MESSAGE_SEND,
}
"""What is judged by amounts and letters, which who asks for it does not get to see."""

APPROVABLE = _LEAD - _SEEN - _SET_UP - _OF_OFFICE
"""What a lead may say yes to, once, on the spot."""

ROLES: dict[Role, frozenset[Permission]] = {
    Role.PACKER: _PACKER,
    Role.PICKER: _PICKER,
    Role.LEAD: _LEAD,
    Role.OFFICE: _OFFICE,
    Role.FINANCE: _LOOK
    | {
        P.MONEY_VIEW,
        P.PAYMENT_REPORT,
        P.PAYMENT_CONFIRM,
        P.REFUND,
        P.INVOICE_ISSUE,
        P.BILLING_SETUP,
        P.MESSAGE_SEND,
        P.PLATFORM_BILLS,
        P.PAYOUTS,
        P.BOOKS,
        P.RETURN_SETTLE,
        P.PRINT,
        P.REPRINT,
    },
    Role.ADMIN: frozenset(Permission),
}
"""What each role may do."""


def may(tx: Transaction, permission: Permission) -> bool:
    """Whether the one who acts in this transaction has a permission."""
    return tx.actor.is_system or permission in tx.actor.permissions


def is_approvable(permission: str, by: frozenset[str]) -> bool:
    """Whether somebody with these permissions may say yes, once, to what needs this one."""
    return permission in APPROVABLE and permission in by and Permission.APPROVE in by


def require(tx: Transaction, permission: Permission) -> None:
    """Raise NotAllowed unless the one who acts may do this, or a lead said yes to it.

    ``not_signed_in`` where nobody is known, else ``not_allowed`` with the permission and the roles
    that have it.
    """
    if may(tx, permission):
        return
    if tx.actor.operator_id is None:
        raise NotAllowed("not_signed_in", permission=permission.value)
    yes = tx.approval
    if yes is not None and not yes.written and is_approvable(permission, yes.permissions):
        if permission.value not in yes.used:
            yes.used.append(permission.value)
        return
    roles = [role.value for role, allowed in ROLES.items() if permission in allowed]
    raise NotAllowed(
        "not_allowed",
        permission=permission.value,
        operator=tx.actor.name,
        roles=", ".join(roles),
    )
