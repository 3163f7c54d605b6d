"""Words for the journal: what accounts are for, which book an entry is in, what changed."""

from __future__ import annotations

from core.bookkeeping.accounts import Role
from core.bookkeeping.files import Change
from core.i18n import N_, _

_ROLES: dict[Role, str] = {
    Role.CASH: N_("money in cash"),
    Role.BANK: N_("money at the bank"),
    Role.CARD: N_("card payments under way"),
    Role.WALLET: N_("e-wallets"),
    Role.QR: N_("payments by QR code"),
    Role.CHANNEL: N_("money that marketplaces hold"),
    Role.COD: N_("money that couriers collected"),
    Role.OTHER_MONEY: N_("money that came in another way"),
    Role.RECEIVABLE: N_("what customers owe"),
    Role.ADVANCE: N_("what customers paid in advance"),
    Role.INVENTORY: N_("goods at cost"),
    Role.INPUT_TAX: N_("tax on what is bought"),
    Role.PAYABLE: N_("what suppliers are owed"),
    Role.COURIER_PAYABLE: N_("what couriers are owed"),
    Role.PLATFORM_PAYABLE: N_("what platforms are owed"),
    Role.OUTPUT_TAX: N_("tax on what is sold"),
    Role.OPENING: N_("stock from before the books"),
    Role.SALES: N_("sales"),
    Role.SHIPPING_INCOME: N_("shipping fees that buyers pay"),
    Role.SALES_RETURNS: N_("returns and credits"),
    Role.COST_OF_GOODS: N_("cost of goods sold"),
    Role.STOCK_DIFFERENCE: N_("differences of counts"),
    Role.DELIVERY: N_("fees of couriers"),
    Role.GATEWAY_FEES: N_("fees of payment gateways"),
    Role.CHANNEL_FEES: N_("fees of marketplaces"),
    Role.CHANNEL_PAYOUT: N_("what marketplaces paid out"),
    Role.TAX_WITHHELD: N_("tax that marketplaces withheld"),
    Role.ADVERTISING: N_("advertising"),
    Role.WRITE_OFF: N_("small rests that nobody pays"),
    Role.COURIER_LOSS: N_("collected money that couriers do not pay"),
}
_CHANGES = {
    "new": N_("{document}: new: {now}"),
    "changed": N_("{document}: was {before}, is {now}"),
    "gone": N_("{document}: gone: {before}"),
}


def role_words(role: Role) -> str:
    """What an account is for."""
    return _(_ROLES[role])


def change_words(one: Change) -> str:
    """What became of an entry since the last file."""
    before, now = "; ".join(one.before), "; ".join(one.now)
    said = _(_CHANGES[one.what])
    return said.format(document=one.document or one.entry, before=before, now=now)
