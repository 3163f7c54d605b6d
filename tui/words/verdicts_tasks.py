"""Words for pick bins that are filled up, and for what is looked up."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_NEXT_BIN = N_("Scan the next bulk bin, or the next goods of this one.")
_FROM_LIST = N_("Goods from the list")

TASK_WORDS: dict[str, Words] = {
    "ok/replenish_at": Words(
        N_("{from} → {bin}: {units} × {item}. Tasks here: {count}."),
        N_("{units} × {item}"),
        N_("Take them and scan one of them."),
    ),
    "ok/replenish_in_hand": Words(
        N_("{units} × {item} in hand, from {from}."),
        N_("Bin {bin}"),
        N_("Put them into {bin} and scan the bin. Fewer? Type their number, * and scan again."),
    ),
    "ok/replenish_done": Words(N_("{units} × {item} are in {bin} now."), "", _NEXT_BIN),
    "ok/replenish_part": Words(
        N_("{units} × {item} are in {bin} now; {left} more are in {from}."),
        "",
        N_("Bring the rest too, or press Alt+C where it is not there."),
    ),
    "ok/replenish_elsewhere": Words(
        N_("{units} × {item} are now in {other}, not in {bin}."), "", _NEXT_BIN
    ),
    "info/replenish_goes_on": Words(
        N_("{units} × {item} from {from} are still in hand."),
        N_("Bin {bin}"),
        N_("Put them into {bin} and scan the bin."),
    ),
    "info/replenish_laid_back": Words(N_("{item} stays in {from}."), "", _NEXT_BIN),
    "info/replenish_gone": Words(
        N_("{units} × {item} were not in {from}. The bin will be counted."), "", _NEXT_BIN
    ),
    "info/replenish_planned": Words(
        N_("New or larger tasks: {tasks}, units: {units}."),
        "",
        N_("Go to the first bulk bin of the list and scan it."),
    ),
    "info/replenish_nothing_new": Words(
        N_("No pick bin needs more. Tasks that wait: {waiting}."), "", N_("Go on.")
    ),
    "info/lookup_product": Words(
        N_(
            "{looked_up} {called}: {on_hand} on hand, {free} free, {promised} promised, "
            "{blocked} blocked, {coming} coming."
        ),
        "",
        N_("Scan anything else, or F9 looks at the chosen line."),
    ),
    "info/lookup": Words(
        N_("{thing_name} {looked_up} {called}"),
        "",
        N_("Scan anything else, or F9 looks at the chosen line."),
    ),
    "unknown_code/lookup_nothing": Words(
        N_("Nothing goes by {looked_up}."),
        N_("Goods, a bin, an order, a waybill, a lot, a badge …"),
        N_("Scan it again, or type it."),
    ),
    "unknown_code/lookup_unreadable": Words(
        N_("{looked_up} is no code that can be looked up."),
        N_("Goods, a bin, an order, a waybill, a lot, a badge …"),
        N_("Scan it again, or type it."),
    ),
    "unknown_code/lookup_command": Words(
        N_("{looked_up} is a command; here everything is only looked up."),
        N_("Goods, a bin, an order, a waybill, a lot, a badge …"),
        N_("Esc leaves the look-up."),
    ),
    "info/blocked": Words(
        N_("{units} × {item} in {bin} cannot be promised now: {why}."), "", N_("Go on.")
    ),
    "info/blocked_taken": Words(
        N_("{units} × {item} in {bin} cannot be promised now: {why}."),
        "",
        N_("Orders that gave them up: {count}; those that got others at once: {ready}."),
    ),
    "info/unblocked": Words(
        N_("{units} × {item} in {bin} can be promised again."),
        "",
        N_("Orders that wait for them get them now."),
    ),
    "info/home_set": Words(
        N_("{sku} is picked from {bin}, between {least} and {most}."), "", N_("Go on.")
    ),
    "info/home_gone": Words(N_("The pick bin of {sku} is kept filled no more."), "", ""),
    "wrong_item/replenish_no_task": Words(
        N_("Nothing is to be brought from {bin}."),
        N_("Bin {from}"),
        N_("Go to {from} and scan it, or choose from the list."),
    ),
    "wrong_item/replenish_none": Words(
        N_("{item} is not to be brought anywhere."),
        _FROM_LIST,
        N_("Scan goods from the list, or choose them with Enter."),
    ),
    "wrong_item/replenish_other_bin": Words(
        N_("{item} is not taken from this bin."),
        N_("Bin {from}"),
        N_("Lay it back. It is taken from {from}."),
    ),
    "wrong_item/replenish_lot": Words(
        N_("This is lot {lot}, not {meant}."),
        N_("Lot {meant} of {item}"),
        N_("Take the lot that expires first: {meant}."),
    ),
    "wrong_item/replenish_wrong_bin": Words(
        N_("{other} is not where {item} goes."),
        N_("Bin {bin}"),
        N_("Go to {bin} and scan it. To put them into {other} all the same, scan that once more."),
    ),
    "wrong_item/replenish_over": Words(
        N_("Somebody else was quicker: {item} is brought already."),
        _FROM_LIST,
        N_("Lay what you have back into {from}. Then go on."),
    ),
    "wrong_item/replenish_none_there": Words(
        N_("Nothing of {sku} can be taken from {bin}: it is gone, blocked, or being packed."),
        _FROM_LIST,
        N_("Lay it back, and press Alt+C where nothing is there."),
    ),
    "wrong_item/replenish_no_shelf": Words(
        N_("{bin} is no shelf."), N_("A shelf"), N_("Scan the bin that the goods go into.")
    ),
    "over_quantity/replenish_too_many": Words(
        N_("{units} × {sku} are too many: {there} can be taken from {bin} now."),
        N_("{there} × {sku} or fewer"),
        N_("Type the number, * and scan the goods again."),
    ),
    "over_quantity/replenish": Words(
        N_("{units} × {item} are too many: {left} can be taken from {from}."),
        N_("{left} × {item} or fewer"),
        N_("Count them and scan again."),
    ),
}
"""Part of the words in `tui.words.verdicts`."""
