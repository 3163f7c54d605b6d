"""Refusals about warehouses, zones, bins, and goods that go from one warehouse to another."""

from __future__ import annotations

from core.i18n import N_

PLACES: dict[str, str] = {
    "warehouse_code_needed": N_("A warehouse needs a code."),
    "warehouse_exists": N_("There is a warehouse {warehouse} already."),
    "warehouse_rank": N_("The rank {rank} is not between {low} and {high}."),
    "warehouse_closed": N_(
        "The warehouse {warehouse} is closed. Choose another one, or open it again: "
        "kemas warehouses edit {warehouse} --active yes"
    ),
    "warehouse_last": N_("{warehouse} is the only open warehouse; it cannot be closed."),
    "warehouse_has_stock": N_(
        "{units} units still lie in {warehouse} or are on their way from it. Send them to "
        "another warehouse first: kemas transfers new"
    ),
    "warehouse_has_orders": N_(
        "{count} orders of {warehouse} are not done yet. Route them to another warehouse first: "
        "kemas orders route"
    ),
    "warehouse_has_transfers": N_(
        "The transfer {transfer} to or from {warehouse} is not done yet. Receive or cancel it "
        "first."
    ),
    "warehouse_has_purchases": N_(
        "The purchase order {purchase} is to come to {warehouse}. "
        "Receive, close or cancel it first."
    ),
    "zone_code_needed": N_("A zone needs a code."),
    "zone_exists": N_("There is a zone {zone} already."),
    "zone_unknown": N_("There is no zone {zone}. Known: {known}."),
    "walk_impossible": N_("{walk} is no place in a walk; use a number from 0 to {most}."),
    "bin_code_needed": N_("A bin needs a code."),
    "bin_code_reserved": N_("{bin} is a place of Kemas itself; choose another code."),
    "bin_exists": N_("{bin}: there already. Nothing was made; leave these out."),
    "bin_twice": N_("{bin} is named twice. Name each bin once."),
    "bin_special": N_("{bin} is a place of Kemas itself; it is never changed."),
    "bin_not_empty": N_(
        "{units} units lie in {bin}, of {sku} and others. Move them to another bin first."
    ),
    "purpose_unknown": N_("{value} is neither pick nor bulk."),
    "bin_closed": N_(
        "The bin {bin} is closed. Put the goods elsewhere, or open it again: "
        "kemas bins edit {bin} --active yes"
    ),
    "bin_pattern": N_("{pattern} is not a pattern such as A-01-01..A-05-12."),
    "bin_pattern_backwards": N_(
        "{pattern} counts backwards; the lower end comes first, as in A-01..A-12."
    ),
    "bins_too_many": N_("These are {count} bins; at most {most} are made at once."),
    "route_begun": N_(
        "Work on the order {order} has begun in {warehouse}. Only an order that nobody has begun "
        "goes elsewhere."
    ),
    "transfer_step": N_("The transfer {transfer} is {state}; this cannot be done with it."),
    "transfer_nowhere": N_(
        "There is no other open warehouse. Make one first: kemas warehouses add CODE"
    ),
    "transfer_elsewhere": N_(
        "{transfer} is the affair of the warehouse {warehouse}; it is done at a station there."
    ),
    "transfer_none_in_hand": N_("No transfer is in hand. Scan the number of one first."),
    "transfer_unknown": N_("There is no transfer {transfer}."),
    "transfer_to_itself": N_("The goods are in {warehouse} already. Name another warehouse."),
    "transfer_not_draft": N_("The transfer {transfer} is {state}; only a draft can be changed."),
    "transfer_quantity": N_("{quantity} × {sku} is not between 1 and {most}."),
    "transfer_lines": N_(
        "{count} products are too many for one transfer; at most {most}. Make a second one."
    ),
    "transfer_empty": N_("The transfer {transfer} has no lines yet."),
    "transfer_not_enough": N_(
        "{wanted} × {sku} shall go, but only {free} are free in {warehouse}. Send fewer, or what "
        "there is with --short."
    ),
    "transfer_begun": N_(
        "Some of {transfer} has arrived. Receive the other {units} units, or finish it as "
        "missing: kemas transfers receive {transfer} --finish --note WHY"
    ),
    "transfer_done": N_("The transfer {transfer} is {state}; it cannot be called off."),
    "transfer_moved": N_("The transfer {transfer} has changed meanwhile. Look at it again."),
    "transfer_takes_nothing": N_(
        "The transfer {transfer} is {state}; nothing can be received for it."
    ),
    "transfer_not_sent": N_("{sku} was not sent with {transfer}. Put it aside."),
    "transfer_over": N_(
        "{units} × {sku} are too many: {sent} were sent with {transfer}, {left} are on their way. "
        "Count again; what is really over is counted into its bin: kemas stock count"
    ),
    "transfer_key_used": N_("The key {key} was used for other goods already."),
    "transfer_lot_needed": N_("Several lots of {sku} are on their way: {lots}. Say which came."),
    "transfer_lot_unknown": N_("{sku} of lot {lot} was not sent. On their way: {lots}."),
    "transfer_note_needed": N_("Say what is wrong with {sku}: damaged or missing needs a note."),
    "transfer_undone": N_("This arrival of {sku} is taken back already."),
}
"""Sentence by code; the placeholders are the parameters of the refusal."""
