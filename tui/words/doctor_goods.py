"""Words for what `kemas doctor` finds about goods: stock, lots, places, promises and tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.i18n import N_

_REBUILD = N_("Set it right with: kemas doctor --repair {check}; then count bin {bin}.")
_STRANGER = N_("Some other program wrote this. Report it with: kemas orders show {order_no}")
_COUNT = N_("Count bin {bin} with: kemas stock count {sku} {bin} UNITS")
AGAIN = N_(
    "Hold it and release it: kemas orders hold {order_no} --reason WHY, "
    "then kemas orders release {order_no}"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a kind of finding, and what to do next."""

    what: str
    then: str


GOODS_FOUND: Mapping[str, Said] = {
    "stock_differs": Said(N_("{sku} in {bin}: {kept} on hand, the moves say {rebuilt}."), _REBUILD),
    "reserved_differs": Said(
        N_("{sku} in {bin}: {kept} promised, orders and drafts hold {rebuilt}."), _REBUILD
    ),
    "bounds_broken": Said(N_("{sku} in {bin}: {reserved} promised of {on_hand} on hand."), _COUNT),
    "put_back_differs": Said(
        N_("{sku} in {bin}: {kept} lie loose there, tasks to put back name {rebuilt}."),
        N_("Look into {bin} and put back or write off what lies there: kemas stock put-back list"),
    ),
    "serial_over": Said(
        N_("{units} × {sku} carry the serial number {lot}; there is but one."),
        N_("Look which is right: kemas stock lots {sku} --lot {lot}; then: kemas stock assign"),
    ),
    "lot_missing": Said(
        N_("{on_hand} × {sku} in {bin} have no lot, although it is tracked."),
        N_("Say it with: kemas stock assign {sku} {bin} UNITS --lot LOT"),
    ),
    "lot_not_known": Said(
        N_("{on_hand} × {sku} in {bin} are of lot {lot}, of which nothing is written down."),
        N_("Write it down with: kemas products track {sku} --by lot"),
    ),
    "lot_without_day": Said(
        N_("Nobody knows when lot {lot} of {sku} in {bin} expires."),
        N_("Say it with: kemas stock lot {sku} {lot} --expires DAY"),
    ),
    "expired_on_shelf": Said(
        N_("{on_hand} × {sku} of lot {lot} in {bin} expired on {day}."),
        N_("Lay them aside with: kemas stock expired --move"),
    ),
    "move_across": Said(
        N_(
            "Move {move}: {quantity} × {sku} went from {from_bin} to {to_bin} of another warehouse."
        ),
        N_("Count both bins: {from_bin} and {to_bin}."),
    ),
    "transit_differs": Said(
        N_("{sku} in {bin} of {warehouse}: {kept} lie there, transfers say {rebuilt}."),
        N_("Look which is right: kemas transfers list --search {sku}; then count {bin}."),
    ),
    "transfer_line_differs": Said(
        N_("Transfer {transfer}, {sku}: {kept} are on their way, its steps say {rebuilt}."),
        N_("Look which is right: kemas transfers show {transfer}"),
    ),
    "bin_closed_full": Said(
        N_("{units} units lie in {bin} of {warehouse}, which is closed."),
        N_("Open it with: kemas bins edit {bin} --active yes --warehouse {warehouse}"),
    ),
    "promise_over": Said(
        N_("Order {order_no} is {fulfilment} and still holds {quantity} × {sku} in {bin}."),
        _STRANGER,
    ),
    "promise_elsewhere": Said(
        N_("Order {order_no} holds {quantity} × {sku} in {bin} of another warehouse."), _STRANGER
    ),
    "promise_mixed": Said(
        N_("Order {order_no} holds {quantity} × {sku} in {bin} for a line that is not its own."),
        _STRANGER,
    ),
    "promise_too_many": Said(
        N_("Order {order_no} holds {held} × {sku} and needs {needed}."), _STRANGER
    ),
    "promise_too_few": Said(
        N_("Order {order_no} is {fulfilment}, but holds {held} × {sku} and needs {needed}."),
        AGAIN,
    ),
    "hold_expired": Said(
        N_("{quantity} × {sku} in {bin} are held for a draft that ended {minutes} minutes ago."),
        N_("Set them free with: kemas doctor --repair holds; or start a worker."),
    ),
    "block_overdue": Said(
        N_("{quantity} × {sku} in {bin} are blocked although the time of block {block} is over."),
        N_("Set them free with: kemas stock unblock {block}; or start a worker."),
    ),
    "block_astray": Said(
        N_("Block {block} holds {quantity} × {sku} in {bin}, which is no shelf of its warehouse."),
        N_("Set them free with: kemas stock unblock {block}"),
    ),
    "home_astray": Said(
        N_("The pick bin {bin} of {sku} is no shelf of its warehouse."),
        N_("Choose another with: kemas stock home {sku} BIN --min N --max N"),
    ),
    "replenish_astray": Said(
        N_("Task {task} would bring {quantity} × {sku} from {from_bin} to {to_bin}: not possible."),
        N_("End it with: kemas replenish do {task} --short"),
    ),
    "walk_task_left": Said(
        N_("{sku} in {bin} for {order_no} is still to be fetched on walk W{walk}, which is over."),
        N_("Look at the order: kemas orders show {order_no}; plan it anew: kemas walks plan"),
    ),
    "walk_task_units": Said(
        N_("Walk W{walk}, {sku} in {bin} for {order_no}: {picked} of {quantity} do not fit."),
        N_("Count what lies in the tote of {order_no}: kemas walks show W{walk}"),
    ),
    "count_task_left": Said(
        N_("Bin {bin} is still to be counted by {count}, which is over."),
        N_("Some other program wrote this. Look at it with: kemas counts show {count}"),
    ),
    "count_line_differs": Said(
        N_("{count}, {sku} in {bin}: counted {rebuilt} off the books, posted {kept}."),
        N_("Count it anew: kemas counts new {bin}"),
    ),
    "purchase_line_differs": Said(
        N_("{purchase}, {sku}: {kept} received, its deliveries say {rebuilt}."),
        N_("Look which is right: kemas purchases show {purchase}; then count {sku}."),
    ),
    "purchase_unfit": Said(
        N_("{purchase} is {state}: {received} units are here, {lines} lines are not whole."),
        N_("Some other program wrote this. Look at it with: kemas purchases show {purchase}"),
    ),
}
"""By the code of a finding."""
