"""Words for verdicts that hold the station: refusals and questions, each with a way on."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_OTHER_ORDER = N_("Scan another order.")
_AGAIN = N_("Scan it again.")
_PUT_BACK = N_("Put it back and scan what is needed.")
_MARKED = N_("Mark what is packed with the order number. Scan another order.")

REFUSED_WORDS: dict[str, Words] = {
    # Items
    "wrong_item": Words(N_("{units} × {item} is not part of order {order}."), next=_PUT_BACK),
    "wrong_item/wrong_bin": Words(
        N_("Nothing for order {order} is to be taken from bin {bin}."),
        next=N_("Go to the bin that is needed and scan it."),
    ),
    "wrong_item/other_bin": Words(
        N_("{item} for this order does not come from bin {bin}."),
        next=N_("Go to the bin that is needed and scan it."),
    ),
    "over_quantity": Words(
        N_("{units} × {item} is too many: only {room} of {ordered} still go in."),
        next=N_("Take out what is too many and scan what is needed."),
    ),
    "over_quantity/none_left": Words(
        N_("{item} is one too many: all {ordered} are in."), next=_PUT_BACK
    ),
    "over_quantity/lane": Words(
        N_("{units} × {item} is too many: single items are packed here."),
        N_("One unit a scan"),
        N_("Scan one unit."),
    ),
    # Codes
    "unknown_code": Words(
        N_("{scanned} is not known here."),
        next=N_("Scan another barcode of it. If none works, put it aside and tell the lead."),
    ),
    "unknown_code/check_digit": Words(
        N_("{scanned} was read wrong: its last digit does not fit."), next=_AGAIN
    ),
    "unknown_code/unreadable": Words(N_("The code could not be read: {scanned}"), next=_AGAIN),
    "unknown_code/command": Words(
        N_("There is no command {command}."),
        N_("A command from the command sheet"),
        N_("Scan a command from the sheet, or go on with the items."),
    ),
    "unknown_code/parcel": Words(
        N_("There is no parcel {parcel}."), N_("A parcel that Kemas made"), _AGAIN
    ),
    "unknown_code/bin": Words(
        N_("There is no bin {bin} in this warehouse."), N_("A bin of this warehouse"), _AGAIN
    ),
    "unknown_code/box": Words(
        N_("There is no box number {box}."),
        N_("One of: {allowed}"),
        N_("Scan a box that there is, or go on without."),
    ),
    "unknown_code/printer": Words(
        N_("There is no label printer {printer}."),
        N_("One of: {allowed}"),
        N_("Choose one of them, or go on."),
    ),
    "unknown_code/reason": Words(
        N_("{reason} is not a reason for missing goods."),
        N_("One of: {allowed}"),
        N_("Scan or choose one of these reasons."),
    ),
    "ambiguous_code": Words(
        N_("{scanned} can mean several things: {names}."),
        N_("One of: {names}"),
        N_("Type one of them as it stands here, then Enter."),
    ),
    # Orders
    "other_order_open": Words(
        N_("Order {order} cannot be opened: {open} is open, {packed} of {units} packed."),
        N_("Order {open} finished or put aside"),
        N_("Finish order {open}, or put it aside: {hold}."),
    ),
    "other_order_open/begun": Words(
        N_("Order {open} is open: {packed} of {units} packed."),
        N_("Order {open} finished or put aside"),
        N_("Finish order {open}, or put it aside: {hold}."),
    ),
    "other_order_open/undo": Words(
        N_("The last parcel cannot be opened: order {open} is open."),
        N_("Order {open} finished or put aside"),
        N_("Finish order {open}, or put it aside: {hold}."),
    ),
    "not_claimable/claimed": Words(
        N_("Order {order} is being packed by {holder} since {since}."),
        N_("An order that nobody packs"),
        N_("Scan another order. To take this one over, {yes}."),
    ),
    "not_claimable/claimed_now": Words(
        N_("Order {order} is being packed at another station now."),
        N_("An order that nobody packs"),
        _OTHER_ORDER,
    ),
    "not_claimable/unconfirmed": Words(
        N_("Order {order} cannot be packed yet: {status}."),
        N_("The payment of order {order} confirmed"),
        N_("Scan another order. The office confirms the payment."),
    ),
    "not_claimable/short": Words(
        N_("Order {order} waits for stock."),
        N_("{missing_list}"),
        N_("Scan another order. This one comes back when stock arrives."),
    ),
    "not_claimable/packed": Words(
        N_("Order {order} is packed already."), N_("An order that is not packed"), _OTHER_ORDER
    ),
    "not_claimable/handed_over": Words(
        N_("Order {order} has gone to the courier already."),
        N_("An order that is not packed"),
        _OTHER_ORDER,
    ),
    "taken_over": Words(
        N_("Order {order} was taken over by {holder}."),
        N_("Nothing more for order {order} here"),
        N_("Bring its goods to {holder}. Scan another order."),
    ),
    "taken_over/gone": Words(
        N_("Order {order} is no longer yours."), N_("An order that is free"), _MARKED
    ),
    "taken_over/finished": Words(
        N_("Order {order} was finished by {holder} meanwhile."),
        N_("Nothing more for order {order} here"),
        N_("Bring goods of it that lie here to {holder}. Scan another order."),
    ),
    "cancelled": Words(
        N_("Stop: order {order} was cancelled. Do not send it."),
        N_("Nothing more for order {order}"),
        N_("Put its goods aside; the list of goods to put back says where. Scan another order."),
    ),
    "cancelled/before": Words(
        N_("Order {order} is cancelled. Do not send it."),
        N_("An order that is not cancelled"),
        _OTHER_ORDER,
    ),
    "changed": Words(
        N_("Stop: order {order} was changed while you packed it."),
        next=N_("Look at what is needed now. When you have seen it, {ok}."),
    ),
    "changed/box": Words(
        N_("Stop: order {order} was changed; the box is open again."),
        next=N_("Scan order {order} again and pack it as it is now."),
    ),
    "changed/short": Words(
        N_("Stop: order {order} was changed and waits for stock now."),
        N_("{missing_list}"),
        N_("Put its goods aside, marked with the order number. Scan another order."),
    ),
    "on_hold": Words(
        N_("Order {order} is on hold: {reason}."),
        N_("An order that is not on hold"),
        _OTHER_ORDER,
    ),
    "on_hold/now": Words(
        N_("Stop: order {order} was put on hold: {reason}."),
        N_("An order that is not on hold"),
        _MARKED,
    ),
    "on_hold/wish": Words(
        N_("Stop: the buyer of {order} wants to cancel it."),
        N_("A yes or no to the buyer, or another order"),
        N_("Put its goods aside with its number. To grant or refuse it, who may: {wish}."),
    ),
    "on_hold/wish_before": Words(
        N_("The buyer of {order} wants to cancel it."),
        N_("A yes or no to the buyer, or another order"),
        N_("Scan another order. To grant or refuse it, who may: {wish}."),
    ),
    "on_hold/cancelled": Words(
        N_("Stop: {order} is cancelled at its channel."),
        N_("An order that is not on hold"),
        N_("Put its goods aside with its number. Who may cancels it among the orders: {cancel}."),
    ),
    "on_hold/cancelled_before": Words(
        N_("{order} is cancelled at its channel."),
        N_("An order that is not on hold"),
        N_("Scan another order. Who may cancels it among the orders: {cancel}."),
    ),
    # Missing goods
    "short": Words(
        N_("{units} × {item} missing ({reason}), and no other bin has it."),
        next=N_("Pack the rest. Then, to send it without, {done}; to wait for stock, {hold}."),
    ),
    "short/all": Words(
        N_("{units} × {item} missing ({reason}), and no other bin has it."),
        N_("{missing} × {item}"),
        N_("To send what is packed, {done}. To wait for stock, {hold}."),
    ),
    "short/elsewhere": Words(
        N_("{units} × {item} missing ({reason}); it is promised from another bin."),
        next=N_("Take it from the bin that is named and scan it."),
    ),
    "short/counted_since": Words(
        N_("{units} × {item} stay missing: bin {bins} was counted since then."),
        N_("A new count of bin {bins}"),
        N_(
            "If the goods are there, have bin {bins} counted again and put the order aside: {hold}."
        ),
    ),
    "short/moved_since": Words(
        N_("{units} × {item} stay missing: the order or the goods were dealt with since then."),
        N_("A count of bin {bins}"),
        N_("If the goods are there, have bin {bins} counted and put the order aside: {hold}."),
    ),
    "short/nothing_packed": Words(
        N_("Nothing of order {order} is packed, so there is nothing to send."),
        N_("At least one packed item"),
        N_("To wait for stock, {hold}."),
    ),
    # Labels and waybills
    "needs_waybill": Words(
        N_("Parcel {parcel} of order {order} is packed; it has no waybill yet."),
        N_("The number of the courier's label"),
        N_("Put a label of the courier on the parcel and scan its number."),
    ),
    "needs_waybill/not_a_waybill": Words(
        N_("{code} is no waybill: it is a product or an order."),
        N_("The number of the courier's label for order {order}"),
        N_("Scan the number on the courier's label."),
    ),
    "needs_waybill/waybill_unreadable": Words(
        N_("{waybill} cannot be a waybill."),
        N_("The number of the courier's label for order {order}"),
        N_("Scan the number on the courier's label."),
    ),
    "needs_waybill/waybill_taken": Words(
        N_("The waybill {waybill} is on another parcel already."),
        N_("A new label of the courier for order {order}"),
        N_("Take another label and scan its number."),
    ),
    "needs_waybill/waybill_void": Words(
        N_("{waybill} is the old label: order {order} was changed since."),
        N_("A new label of the courier for order {order}"),
        N_("Put the new label over the old one and scan its number."),
    ),
    "wrong_label/old": Words(
        N_("This label counts no more: order {order} was changed."),
        N_("The new label of parcel {parcel}"),
        N_("Take this label off. If the new one is lost, print it again from the order."),
    ),
    "wrong_label": Words(
        N_("{scanned} is not the label of parcel {parcel}."),
        N_("The label of parcel {parcel}, order {order}"),
        N_("Find the right label, put it on this parcel and scan it."),
    ),
    # Questions
    "needs_confirmation/note": Words(
        N_("Nothing counted: order {order} has a note: {note}"),
        N_("That you read the note"),
        N_("When you have read it, {ok}. Then scan the item again."),
    ),
    "needs_confirmation/changed": Words(
        N_("Nothing counted: order {order} was changed."),
        next=N_("When you have seen what is needed, {ok}. Then scan the item again."),
    ),
    "needs_confirmation/resume": Words(
        N_("Nothing counted: this station was interrupted."),
        N_("That you saw the last scan"),
        N_("When you have seen the last scan, {ok}. Then scan the item again."),
    ),
    "needs_confirmation/not_all_packed": Words(
        N_("Order {order} is not complete."),
        next=N_("Pack what is needed. If goods are missing, {short_goods}."),
    ),
    "needs_confirmation/short_line": Words(
        N_("Which product is missing?"), next=N_("Scan or type the product that is missing.")
    ),
    "needs_confirmation/short_reason": Words(
        N_("{item} is missing. Why?"),
        N_("OUT (bin is empty), DAMAGED or WRONGBIN (something else is there)"),
        N_("Choose the reason, or scan KEMAS:SHORT:OUT, DAMAGED or WRONGBIN."),
    ),
    "needs_confirmation/undo_label": Words(
        N_("Parcel {parcel} of order {order} is finished. Its label would become void."),
        N_("A yes or a no"),
        N_("To open the parcel again, {yes}. Anything else leaves it as it is."),
    ),
    "needs_confirmation/parked_still": Words(
        N_("Order {order} cannot come in yet. {reasons}"),
        N_("Rows without these mistakes"),
        N_("Correct them and take the order in again."),
    ),
    # The station
    "not_allowed": Words(
        N_("{refusal}"),
        N_("Somebody who may do this: {role_names}"),
        N_("Ask one of them, or go on with something else."),
    ),
    "not_allowed/not_signed_in": Words(
        N_("{scanned} was not counted: nobody is signed in here."),
        N_("An operator's badge"),
        N_("Scan your badge. Then scan again."),
    ),
    "unknown_code/courier_unknown": Words(
        N_("Not counted: {refusal}"),
        N_("A courier that this shop has"),
        N_("Choose another courier for the parcel with Ctrl+E, or put the order aside: {hold}."),
    ),
    "unknown_code/refusal": Words(N_("{refusal}"), next=_AGAIN),
    "unknown_code/person": Words(N_("{refusal}"), N_("An operator's badge"), _AGAIN),
    "system_busy": Words(
        N_("{scanned} was not saved. {refusal}"), N_("The same scan once more"), _AGAIN
    ),
    "not_saved": Words(
        N_("{scanned} was not counted. {refusal}"),
        N_("The same scan once more"),
        N_("Scan it again. If this stays, tell the lead."),
    ),
    "not_saved/fault": Words(
        N_("{scanned} was not counted: something went wrong inside Kemas."),
        N_("The same scan once more"),
        N_("Scan it again. If this stays, tell the lead."),
    ),
    "not_saved/sequence": Words(
        N_("{scanned} was not counted: number {number} was used before, for {first}."),
        N_("Number {next_seq} or higher"),
        N_("Send it again with number {next_seq}."),
    ),
    "not_saved/sequence_gap": Words(
        N_("{scanned} was not counted: number {number} is too low."),
        N_("Number {next_seq} or higher"),
        N_("Send it again with number {next_seq}."),
    ),
    "not_saved/station_lost": Words(
        N_("{scanned} was not counted. {refusal}"),
        N_("A station of its own for each process"),
        N_("Go on in the other process, or use another station name."),
    ),
}
"""Words by ``kind/detail``; where `needed` is empty, what is left of the open order is named."""
