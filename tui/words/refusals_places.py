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
    "bin_closed": N_(
        "The bin {bin} is closed. Put the goods elsewhere, or open it again: "
        "kemas bins edit {bin} --active yes"
    ),
    "bin_pattern": N_("{pattern} is not a pattern such as A-01-01..A-05-12."),
    "bin_pattern_backwards": N_(
        "{pattern} counts backwards; the lower end comes first, as in A-01..A-12."
    ),
    "bins_too_many": N_("These are {count} bins; at most {most} are made at once."),
    "transfer_unknown": N_("There is no transfer {transfer}."),
}
"""Sentence by code; the placeholders are the parameters of the refusal."""
