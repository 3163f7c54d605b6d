"""Words for verdicts after which work simply goes on."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_GO_ON = N_("Scan the next item.")
_NEXT_ORDER = N_("Scan the next order.")
_NEEDED_NOW = N_("Scan what is needed.")
_LAST_SEEN = N_("Check that this is the last item you scanned. Then go on.")
_ON_PARCEL = N_("Put the label on the parcel, then scan the next order.")
_ON_ITS_WAY = N_("Put what comes out on the parcel, its label or its slip. Scan the next order.")

GOOD_WORDS: dict[str, Words] = {
    # Items
    "ok": Words(N_("{units} × {item} packed: {packed} of {ordered}."), next=_GO_ON),
    "ok/picked": Words(N_("{units} × {item} picked: {packed} of {ordered}."), next=_GO_ON),
    "ok_line_done": Words(N_("{item} is complete: {packed} of {ordered} packed."), next=_GO_ON),
    "ok_line_done/picked": Words(
        N_("{item} is complete: {packed} of {ordered} picked."), next=_GO_ON
    ),
    "ok_line_done/short_left": Words(
        N_("{item} is complete: {packed} of {ordered} packed. The rest was not found."),
        N_("{short_units} that nobody found"),
        N_("To send it without them, {done}. To wait for stock, {hold}."),
    ),
    # Orders
    "order_open": Words(
        N_("Order {order} for {customer} is open: {lines_units}.{remarks}"),
        next=N_("Scan the items."),
    ),
    "order_open/begun": Words(
        N_("Order {order} for {customer} is open: {packed} of {units} packed already.{remarks}"),
        next=N_("Scan the items that are still needed."),
    ),
    "order_open/again": Words(
        N_("Order {order} is open here already: {packed} of {units} packed.{remarks}"),
        next=_NEEDED_NOW,
    ),
    "order_open/pick": Words(
        N_("Order {order} for {customer} is to be picked: {lines_units}.{remarks}"),
        next=N_("Go to the first bin and scan the items there."),
    ),
    "order_open/must_read": Words(
        N_("Order {order} for {customer} is open: {lines_units}.{remarks}"),
        next=N_("Read the note. When you have read it, {ok}."),
    ),
    "order_complete": Words(
        N_("Order {order} is complete: parcel {parcel} goes with {courier}."), "", _ON_PARCEL
    ),
    "order_complete/late": Words(
        N_("Order {order} is complete: parcel {parcel} goes with {courier}."), "", _ON_ITS_WAY
    ),
    "order_complete/late_without": Words(
        N_(
            "Order {order} is complete without {waived_units}: parcel {parcel} goes with {courier}."
        ),
        "",
        _ON_ITS_WAY,
    ),
    "order_complete/without": Words(
        N_(
            "Order {order} is complete without {waived_units}: parcel {parcel} goes with {courier}."
        ),
        "",
        _ON_PARCEL,
    ),
    "order_complete/no_more": Words(
        N_("Order {order} is complete; there is no further parcel."), "", _NEXT_ORDER
    ),
    "order_complete/scan_label": Words(
        N_("Order {order} is complete: parcel {parcel} goes with {courier}."),
        N_("The label of parcel {parcel}"),
        N_("Put the label on the parcel and scan the label."),
    ),
    "order_complete/waybill": Words(
        N_("Parcel {parcel} has the waybill {waybill}; order {order} is complete."),
        "",
        _NEXT_ORDER,
    ),
    "order_complete/picked": Words(
        N_("Order {order} is picked."),
        "",
        N_("Bring the goods to packing. Scan the next order."),
    ),
    # Parcels
    "parcel_closed": Words(
        N_("Parcel {parcel} of order {order} is closed."),
        next=N_("Put its label on it. The next item goes into a new parcel."),
    ),
    "parcel_closed/scan_label": Words(
        N_("Parcel {parcel} of order {order} is closed."),
        N_("The label of parcel {parcel}"),
        N_("Put the label on the parcel and scan the label."),
    ),
    "parcel_closed/waybill": Words(
        N_("Parcel {parcel} of order {order} has the waybill {waybill}."),
        next=N_("The next item goes into a new parcel."),
    ),
    "parcel_closed/label_right": Words(
        N_("The label on parcel {parcel} of order {order} is the right one."),
        next=N_("Go on with the next scan."),
    ),
    # Taking back
    "undone": Words(
        N_("{units} × {item} taken back."),
        next=N_("Take it out again. Then scan what is needed."),
    ),
    "undone/reopened": Words(
        N_("The label is void and the parcel of order {order} is open again."),
        next=N_("Take the old label off. Then scan what is needed."),
    ),
    "undone/short": Words(
        N_("{units} × {item} are no longer missing: they are taken from bin {bins} again."),
        next=_NEEDED_NOW,
    ),
    # Coming back to a station
    "resumed": Words(
        N_("Last item counted here: {item}, scan {number}, at {at}. No order is open."),
        "",
        N_("Scan an order."),
    ),
    "resumed/idle": Words(N_("No order is open here."), "", N_("Scan an order.")),
    "resumed/begun": Words(
        N_("Order {open} is open: {packed} of {units} packed. No item of it was counted here yet."),
        next=_NEEDED_NOW,
    ),
    "resumed/begun_picking": Words(
        N_("Order {open} is open: {packed} of {units} picked. No item of it was counted here yet."),
        next=_NEEDED_NOW,
    ),
    "resumed/open": Words(
        N_(
            "Last item counted here: {item}, scan {number}, at {at}. Order {open} is open: "
            "{packed} of {units} packed."
        ),
        next=_LAST_SEEN,
    ),
    "resumed/picking": Words(
        N_(
            "Last item counted here: {item}, scan {number}, at {at}. Order {open} is open: "
            "{packed} of {units} picked."
        ),
        next=_LAST_SEEN,
    ),
}
"""Words by ``kind/detail``; see `tui.words.verdicts` for how details are chosen."""

INFO_WORDS: dict[str, Words] = {
    "info/quantity": Words(
        N_("The next item counts as {quantity}."), next=N_("Scan the item once.")
    ),
    "info/station": Words(N_("This is station {station}."), next=N_("Go on with the next scan.")),
    "info/signed_in": Words(N_("{who} is signed in."), "", N_("Scan an order.")),
    "info/signed_in_open": Words(
        N_("{who} is signed in. Order {open} is open here."), "", N_("Go on with order {open}.")
    ),
    "info/signed_out": Words(N_("{who} is signed out."), "", N_("Scan a badge to sign in.")),
    "info/tote": Words(
        N_("Picked goods go into tote {tote}."), next=N_("Scan the items at the first bin.")
    ),
    "info/tote_unused": Words(N_("Nothing lies in tote {tote}."), "", N_("Scan an order.")),
    "info/tote_open": Words(N_("Nothing lies in tote {tote}."), next=_NEEDED_NOW),
    "info/tote_loose": Words(
        N_("What lies in tote {tote} belongs to no order any more: {units} units."),
        "",
        N_("Alt+E shows what goes back to which bin."),
    ),
    "info/bin": Words(N_("This is bin {bin}."), next=N_("Go on with the next scan.")),
    "info/at_bin": Words(N_("You are at bin {bin}."), next=N_("Scan the items from this bin.")),
    "info/parcel": Words(
        N_("Parcel {parcel} belongs to order {order} for {customer}; it is {state}."),
        next=N_("Go on with the next scan."),
    ),
    "info/new_label": Words(
        N_("The label of parcel {parcel}, order {order}, prints now."),
        next=N_("Put it on the box, over the old one if there is one."),
    ),
    "info/new_label_scan": Words(
        N_("The label of parcel {parcel}, order {order}, prints now."),
        next=N_("Put it on the box, over the old one if there is one, and scan it."),
    ),
    "info/booking_told": Words(
        N_("Parcel {parcel} is booked under {waybill}."), next=N_("Scan its box: the label prints.")
    ),
    "info/booking_denied": Words(
        N_("The courier does not have parcel {parcel}."), next=N_("Book it anew at its order.")
    ),
    "info/booking_forgotten": Words(N_("The courier does not carry parcel {parcel} any more.")),
    "info/booking_asked": Words(
        N_("The courier of parcel {parcel} is asked again."), next=N_("Look again in a minute.")
    ),
    "info/label_comes": Words(
        N_("The courier has not answered yet for parcel {parcel}, order {order}."),
        next=N_("Go on packing; scan the slip on the box again later."),
    ),
    "info/box_refused": Words(
        N_("{courier} does not take parcel {parcel}, order {order}: {reason}."),
        next=N_("Put the box aside. Once that is put right, its order is booked anew."),
    ),
    "info/box_unknown": Words(
        N_("Nobody knows whether {courier} has parcel {parcel}, order {order}: {reason}."),
        next=N_("Put the box aside. At the end of the day somebody says what the courier has."),
    ),
    "info/scan_box": Words(
        N_("New labels wait for boxes of order {order}: {parcels}."),
        next=N_("Scan the old label on one of the boxes."),
    ),
    "info/product": Words(
        N_("{item}: {on_hand} on hand, {available} free. Bin: {bins}."),
        N_("An order, before items are counted"),
        N_("To pack it, scan its order first."),
    ),
    "info/product_blocked": Words(
        N_(
            "{item}: {on_hand} on hand, {available} free, {blocked} blocked ({because}). "
            "Bin: {bins}."
        ),
        N_("An order, before items are counted"),
        N_("To pack it, scan its order first."),
    ),
    "info/nothing_open": Words(
        N_("No order is open here."),
        N_("An open order"),
        N_("Scan an order number, or {next_order}."),
    ),
    "info/queue_empty": Words(
        N_("No order waits to be packed."), "", N_("Look again later, or scan an order.")
    ),
    "info/held": Words(
        N_("Order {order} is put aside: {reason}."),
        "",
        N_("Mark what is packed with the order number. Scan the next order."),
    ),
    "info/held_empty": Words(N_("Order {order} is put aside: {reason}."), "", _NEXT_ORDER),
    "info/waits_for_stock": Words(
        N_("Order {order} waits for stock; it comes back to the queue by itself."),
        "",
        N_("Mark what is packed with the order number. Scan the next order."),
    ),
    "info/waits_for_stock_empty": Words(
        N_("Order {order} waits for stock; it comes back to the queue by itself."),
        "",
        _NEXT_ORDER,
    ),
    "info/given_back": Words(
        N_("Order {order} is back in the queue."), "", N_("Scan another order.")
    ),
    "info/released": Words(
        N_("Order {order} is no longer on hold; it is in the queue."), "", _NEXT_ORDER
    ),
    "info/released_short": Words(
        N_("Order {order} is no longer on hold; it waits for stock."), "", _NEXT_ORDER
    ),
    "info/released_packed": Words(
        N_("Order {order} is no longer on hold; its parcel leaves with its courier."),
        "",
        N_("Put the box where its courier takes it. Scan another order."),
    ),
    "info/release_packed": Words(
        N_("Order {order} is packed and not on hold: nothing is to be released."),
        "",
        N_("To stop it, put it on hold or cancel it. Else go on with the next scan."),
    ),
    "info/release_gone": Words(
        N_("Order {order} has gone to the courier: nothing is to be released."), "", _NEXT_ORDER
    ),
    "info/release_cancelled": Words(
        N_("Order {order} is cancelled: nothing is to be released."), "", _NEXT_ORDER
    ),
    "info/release_short": Words(
        N_("Order {order} is not on hold: it waits for stock."),
        "",
        N_("It comes back to the queue by itself once stock arrives. Scan the next order."),
    ),
    "info/release_waiting": Words(
        N_("Order {order} is not on hold: it is in the queue and free."),
        "",
        N_("Scan it to pack it, or scan another order."),
    ),
    "info/release_claimed": Words(
        N_("Order {order} is not on hold: {holder} works on it."),
        "",
        N_("They can give it back there; to take it over, scan it."),
    ),
    "info/order_cancelled": Words(N_("Order {order} is cancelled now.{refund}"), "", _NEXT_ORDER),
    "info/order_cancelled_packed": Words(
        N_("Order {order} is cancelled now.{refund}"),
        "",
        N_("Put its goods back: {packed_units}. The list of goods to put back says where."),
    ),
    "info/noted": Words(N_("The note on order {order} is saved."), "", N_("Go on.")),
    "info/shipment_planned": Words(
        N_("Order {order} goes with {courier}, {service}."), next=N_("Scan the items.")
    ),
    "info/shipment_asked": Words(
        N_("Parcel {parcel} of order {order} goes with {courier}, {service}."),
        next=N_("Its label prints by itself as soon as the courier has taken it."),
    ),
    "info/paper_queued": Words(
        N_("The paper for order {order} comes out of {printer}."), "", N_("Go on.")
    ),
    "info/box": Words(N_("The parcel is in box {box}."), next=N_("Scan the items.")),
    "info/parcel_empty": Words(
        N_("Nothing is in the parcel yet, so it stays open."), next=N_("Scan the items.")
    ),
    "info/nothing_to_undo": Words(
        N_("There is nothing to take back here."), next=N_("Go on with the next scan.")
    ),
    "info/too_late_to_undo": Words(
        N_("Order {order} has gone to the courier; nothing can be taken back."), "", _NEXT_ORDER
    ),
    "info/nothing_to_reprint": Words(
        N_("No parcel was finished here yet, so there is no label to print again."),
        "",
        N_("Find the label in the list of print jobs."),
    ),
    "info/no_label_yet": Words(
        N_("The label of order {order} was not printed yet."),
        "",
        N_("Wait a moment, then try again."),
    ),
    "info/reprint": Words(
        N_("The label of order {order} prints again as copy {copy}."),
        "",
        N_("Throw the old label away."),
    ),
    "info/label_not_proved": Words(
        N_("The label of order {order} was not checked."),
        "",
        N_("Look at it yourself: is it on the right parcel? Then go on."),
    ),
    "info/waits_for_waybill": Words(
        N_("The box of order {order} is put aside without a waybill."),
        "",
        N_("Scan the order again once you have its waybill."),
    ),
    "info/acknowledged": Words(N_("Seen."), next=_NEEDED_NOW),
    "info/acknowledged_idle": Words(N_("Seen."), "", N_("Scan an order.")),
    "info/printer": Words(
        N_("Labels of this station come out of {printer} now."), "", N_("Go on.")
    ),
    "info/lane_on": Words(
        N_("Single items are packed here now: one scan takes an order and packs it."),
        "",
        N_("Scan a product."),
    ),
    "info/lane_off": Words(N_("Orders are packed one by one again."), "", N_("Scan an order.")),
    "info/lane_none": Words(
        N_("No order waits for exactly one {item}."),
        N_("Another single item"),
        N_("Put this one back and scan another product."),
    ),
    "info/language": Words(N_("Your language is changed."), "", N_("Go on.")),
    "info/parked_taken_in": Words(
        N_("Order {order} is taken in."), "", N_("It is in the queue now.")
    ),
    "info/parked_dismissed": Words(
        N_("The parked order is off the list."), "", N_("Go on with the next one.")
    ),
    "info/job_yes": Words(N_("Print job {job} counts as printed."), "", N_("Go on.")),
    "info/job_no": Words(
        N_("Nothing came out for print job {job}."), "", N_("If it is needed, print it again.")
    ),
    "info/job_no_anew": Words(
        N_("Nothing came out for print job {job}: it is printed once more on {printer}."),
        "",
        N_("Go on."),
    ),
    "info/printer_paused": Words(
        N_("{printer} is paused. Print jobs that wait for it: {count}."),
        "",
        N_("Alt+U has it go on, Alt+M prints what waits elsewhere."),
    ),
    "info/printer_resumed": Words(N_("{printer} goes on."), "", N_("What waited prints now.")),
    "info/printer_not_paused": Words(N_("{printer} is not paused."), "", N_("Go on.")),
    "info/printer_moved": Words(
        N_("Print jobs of {printer} that go to {to}: {count}."),
        "",
        N_("What was on its way, or unknown, stays."),
    ),
    "info/printer_idle": Words(N_("Nothing waits for {printer}."), "", N_("Go on.")),
    "info/page_queued": Words(
        N_("A test page is on its way to {printer}: print job {job}."), "", N_("Go on.")
    ),
    "info/run_again": Words(
        N_("Papers that come out of {printer} again as copies: {count}."),
        "",
        N_("Throw away what the jam has spoiled."),
    ),
    "info/job_cancel": Words(N_("Print job {job} will not be printed."), "", N_("Go on.")),
    "info/job_reprint": Words(
        N_("Print job {job} comes out of {printer} again as copy {copy}."), "", N_("Go on.")
    ),
    "info/why": Words(N_("{said}{facts}"), next=_NEEDED_NOW),
    "info/why_open": Words(N_("Nothing is wrong: order {order} is open."), next=_NEEDED_NOW),
    "info/why_nothing": Words(N_("Nothing is wrong here."), "", N_("Scan an order.")),
}
"""Answers that only inform."""
