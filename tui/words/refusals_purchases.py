"""Refusals about suppliers, purchase orders, and goods that are received."""

from __future__ import annotations

from core.i18n import N_

PURCHASES: dict[str, str] = {
    "yes_or_no": N_("{value} is neither yes nor no."),
    "supplier_code_needed": N_("A supplier needs a code."),
    "supplier_name_needed": N_("The supplier {supplier} needs a name."),
    "supplier_exists": N_("There is a supplier {supplier} already."),
    "supplier_unknown": N_("There is no supplier {supplier}."),
    "supplier_good_unknown": N_("The supplier {supplier} does not sell {sku}."),
    "supplier_price_needed": N_("Say what {supplier} asks for {sku}."),
    "supplier_lead_days": N_("{days} days are not between 0 and {most}."),
    "supplier_inactive": N_("We do not buy from {supplier} any more."),
    "purchase_unknown": N_("There is no purchase order {purchase}."),
    "purchase_not_draft": N_(
        "The purchase order {purchase} is {state}; only a draft can be changed."
    ),
    "purchase_empty": N_("The purchase order {purchase} has no lines yet."),
    "purchase_price_needed": N_("Say what {sku} costs on {purchase}: SKU=UNITS@PRICE."),
    "purchase_rate_needed": N_(
        "{purchase} is in {currency}. Say what one {currency} costs in {shop}, with --rate."
    ),
    "purchase_received_part": N_(
        "{units} units of {purchase} came already. Close it instead: kemas purchases close"
    ),
    "purchase_moved": N_("The purchase order {purchase} has changed meanwhile. Look at it again."),
    "purchase_step": N_("The purchase order {purchase} is {state}; this cannot be done with it."),
    "purchase_takes_nothing": N_(
        "The purchase order {purchase} is {state}; goods come in only with one that is ordered and "
        "not over. Order it first where it is a draft, else put the goods aside and tell the "
        "office."
    ),
    "receipt_unknown": N_("There is no receipt {receipt}."),
    "receipt_key_used": N_("The key {key} was used for other goods already."),
    "receipt_not_ordered": N_("This was not ordered with {purchase}."),
    "receipt_over": N_(
        "{units} × {sku} are too many: {ordered} were ordered with {purchase}, {left} may still "
        "come. Count again; where it is right, confirm it with Alt+U or --over."
    ),
    "receive_none_in_hand": N_(
        "No delivery is in hand. Scan or type the number of a purchase order first."
    ),
    "receive_all_came": N_("All of {purchase} is here; nothing more is expected."),
    "receive_elsewhere": N_("{purchase} goes to the warehouse {warehouse}: it is received there."),
    "supplier_no_email": N_(
        "There is no e-mail address of {supplier}. Write it down: kemas suppliers edit --email"
    ),
    "supplier_email_wrong": N_(
        "{email} of {supplier} is no e-mail address. Put it right: kemas suppliers edit --email"
    ),
    "purchase_over": N_("The purchase order {purchase} is {state}; it is not sent any more."),
    "supplier_none": N_(
        "There are no suppliers yet. Add one first: Alt+T, or kemas suppliers add."
    ),
    "receipt_note_needed": N_(
        "Say what is wrong with the damaged {sku}: --note, or Alt+M at a station."
    ),
    "receipt_expired": N_(
        "Lot {lot} of {sku} expired on {day}. Put it aside as damaged, or send it back. If it is "
        "to come in all the same: --expired. It is promised to nobody."
    ),
    "receipt_lot_expiry": N_(
        "Lot {lot} of {sku} expires on {known}, not on {day}. Look at the package again. If it is "
        "so, set it right first: kemas stock lot {sku} {lot} --expires {day}"
    ),
    "receipt_lot_needed": N_("Say the lot of {sku}, as in --line {sku}=1@BIN/LOT/DAY."),
    "receipt_taken_back": N_("{sku} of receipt {receipt} was taken back already."),
    "rate_wrong": N_("{value} is no rate; write it like 16350 or 16350.5."),
    "purchase_quantity": N_("{quantity} × {sku} is not between 1 and {most}."),
}
