"""Refusals about goods that are blocked, looked up, or brought to their pick bins."""

from __future__ import annotations

from core.i18n import N_

TASKS: dict[str, str] = {
    "bin_not_shelf": N_("{bin} is no shelf. Name the shelf that the goods lie on."),
    "stock_none_there": N_(
        "There is no {sku} in {bin}. A look-up says where it lies: Ctrl+L, or kemas lookup {sku}"
    ),
    "stock_which_lot": N_("Several lots of {sku} lie in {bin}: {lots}. Say which one, with --lot."),
    "move_same_bin": N_("{sku} lies in {bin} already. Name the bin that it goes to."),
    "move_note_needed": N_("Say what is wrong with the damaged {sku}: --note, or in its field."),
    "move_none_free": N_(
        "Nothing can be taken of {sku} in {bin}: it is blocked, or somebody picks or packs it."
    ),
    "move_too_many": N_(
        "{units} × {sku} are not between 1 and {there}: no more can be taken from {bin}; "
        "the rest is not there, blocked, or somebody packs it."
    ),
    "block_quantity": N_("{units} is not between 1 and {most}."),
    "block_until_past": N_("{until} is over already. Name a later moment."),
    "block_too_many": N_("{units} × {sku} are too many: {on_hand} lie in {bin}."),
    "block_promised": N_(
        "Of {sku} in {bin} {free} are free, {promised} are promised or blocked. "
        "Block no more than {free}, or take them from orders with --take."
    ),
    "block_worked_on": N_(
        "{held} of {units} × {sku} in {bin} are being packed, typed in or blocked already. "
        "Block no more than {free}, or wait until the orders are done."
    ),
    "block_unknown": N_("There is no block {block}. To see them: kemas stock blocks"),
    "block_ended": N_("Block {block} of {sku} has ended already."),
    "replenish_key_used": N_("The key {key} was used for other goods already."),
    "lookup_nothing": N_("Nothing goes by {looked_up}. Check the code, or type a part in a list."),
    "lookup_unreadable": N_("{looked_up} is no code that can be looked up. Scan it again."),
    "lookup_command": N_("{looked_up} is a command. Scan goods, a bin, an order or a paper."),
    "home_not_pick": N_("{bin} is a bulk bin. Name a bin that goods are picked from."),
    "home_bounds": N_(
        "{least} to {most} cannot be for {sku}: at least 0, at most {limit}, the lower first."
    ),
    "home_unknown": N_("{sku} has no pick bin of its own. To see them: kemas stock homes"),
    "home_incomplete": N_("Name the pick bin of {sku}, with --min and --max; or --drop."),
    "replenish_unknown": N_("There is no task {task}. To see them: kemas replenish list"),
    "replenish_done": N_("Task {task} with {sku} is done already."),
    "replenish_same_bin": N_("{sku} lies in {bin} already. Name the bin that it goes to."),
    "replenish_too_many": N_(
        "{units} × {sku} are not between 1 and {there}: no more can be taken from {bin}; "
        "the rest is blocked, or somebody packs it."
    ),
    "replenish_none_there": N_(
        "Nothing can be taken of {sku} in {bin}: it is gone, blocked, or somebody packs it."
    ),
    "replenish_short_bin": N_("Say with --quantity how many went to that bin."),
    "block_less": N_("Block {block} holds {blocked} × {sku}, not {units}."),
}
