"""Words for buying, and for deliveries that are received at the station."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_GOODS = N_("Goods of the delivery")
_NEXT = N_("Scan the next goods, or a bin.")
_DONE = N_("F9 ends the delivery.")

PURCHASE_WORDS: dict[str, Words] = {
    "info/supplier_made": Words(
        N_("{name} is a supplier now."), "", N_("F6 says what they ask for their goods.")
    ),
    "info/supplier_changed": Words(N_("{name} is changed."), "", ""),
    "info/supplier_same": Words(N_("Nothing of {name} is changed."), "", ""),
    "info/supplier_gone": Words(N_("We buy from {name} no more."), "", ""),
    "info/supplier_back": Words(N_("We buy from {name} again."), "", ""),
    "info/supplier_sells": Words(N_("{supplier} sells us {sku}."), "", ""),
    "info/supplier_sells_no_more": Words(N_("{supplier} sells us {sku} no more."), "", ""),
    "info/purchase_made": Words(
        N_("{purchase} is begun for {supplier}."),
        "",
        N_("F6 adds lines; F9 orders it."),
    ),
    "info/purchase_line": Words(N_("{purchase}: {quantity} × {sku}."), "", ""),
    "info/purchase_line_out": Words(N_("{purchase}: {sku} is taken out."), "", ""),
    "info/purchase_edited": Words(N_("{purchase} is changed."), "", ""),
    "info/purchase_ordered": Words(
        N_("{purchase} is ordered from {supplier}, expected on {day}."),
        "",
        N_("F9 receives its goods when they come."),
    ),
    "info/purchase_printed": Words(N_("{purchase} prints on {printer}."), "", ""),
    "info/purchase_sent": Words(
        N_("{purchase} goes to {recipient} by e-mail."),
        "",
        N_("F9 notes that it is ordered."),
    ),
    "info/purchase_cancelled": Words(N_("{purchase} is cancelled."), "", ""),
    "info/purchase_closed": Words(N_("{purchase} is closed: no more will come."), "", ""),
    "info/purchase_filled": Words(
        N_("What is short is on purchase orders: {purchases}."),
        "",
        N_("Look them over, then order them with F9."),
    ),
    "info/purchase_filled_but": Words(
        N_("What is short is on purchase orders: {purchases}. Nobody sells: {unsold}."),
        "",
        N_("F6 says who sells the product under the cursor."),
    ),
    "info/purchase_unsold": Words(
        N_("Nobody sells what is short: {unsold}."),
        "",
        N_("F6 says who sells the product under the cursor."),
    ),
    "info/purchase_enough": Words(N_("Enough is on its way: nothing is to be bought."), "", ""),
    # A delivery
    "info/receive_begun": Words(
        N_("{purchase} of {supplier} is in hand; still to come: {left}."),
        _GOODS,
        N_("Scan the goods. F6 takes in what was expected."),
    ),
    "info/receive_all_here": Words(
        N_("All of {purchase} is here already."),
        "",
        N_("If more came: Alt+U, then scan it."),
    ),
    "info/receive_goes_on": Words(N_("The delivery of {purchase} goes on."), _GOODS, _NEXT),
    "info/receive_told": Words(N_("Noted for the goods that are scanned next."), _GOODS, _NEXT),
    "info/receive_told_damaged": Words(
        N_("The next goods are damaged: {damaged}."), _GOODS, N_("Scan the damaged goods.")
    ),
    "info/receive_told_over": Words(
        N_("The next goods may be more than was ordered."), _GOODS, N_("Scan what is over.")
    ),
    "info/receive_into": Words(N_("All that follows goes to {bin}."), _GOODS, _NEXT),
    "info/receive_damaged": Words(
        N_("All that follows is damaged and goes to {bin}."), _GOODS, _NEXT
    ),
    "info/receive_nothing_to_undo": Words(N_("Nothing of this delivery was received yet."), ""),
    "info/receive_ended": Words(
        N_("The delivery is over: all of {purchase} is here."), "", N_("Scan the next one.")
    ),
    "info/receive_ended_short": Words(
        N_("The delivery is over. Still to come with {purchase}: {goods}."), "", ""
    ),
    "info/purchase_left": Words(N_("Still to come with {purchase}: {goods}."), "", _NEXT),
    "info/purchase_whole": Words(N_("All of {purchase} is here."), "", _DONE),
    "ok/received": Words(
        N_("{units} × {item} to {bin}: {received} of {ordered} received.{can_go}"),
        N_("{left} more of it"),
        _NEXT,
    ),
    "ok_line_done/received": Words(
        N_("{units} × {item} to {bin}: all {ordered} received.{can_go}"), "", _NEXT
    ),
    "ok_line_done/received_lines": Words(
        N_("{count} products are received as expected.{can_go}"), "", _NEXT
    ),
    "ok_line_done/received_all": Words(
        N_("All of {purchase} is here; the last is in {bin}.{can_go}"), "", _DONE
    ),
    "undone/receive_undone": Words(
        N_("{units} × {item} taken back: {received} of {ordered} received."), "", _NEXT
    ),
    "unknown_code/receive_unknown": Words(
        N_("{scanned} is not known here."),
        _GOODS,
        N_("Put it aside and tell the office."),
    ),
    "unknown_code/receive_unreadable": Words(
        N_("{scanned} could not be read."), _GOODS, N_("Scan it again.")
    ),
    "unknown_code/receive_no_meaning": Words(
        N_("{scanned} means nothing here."), _GOODS, N_("Scan goods or a bin.")
    ),
    "wrong_item/receive_not_ordered": Words(
        N_("{item} was not ordered with {purchase}."), _GOODS, N_("Put it aside.")
    ),
    "ambiguous_code/receive_which": Words(
        N_("{scanned} may be {skus}."), _GOODS, N_("Scan or type the SKU.")
    ),
    "needs_lot/receive_lot": Words(
        N_("Nothing counted yet: of which lot is {item}?"),
        N_("The lot on the package"),
        N_("Scan or type the lot."),
    ),
    "needs_lot/receive_serial": Words(
        N_("Nothing counted yet: which {item} is it?"),
        N_("The serial number on it"),
        N_("Scan or type the serial number."),
    ),
    "needs_lot/receive_day": Words(
        N_("Nothing counted yet: when does lot {lot} of {item} expire?"),
        N_("The day on the package"),
        N_("Type the day, such as 31/01/2027."),
    ),
    "needs_confirmation/receive_expired": Words(
        N_("Nothing counted yet: lot {lot} of {item} expired on {day}."),
        N_("That it comes in all the same; it is promised to nobody"),
        N_("Put it aside. If it is to come in: Alt+U, or scan KEMAS:OK."),
    ),
    "over_quantity/receipt_over": Words(
        N_("{units} × {sku}: too many. Ordered with {purchase}: {ordered}, came so far: {came}."),
        N_("{left} or fewer"),
        N_("Count again. If more came: Alt+U, then scan it."),
    ),
    "over_quantity/receipt_over_all": Words(
        N_("{units} × {sku}: too many. All {ordered} of {purchase} came already."),
        _GOODS,
        N_("Count again. If more came: Alt+U, then scan it."),
    ),
    "needs_confirmation/receive_over_now": Words(
        N_("Nothing more can be received for {purchase}: somebody ended it."),
        N_("The number of a purchase order"),
        N_("Scan the purchase order that these goods are of."),
    ),
    "needs_confirmation/receive_first": Words(
        N_("{scanned} is scanned, but no delivery is in hand."),
        N_("The number of a purchase order"),
        N_("Scan or type it, or choose one in the list (Alt+T) and press F9."),
    ),
}
"""Words by ``kind/detail``."""
