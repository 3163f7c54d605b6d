"""Words for bins that are counted by scans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import N_, _, ngettext
from tui.words import verdicts_parts as parts
from tui.words.verdicts_parts import Words

_GOODS = N_("Goods of {bin}")
_ITS_GOODS = N_("{goods_list} in {bin}")
_COUNT_ON = N_("Scan each item. {done_here} when all of {bin} is counted.")
_NEXT_BIN = N_("Scan the next bin.")
_A_BIN = N_("A bin")
_SCAN_BIN = N_("Scan the code of the bin first.")

COUNTING_WORDS: dict[str, Words] = {
    "info/count_into": Words(N_("{closed}Count {bin}."), _GOODS, _COUNT_ON),
    "info/count_only": Words(
        N_("{closed}Count only {goods_list} in {bin}."), _ITS_GOODS, _COUNT_ON
    ),
    "info/count_only_again": Words(
        N_("{closed}Count {goods_list} in {bin} once more."), _ITS_GOODS, _COUNT_ON
    ),
    "ok/counted": Words(N_("{item}: {total} in {bin}."), "", N_("Scan the next item.")),
    "ok/counted_of": Words(
        N_("{item}: {total} in {bin}, {expected} should be there."), "", N_("Scan the next item.")
    ),
    "ok/count_set": Words(N_("{item} in {bin} set to {total}."), "", N_("Scan the next item.")),
    "ok/count_set_of": Words(
        N_("{item} in {bin} set to {total}; {expected} should be there."),
        "",
        N_("Scan the next item."),
    ),
    "undone/count_undone": Words(
        N_("Taken back. {item} in {bin}: {total}."), "", N_("Scan the next item.")
    ),
    "info/count_nothing_to_undo": Words(
        N_("Nothing is counted in {bin} yet."), _GOODS, N_("Scan each item.")
    ),
    "info/count_quantity": Words(
        N_("The next item scanned is there {units} times."), _GOODS, N_("Scan it.")
    ),
    "info/count_so_far": Words(N_("{bin} so far: {goods_list}."), _GOODS, _COUNT_ON),
    "info/count_nothing_asked": Words(N_("Nothing was asked."), "", N_("Go on.")),
    "info/count_not_asked": Words(
        N_("{item} is not to be counted now."), "", N_("Leave it, and scan the next item.")
    ),
    "info/count_again": Words(
        N_("{bin} is too far off: {goods_list} will be counted once more."),
        "",
        N_("Scan {bin} again now, or {next_bin}."),
    ),
    "info/count_again_other": Words(
        N_("{bin} is too far off: somebody else counts {goods_list} once more."), "", _NEXT_BIN
    ),
    "info/count_left": Words(N_("{bin} was given back."), "", _NEXT_BIN),
    "info/count_none_in_hand": Words(
        N_("No bin is being counted here."), _A_BIN, N_("Scan a bin, or press Alt+P to post.")
    ),
    "ok_line_done/count_bin_done": Words(
        N_("{bin} is counted: {units_said}. Bins left: {left}."), "", N_("Go on with {next_bin}.")
    ),
    "ok_line_done/count_all_done": Words(
        N_("{bin} is counted, and with it all of {count}."), "", N_("It can be posted now.")
    ),
    "ok_line_done/count_all_moved": Words(
        N_("{bin} is counted, and with it all of {count}. Moved meanwhile: {goods_list}."),
        "",
        N_("Look at {count} with Enter; Alt+P posts it as it was counted, Alt+R counts again."),
    ),
    "needs_confirmation/count_empty": Words(
        N_("Nothing was scanned in {bin}."),
        N_("Whether {bin} is empty"),
        N_("If it is, {yes}. Else scan what lies there."),
    ),
    "needs_lot/count_lot": Words(
        N_("{item} is counted lot by lot."), N_("The lot or serial number"), N_("Scan or type it.")
    ),
    "over_quantity/count_serial_twice": Words(
        N_("{item} {lot} is counted already."), _GOODS, N_("Scan the next item.")
    ),
    "unknown_code/count_unknown": Words(
        N_("{scanned} is not known. It is noted that it lies in {bin}."),
        _GOODS,
        N_("Scan the next item."),
    ),
    "unknown_code/count_number": Words(
        N_("{scanned} is no code."), _GOODS, N_("To say how many there are: type 12* and scan it.")
    ),
    "unknown_code/count_unreadable": Words(
        N_("{scanned} could not be read."), _GOODS, N_("Scan it again.")
    ),
    "unknown_code/count_no_meaning": Words(
        N_("{scanned} means nothing while counting."), _GOODS, N_("Scan goods or a bin.")
    ),
    "ambiguous_code/count_which": Words(
        N_("{scanned} may be {skus}."), N_("One of them"), N_("Scan or type the SKU.")
    ),
    "wrong_item/count_bin_first": Words(N_("It is not known which bin."), _A_BIN, _SCAN_BIN),
    "wrong_item/count_bin_not_in": Words(
        N_("{bin} is not to be counted."), N_("A bin from the list"), N_("F7 has it counted.")
    ),
    "wrong_item/count_bin_counted": Words(
        N_("{bin} is counted already in {count}."),
        N_("A bin from the list"),
        N_("To count it once more, choose it and press Alt+R."),
    ),
    "wrong_item/count_bundle": Words(
        N_("{item} is a bundle of {goods_list}."),
        N_("Its parts"),
        N_("Scan what is in it, one by one."),
    ),
    "wrong_item/count_not_empty": Words(
        N_("Something was counted in {bin}; it is not empty."),
        _GOODS,
        N_("Take the scans back with {undo_here}, or go on."),
    ),
    "not_claimable/count_taken": Words(
        N_("{holder} counts {bin} now."),
        N_("Another bin"),
        N_("Scan another one. To take it over and begin anew, scan {bin} once more."),
    ),
    "not_allowed/count_other": Words(
        N_("You counted {bin} before: somebody else has to."), N_("Another bin"), _NEXT_BIN
    ),
    "info/count_made": Words(
        N_("{count} is made. Bins: {bins_total}."), "", N_("Go to the first bin and scan it.")
    ),
    "info/count_plan_set": Words(N_("{plan}: counted by itself, next on {day}."), "", ""),
    "info/count_plan_ended": Words(N_("Nothing more is counted by {plan}."), "", ""),
    "info/count_posted": Words(N_("{count} is posted: {found_said}"), "", N_("Scan the next bin.")),
    "info/count_printed": Words(
        N_("The sheet of {count} comes out of {printer}."), "", N_("Take it along.")
    ),
    "info/count_cancelled": Words(N_("{count} is cancelled."), "", _NEXT_BIN),
    "info/count_asked_again": Words(N_("{bin} will be counted once more."), "", N_("Scan {bin}.")),
    "info/count_kept": Words(
        N_("{item} stays as it was counted."), "", N_("Go on, or post with Alt+P.")
    ),
}


def said_here(params: Mapping[str, Any], *, keys: bool) -> dict[str, str]:
    """The pieces that only sentences of counting have."""
    some = [
        one if isinstance(one, str) else f"{one[0]} × {one[1]}" for one in params.get("goods", ())
    ]
    told = {
        "goods_list": parts.short(", ".join(some)) or _("nothing"),
        "next_bin": parts.short(params.get("next") or "") or _("another bin"),
        "closed": _closed(params.get("closed")),
        "done_here": _("Press F9") if keys else _("Scan KEMAS:DONE"),
        "undo_here": _("F8") if keys else "KEMAS:UNDO",
    }
    if isinstance(params.get("units"), int):
        told["units_said"] = parts.units(params["units"])
    if "off" in params:
        told["found_said"] = posted_said(params)
    return told


def posted_said(params: Mapping[str, Any]) -> str:
    """What a posted count changed, and whose goods it took."""
    from core.i18n import language
    from core.money import Money, show

    if not params["off"]:
        return _("the books were right.")
    said = _("{off} of {lines} differed, +{more} −{less}, worth {value}.").format(
        off=params["off"],
        lines=parts.lines(int(params["lines"])),
        more=params["more"],
        less=params["less"],
        value=show(Money(int(params["value"]), str(params["currency"])), language()),
    )
    promised, waiting = int(params["promised"]), int(params["waiting"])
    if promised:
        told = ngettext(
            "{count} order gets its goods from another bin.",
            "{count} orders get their goods from another bin.",
            promised,
        )
        said += " " + told.format(count=promised)
    if waiting:
        told = ngettext(
            "{count} order waits for stock again.",
            "{count} orders wait for stock again.",
            waiting,
        )
        said += " " + told.format(count=waiting)
    return said


def _closed(before: Mapping[str, Any] | None) -> str:
    """What became of the bin before, as a sentence in front."""
    if not before:
        return ""
    place = parts.short(before["params"].get("bin", ""))
    if before["detail"] == "count_again":
        return _("{bin} is too far off, count it once more.").format(bin=place) + " "
    if before["detail"] == "count_again_other":
        return _("{bin} is too far off, somebody else counts it.").format(bin=place) + " "
    return _("{bin} is counted.").format(bin=place) + " "
