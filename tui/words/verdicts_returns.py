"""Words for goods that come back: put back after a cancel, and returns."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_NEXT_GOODS = N_("Scan the next goods.")

_NEXT_ITEM = N_("Scan an item.")
_CLOSE = N_("Press F9 or scan KEMAS:DONE to close the inspection.")
_SETTLE = N_("F9 settles it: money back, other goods, or nothing.")

RETURN_WORDS: dict[str, Words] = {
    # Goods to put back
    "ok/put_back_in_hand": Words(
        N_("{units} × {item} in hand, from {from}."),
        N_("Bin {bin}"),
        N_("Put them into {bin} and scan the bin."),
    ),
    "ok/put_back_any": Words(
        N_("{units} × {item} in hand, from {from}."),
        N_("A bin"),
        N_("Put them into a bin and scan the bin."),
    ),
    "ok/put_back_done": Words(N_("{units} × {item} are back in {bin}."), "", _NEXT_GOODS),
    "ok/put_back_part": Words(
        N_("{units} × {item} are back in {bin}; {left} more wait."), "", _NEXT_GOODS
    ),
    "ok/put_back_elsewhere": Words(
        N_("{units} × {item} are now in {bin}, not in {meant}."), "", _NEXT_GOODS
    ),
    "ok/put_back_damaged": Words(
        N_("{units} × {item} are put aside as damaged: {bin}."), "", _NEXT_GOODS
    ),
    "info/put_back_lost": Words(
        N_("{units} × {item} are written off: they were not in {from}."), "", _NEXT_GOODS
    ),
    "wrong_item/put_back_none": Words(
        N_("{item} does not wait to be put back."),
        N_("Goods from the list"),
        N_("Scan goods from the list, or choose them with Enter."),
    ),
    "over_quantity/put_back": Words(
        N_("{units} × {item} are too many: {left} wait to be put back."),
        N_("{left} × {item} or fewer"),
        N_("Count them and scan again."),
    ),
    "needs_confirmation/put_back_first": Words(
        N_("{bin} is scanned, but no goods are in hand."),
        N_("Goods from the list"),
        N_("Scan the goods first, then the bin."),
    ),
    # Returns: the label, each item, then where it goes
    "info/return_new": Words(
        N_("Return {code} is here: {expected_units} of order {order}."),
        next=_NEXT_ITEM,
    ),
    "info/return_open": Words(
        N_("Return {code}: {good} good, {damaged} damaged of {expected}."),
        next=_NEXT_ITEM,
    ),
    "info/return_goes_on": Words(
        N_("Return {code} goes on: {good} good, {damaged} damaged of {expected}."),
        next=_NEXT_ITEM,
    ),
    "info/return_item_goes_on": Words(
        N_("{units} × {item} in hand, of return {code}."),
        N_("The bin it goes into, now in: {bins}"),
        N_("Good: scan its bin. Damaged: press Alt+M, or scan DAMAGED."),
    ),
    "info/return_all_goes_on": Words(
        N_("Return {code}: everything is inspected."),
        "",
        _CLOSE,
    ),
    "info/put_back_goes_on": Words(
        N_("{units} × {item} in hand, from {from}."),
        N_("Bin {bin}"),
        N_("Put them into {bin} and scan the bin."),
    ),
    "info/put_back_any_goes_on": Words(
        N_("{units} × {item} in hand, from {from}."),
        N_("A bin"),
        N_("Put them into a bin and scan the bin."),
    ),
    "info/return_announced": Words(
        N_("Return {code} is expected: {expected_units} of order {order}."),
        "",
        N_("Scan its label when it comes."),
    ),
    "info/return_to_settle": Words(
        N_("Return {code} is inspected: {good} good, {damaged} damaged."),
        "",
        _SETTLE,
    ),
    "info/return_settled": Words(N_("Return {code} is settled.{refund}"), "", ""),
    "info/return_exchanged": Words(
        N_("Return {code} is settled: order {new} is made for it.{refund}"), "", ""
    ),
    "info/return_exchanged_short": Words(
        N_(
            "Return {code} is settled: order {new} is made for it; {count} units of it "
            "are on no shelf.{refund}"
        ),
        N_("It waits until they come."),
        "",
    ),
    "info/return_refused": Words(
        N_("Return {code} is refused."),
        "",
        N_("What came goes back to the buyer."),
    ),
    "info/return_refused_stay": Words(N_("Return {code} is refused; its goods stay here."), "", ""),
    "ok/return_item": Words(
        N_("{units} × {item} in hand, of return {code}."),
        N_("The bin it goes into, now in: {bins}"),
        N_("Good: scan its bin. Damaged: press Alt+M, or scan DAMAGED."),
    ),
    "ok/return_good": Words(N_("{units} × {item} good, now in {bin}."), next=_NEXT_ITEM),
    "ok/return_damaged": Words(N_("{units} × {item} damaged, now in {bin}."), next=_NEXT_ITEM),
    "ok_line_done/return_all": Words(
        N_("{units} × {item} good, now in {bin}. All of {code} is inspected."), "", _CLOSE
    ),
    "ok_line_done/return_all_damaged": Words(
        N_("{units} × {item} damaged, now in {bin}. All of {code} is inspected."), "", _CLOSE
    ),
    "ok_line_done/return_inspected": Words(
        N_("Return {code} is inspected: {good} good, {damaged} damaged."),
        "",
        _SETTLE,
    ),
    "undone/return": Words(
        N_("{units} × {item} taken back from {bin}."), "", N_("Take it out again and scan it anew.")
    ),
    "undone/return_item": Words(N_("{units} × {item} no longer in hand."), "", _NEXT_ITEM),
    "wrong_item/return": Words(
        N_("{item} is not part of order {order}."),
        next=N_("Put it aside for the office: search for whose it is. Then scan what is needed."),
    ),
    "over_quantity/return": Words(
        N_("{units} × {item} are too many: return {code} expects {room} more."),
        N_("{room} × {item} or fewer"),
        N_("Count again. If more came than was announced, register another return with F7."),
    ),
    "needs_confirmation/return_first": Words(
        N_("{item} is scanned, but no return is in hand."),
        N_("The label, the order number or the return"),
        N_("Scan one of them first, or choose a return and press F9."),
    ),
    "needs_confirmation/return_item_first": Words(
        N_("{bin} is scanned, but no item is in hand."),
        N_("An item of the return"),
        N_("Scan the item first, then the bin."),
    ),
    "needs_lot/return_lot": Words(
        N_("Nothing counted yet: with which lot or serial number was {item} sent?"),
        N_("What stands on it. Sent: {sent}"),
        N_("Scan or type it."),
    ),
    "needs_lot/return_lot_not_sent": Words(
        N_("{item} with {lot} was not sent with order {order}."),
        N_("What was sent: {sent}"),
        N_("Look at it again and scan or type it. If it is another one, put it aside."),
    ),
    "needs_confirmation/return_bin": Words(
        N_("{other} is not counted: {units} × {item} is still in hand."),
        N_("The bin for {item}"),
        N_("Scan its bin first, or F8 to let it go."),
    ),
    "needs_confirmation/return_bin_first": Words(
        N_("{units} × {item} is still in hand."),
        N_("The bin for {item}"),
        N_("Scan its bin, or F8 to let it go. Then close the inspection."),
    ),
    "needs_confirmation/return_less": Words(
        N_("Not everything of return {code} came."),
        next=N_("Scan the rest, or press F9 again to close it without."),
    ),
}
"""Words by ``kind/detail``."""
