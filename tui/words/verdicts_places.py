"""Words for bins and their walk, and for goods that go from one warehouse to another."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_GOODS = N_("Goods of the transfer")
_NEXT = N_("Scan the next goods, or a bin.")
_DONE = N_("F9 ends the delivery.")

PLACE_WORDS: dict[str, Words] = {
    "info/warehouse_made": Words(N_("The warehouse {warehouse} {name} is made."), "", ""),
    "info/warehouse_changed": Words(N_("The warehouse {warehouse} {name} is changed."), "", ""),
    "info/warehouse_closed": Words(N_("The warehouse {warehouse} {name} is closed."), "", ""),
    "info/warehouse_open": Words(N_("The warehouse {warehouse} {name} is open again."), "", ""),
    "info/place_made": Words(N_("The bin {first} is made."), "", N_("Alt+P prints its label.")),
    "info/places_made": Words(
        N_("{count} bins are made, from {first} to {last}."),
        "",
        N_("Their labels: kemas bins labels."),
    ),
    "info/zone_made": Words(N_("The zone {zone} is made."), "", N_("F6 puts bins into it.")),
    "info/bin_changed": Words(N_("The bin {bin} is changed."), "", ""),
    "info/place_pick": Words(N_("{bin} is a pick bin now."), "", ""),
    "info/place_bulk": Words(N_("{bin} is a bulk bin now."), "", ""),
    "info/place_moved": Words(N_("{bin} has another place in the walk."), "", ""),
    "info/places_walked": Words(N_("{count} bins have another number in the walk."), "", ""),
    "info/place_label": Words(N_("The label of {bin} prints on {printer}."), "", ""),
    "info/goods_moved": Words(
        N_("{units} × {sku} went from {from} to {bin}; {left} are left there.{can_go}"), "", ""
    ),
    "info/goods_broken": Words(
        N_("{units} × {sku} went to {bin}: {count} orders gave them up, {ready} got others."),
        "",
        "",
    ),
    "info/place_lies": Words(N_("In {bin}: {inside}."), "", ""),
    "info/place_empty": Words(N_("Nothing lies in {bin}."), "", ""),
    "info/place_walk_begun": Words(
        N_("The walk is said by scanning."),
        N_("The bins, in the order in which they are walked"),
        N_("Scan the first bin. F9 ends it."),
    ),
    "info/place_walk_ended": Words(N_("The walk is said: {count} bins were scanned."), "", ""),
    "ok/place_walked": Words(
        N_("{bin} is number {count} of the walk."), "", N_("Scan the next bin. F9 ends it.")
    ),
    "unknown_code/place_unknown": Words(
        N_("There is no bin {bin}."), N_("A bin"), N_("F7 makes it.")
    ),
    "info/order_routed": Words(N_("The order {order} goes to {warehouse} now."), "", ""),
    "info/order_routed_short": Words(
        N_("The order {order} goes to {warehouse} now; {missing} units are missing there."), "", ""
    ),
    "info/order_there": Words(N_("The order {order} is in {warehouse} already."), "", ""),
    # Transfers
    "info/transfer_made": Words(
        N_("{transfer} to {to} is begun."), "", N_("F6 adds lines; F9 sends it.")
    ),
    "info/transfer_line": Words(N_("{transfer}: {quantity} × {sku}."), "", ""),
    "info/transfer_line_out": Words(N_("{transfer}: {sku} is taken out."), "", ""),
    "info/transfer_sent": Words(
        N_("{transfer} is on its way to {to}; units: {units}."),
        "",
        N_("Take them from: {from_bins}."),
    ),
    "info/transfer_cancelled": Words(
        N_("{transfer} is cancelled; its goods lie where they lay."), "", ""
    ),
    "info/transfer_begun": Words(
        N_("{transfer} from {from} is in hand; on its way: {left}."),
        _GOODS,
        N_("Scan the goods. F6 takes in what was sent."),
    ),
    "info/transfer_all_here": Words(N_("All of {transfer} is here already."), "", _DONE),
    "info/transfer_goes_on": Words(N_("Receiving {transfer} goes on."), _GOODS, _NEXT),
    "info/transfer_left": Words(N_("Still on its way with {transfer}: {goods}."), "", _NEXT),
    "info/transfer_whole": Words(N_("All of {transfer} is here."), "", _DONE),
    "info/transfer_ended_short": Words(
        N_("This delivery is in. Still on its way with {transfer}: {goods}."), "", ""
    ),
    "info/transfer_lost": Words(N_("Missing with {transfer}: {units}."), "", _DONE),
    "ok/transfer_arrived": Words(
        N_("{units} × {item} to {bin}: {received} of {sent} received.{can_go}"),
        N_("{left} more of it"),
        _NEXT,
    ),
    "ok_line_done/transfer_arrived": Words(
        N_("{units} × {item} to {bin}: all {sent} received.{can_go}"), "", _NEXT
    ),
    "ok_line_done/transfer_arrived_lines": Words(
        N_("{count} products are received as they were sent.{can_go}"), "", _NEXT
    ),
    "ok_line_done/transfer_arrived_all": Words(
        N_("All of {transfer} is here; the last is in {bin}.{can_go}"), "", _DONE
    ),
    "undone/transfer_undone": Words(
        N_("{units} × {item} taken back: {received} of {sent} received."), "", _NEXT
    ),
    "wrong_item/transfer_not_sent": Words(
        N_("{item} was not sent with {transfer}."), _GOODS, N_("Put it aside.")
    ),
    "needs_confirmation/transfer_first": Words(
        N_("{scanned} is scanned, but no transfer is in hand."),
        N_("The number of a transfer"),
        N_("Scan or type it, or choose one in the list (Alt+T) and press F9."),
    ),
}
"""Words by ``kind/detail``."""
