"""Words for walks through the bins and for the sorting wall."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_AHEAD = "{ahead}"
_GOODS = "{ahead_goods}"
_TELL = N_("Tell the warehouse lead if that is wrong.")
_NEXT_ONE = N_("Take the next walk.")
_SORT = N_("Scan each product at the table; the wall says which place it goes to.")
_NEXT_PRODUCT = N_("Scan the next product of the cart.")
_LEFT = N_("Left in the cart: {left}")
_TOTE_ASIDE = N_("Set {tote} aside. {ahead}")

WALK_WORDS: dict[str, Words] = {
    # Taken, and how it goes on
    "order_open/walk": Words(
        N_("Walk {walk}: {orders_said}, {units_said} from {bins_said}."), "", _AHEAD
    ),
    "order_open/walk_gone": Words(
        N_("Walk {walk}: {orders_said}, {units_said}. No longer part of it: {gone}."),
        "",
        _AHEAD,
    ),
    "order_open/walk_sorting": Words(
        N_("Walk {walk} is to be sorted: {units_said} in the cart."), "", _SORT
    ),
    "info/walk_made": Words(
        N_("{orders_said}, {units_said}: {walks_said}"),
        "",
        N_("Enter takes the walk under the cursor; the first one is {walk}."),
    ),
    "info/walk_printed": Words(
        N_("The sheet of walk {walk} is in the queue of {printer}."), "", ""
    ),
    "info/walk_cancelled": Words(
        N_("Walk {walk} is cancelled; its orders wait in the queue again."), "", ""
    ),
    "info/walk_cancelled_picked": Words(
        N_("Walk {walk} is cancelled; {picked} units that were fetched stay with their orders."),
        "",
        N_("Bring the totes to the table."),
    ),
    "info/walk_none": Words(
        N_("No walk waits to be taken."), "", N_("Plan one, or scan an order.")
    ),
    "info/walk_empty": Words(
        N_("Nothing is left to fetch on walk {walk}; it is over."), "", _NEXT_ONE
    ),
    "info/walk_goes_on": Words(N_("Walk {walk}: {left_said} to fetch."), "", _AHEAD),
    "info/walk_sort_goes_on": Words(
        N_("Walk {walk} is being sorted: {units_said} in the cart."), "", _SORT
    ),
    "info/walk_not_in_hand": Words(
        N_("No walk is in hand here."), "", N_("Take one from the list, or scan its sheet.")
    ),
    "info/walk_aside": Words(N_("Walk {walk} is laid aside: {left_said} to fetch."), "", _NEXT_ONE),
    "info/walk_ended": Words(N_("Walk {walk} is over."), "", _NEXT_ONE),
    "info/walk_at_bin": Words(N_("You are at bin {bin}."), "", _AHEAD),
    "info/walk_tote_unused": Words(N_("{tote} is a tote; no order is being picked here.")),
    "info/walk_tied": Words(N_("{tote} is the tote of order {order} now."), "", _AHEAD),
    "info/walk_cart": Words(N_("All goods of this walk go into {tote}."), "", _AHEAD),
    "info/walk_skipped": Words(N_("{item} in {bin} comes at the end of the walk."), "", _AHEAD),
    "info/walk_nothing_to_skip": Words(N_("Nothing is left to fetch on walk {walk}."), "", ""),
    "info/walk_nothing_else": Words(
        N_("{item} in {bin} is all that is left to fetch."),
        "",
        N_("Fetch it, or say that it is not there."),
    ),
    # Picked
    "ok/walk": Words(N_("{units} × {item} → {to}."), "", _AHEAD),
    "ok_line_done/walk": Words(N_("{units} × {item} → {to}."), "", _AHEAD),
    "ok_line_done/walk_part": Words(
        N_("{units} × {item} → {to}. The rest of order {order} is fetched elsewhere."),
        "",
        _AHEAD,
    ),
    "order_complete/walk_order": Words(
        N_("{units} × {item} → {to}. Order {order} is whole."), "", _AHEAD
    ),
    "order_complete/walk_done": Words(
        N_("{units} × {item} → {to}. Walk {walk} is over."),
        "",
        N_("Bring the totes to the table; the scan of one opens its order."),
    ),
    "order_complete/walk_singles": Words(
        N_("{units} × {item} → {to}. All of walk {walk} is fetched."),
        "",
        N_("At the table in the lane, the scan of each product takes its order."),
    ),
    "order_complete/walk_to_sort": Words(
        N_("{units} × {item} → {to}. All of walk {walk} is fetched."), "", _SORT
    ),
    "ok_line_done/walk_replaced": Words(
        N_("{units} × {instead} → {to} instead of {item}, for order {order}."), "", _AHEAD
    ),
    "ok_line_done/walk_replaced_over": Words(
        N_("{units} × {instead} → {to} instead of {item}, for order {order}. All is fetched."),
        "",
        N_("Bring the goods to the table."),
    ),
    # Taken back
    "undone/walk": Words(N_("Taken back: put {units} × {item} back into {bin}."), "", _AHEAD),
    "undone/walk_sort": Words(
        N_("Taken back: {units_said} from place {slot} to the cart."), _LEFT, _NEXT_PRODUCT
    ),
    "info/walk_asked_no_more": Words(N_("That is no longer asked."), "", _AHEAD),
    "info/walk_too_late": Words(
        N_("Somebody has gone on with {order}; this cannot be taken back here."),
        "",
        N_("Open it at the table."),
    ),
    "undone/walk_short": Words(
        N_("Taken back: {units} × {item} are in {bin} after all."), "", _AHEAD
    ),
    "info/walk_replaced_stays": Words(
        N_("That other goods are sent is not taken back here."),
        "",
        N_("Once more takes back what was scanned before it."),
    ),
    "info/walk_counted_since": Words(
        N_("{item} was counted in {bin} since: the books are right, and this stays."),
        "",
        N_("Once more takes back what was scanned before it."),
    ),
    "info/walk_moved_since": Words(
        N_("{item} is promised or fetched elsewhere by now: this stays."),
        "",
        N_("Have {bin} counted. Once more takes back what was scanned before it."),
    ),
    "info/walk_nothing_short": Words(
        N_("Nothing is left to fetch on walk {walk}, so nothing can be missing."), "", ""
    ),
    # The wrong thing in the wrong place
    "wrong_item/walk": Words(N_("No order of walk {walk} wants {item}."), _GOODS, _AHEAD),
    "wrong_item/walk_of_other": Words(
        N_("{item} is not for walk {walk}: {other} fetches it."), _GOODS, _AHEAD
    ),
    "wrong_item/walk_other_bin": Words(
        N_("{item} is to come from {other}, not from {bin}."), _GOODS, _AHEAD
    ),
    "wrong_item/walk_wrong_bin": Words(
        N_("Nothing for walk {walk} is to be taken from {bin}."), _GOODS, _AHEAD
    ),
    "wrong_item/walk_wrong_tote": Words(
        N_("{tote} is the wrong tote."), N_("Tote {right}"), N_("Put the goods into {right}.")
    ),
    "unknown_code/walk": Words(N_("{scanned} is nothing of this walk."), _GOODS, _AHEAD),
    "unknown_code/walk_bin": Words(N_("There is no bin {bin} here."), _GOODS, _AHEAD),
    "unknown_code/walk_number": Words(
        N_("{walk} is not the number of a walk."),
        N_("A walk from the list"),
        N_("Scan the code on its sheet."),
    ),
    "over_quantity/walk": Words(
        N_("{units} × {item} are too many: {room} are wanted here."), _GOODS, _AHEAD
    ),
    "over_quantity/walk_none_left": Words(
        N_("Enough {item} is fetched already."), _GOODS, N_("Put it back. {ahead}")
    ),
    "over_quantity/walk_short": Words(
        N_("{units} × {item} cannot be missing: {room} are still wanted."),
        N_("{room} × {item} or fewer"),
        N_("Type how many are missing, then * and Enter, and say it again."),
    ),
    "needs_confirmation/walk_bin_first": Words(
        N_("The bin comes before the goods."), N_("Bin {next_bin}"), _AHEAD
    ),
    "needs_confirmation/walk_tie": Words(
        N_("{units} × {item} for order {order}, place {to} on the cart."),
        N_("An empty tote for order {order}"),
        N_("Put a tote on place {to}, and scan it."),
    ),
    "needs_confirmation/walk_tote": Words(
        N_("{units} × {item} for order {order}."),
        N_("Tote {to}"),
        N_("Put the goods into {to}, and scan the tote."),
    ),
    "needs_confirmation/walk_not_done": Words(
        N_("Walk {walk} is not over: {left_said} to fetch."), _GOODS, _AHEAD
    ),
    "needs_confirmation/walk_not_sorted": Words(
        N_("Walk {walk} is not sorted: {units_said} in the cart."),
        N_("The products in the cart"),
        N_("Scan each product. Is the rest not in the cart? Press F9 or scan KEMAS:DONE again."),
    ),
    "info/walk_not_in_cart": Words(
        N_("Walk {walk} is over; not in the cart: {units_said} of {names}."),
        "",
        N_("Scan these orders at the table, and say there what is missing."),
    ),
    "ambiguous_code/tote": Words(
        N_("Goods of several orders lie in {tote}: {names}."),
        N_("One of: {names}"),
        N_("Scan or type the order."),
    ),
    # Missing goods, and others instead
    "needs_confirmation/walk_short_reason": Words(
        N_("What is wrong with {item} in {bin}?"),
        N_("A reason"),
        N_("KEMAS:SHORT:OUT empty, :DAMAGED damaged, :WRONGBIN other goods, :REPLACE replaced"),
    ),
    "short/walk": Words(
        N_("{units} × {item} written off ({reason}); not to be had elsewhere: {missing}."),
        _GOODS,
        N_("Their orders wait for stock. {ahead}"),
    ),
    "short/walk_elsewhere": Words(
        N_("{units} × {item} written off ({reason}); others are promised instead."),
        _GOODS,
        _AHEAD,
    ),
    "short/walk_over": Words(
        N_("{units} × {item} written off ({reason}). Nothing else is to be fetched."),
        N_("The goods on the cart"),
        N_("Bring the goods to the table."),
    ),
    "needs_confirmation/walk_replace": Words(
        N_("What goes instead of {units} × {item}?"),
        N_("Other goods, scanned twice"),
        N_("Scan what goes instead. Fewer? Type their number and * first."),
    ),
    "needs_confirmation/walk_replace_again": Words(
        N_("{units} × {instead} instead of {item}, for order {order}?"),
        N_("{instead} once more"),
        N_("Scan {instead} once more to send it instead; Esc leaves it as it was."),
    ),
    "wrong_item/walk_replace_same": Words(
        N_("{item} is what was ordered."),
        N_("Other goods, scanned twice"),
        N_("Scan what goes instead, or press Esc."),
    ),
    # Sorting
    "ok/walk_slot": Words(N_("Place {slot}: {units} × {item}."), _LEFT, _NEXT_PRODUCT),
    "order_complete/walk_slot_full": Words(
        N_("Place {slot}: {units} × {item}. Order {order} is whole."), _LEFT, _NEXT_PRODUCT
    ),
    "ok_line_done/walk_slot_short": Words(
        N_("Place {slot}: {units} × {item}. The rest of order {order} waits for stock."),
        _LEFT,
        _NEXT_PRODUCT,
    ),
    "order_complete/walk_sorted": Words(
        N_("Place {slot}: {units} × {item}. Walk {walk} is sorted."),
        "",
        N_("Scan an order, or the code of its place, to pack it."),
    ),
    "wrong_item/walk_sort": Words(
        N_("No order of walk {walk} still wants {item}."),
        N_("A product of the cart"),
        N_("Put it aside, and scan the next product."),
    ),
    "over_quantity/walk_slot": Words(
        N_("{units} × {item} are too many for one place: {room} go there."),
        N_("{room} × {item} or fewer"),
        N_("Scan them one by one."),
    ),
    "cancelled/walk_put_back": Words(
        N_("{item} belongs to no order any more: {order} does not want it."),
        N_("Goods to put back"),
        N_("Lay it with the goods to put back; it goes to {bin}."),
    ),
    # What others did meanwhile
    "changed/walk_tasks": Words(
        N_("What is to be fetched for {orders} has changed."), _GOODS, _AHEAD
    ),
    "changed/walk_order": Words(
        N_("{orders} changed, and is no part of walk {walk} any more."), _GOODS, _AHEAD
    ),
    "changed/walk_order_picked": Words(
        N_("{orders} changed, and is no part of walk {walk} any more; fetched: {picked}."),
        _GOODS,
        _TOTE_ASIDE,
    ),
    "cancelled/walk_order": Words(
        N_("{orders} is cancelled; nothing more is fetched for it."), _GOODS, _AHEAD
    ),
    "cancelled/walk_order_picked": Words(
        N_("{orders} is cancelled; what was fetched ({picked}) goes back to the shelf."),
        _GOODS,
        _TOTE_ASIDE,
    ),
    "on_hold/walk_order": Words(
        N_("{orders} is on hold; nothing more is fetched for it."), _GOODS, _AHEAD
    ),
    "on_hold/walk_order_picked": Words(
        N_("{orders} is on hold; what was fetched ({picked}) waits with it."),
        _GOODS,
        _TOTE_ASIDE,
    ),
    "taken_over/walk_order": Words(
        N_("{orders} is packed elsewhere; nothing more is fetched for it."), _GOODS, _AHEAD
    ),
    "taken_over/walk_order_picked": Words(
        N_("{orders} is packed elsewhere; fetched so far: {picked}."), _GOODS, _TOTE_ASIDE
    ),
    "cancelled/walk": Words(
        N_("Walk {walk} was cancelled: {reason}."),
        N_("Another walk"),
        N_("Leave the totes at the table. Then take another walk."),
    ),
    "taken_over/walk": Words(
        N_("Walk {walk} was taken over by {who} at {station}."),
        N_("Another walk"),
        N_("Give them the totes. Then take another walk."),
    ),
    "taken_over/walk_over": Words(
        N_("Walk {walk} was ended elsewhere."), N_("Another walk"), _NEXT_ONE
    ),
    "not_claimable/walk_over": Words(
        N_("Walk {walk} is {walk_state}."), N_("A walk from the list"), _NEXT_ONE
    ),
    "not_claimable/walk_held": Words(
        N_("Walk {walk} is in the hands of {who} at {station} since {since}."),
        N_("A walk that nobody has"),
        _TELL,
    ),
    "other_order_open/walk": Words(
        N_("Walk {open} is in hand; {walk} cannot be taken beside it."),
        N_("The end of walk {open}"),
        N_("Finish {open}, or lay it aside first."),
    ),
}
"""Message ids by ``kind/detail``."""
