"""Refusals about waves, walks and totes."""

from __future__ import annotations

from core.i18n import N_

WALKS: dict[str, str] = {
    "walk_unknown": N_("There is no walk {walk}. To see them all: kemas walks list"),
    "walk_nothing": N_(
        "No order is ready to be picked this way: all that are chosen are short, held, in a walk "
        "or being packed. Choose more widely."
    ),
    "walk_courier_unknown": N_(
        "No order in the queue goes by courier {courier}. Couriers in the queue: {known}."
    ),
    "walk_channel_unknown": N_(
        "No order in the queue comes from channel {channel}. Channels in the queue: {known}."
    ),
    "walk_size": N_("{size} orders to a walk are not between 1 and {most}."),
    "walk_limit": N_("{limit} orders are not between 1 and {most}."),
    "walk_order_not_ready": N_("Order {order} cannot be put into a walk: {why_not}."),
    "walk_other_warehouse": N_("Walk {walk} belongs to another warehouse than this station."),
    "walk_over": N_("Walk {walk} is {walk_state}; nothing can be done with it any more."),
    "walk_moved": N_("Walk {walk} has changed meanwhile. Scan it once more."),
    "walk_step": N_("Walk {walk} is {now}; this cannot be done with it."),
    "tote_of_other": N_("Tote {tote} belongs to order {order}. Take an empty one."),
    "tote_has_goods": N_("{units} units lie in tote {tote}. Put them away first, or take another."),
    "walk_time": N_("{value} is no time of the day; write it like 17:00."),
    "walk_labels_none": N_("Name totes, or say how many places the wall has, with --wall."),
    "wall_full": N_("All places of the sorting wall are taken. Pack what stands there first."),
    "replacement_short": N_(
        "{units} × {sku} are not free: the books have no more of it. Choose other goods, or count."
    ),
}
"""Sentence by code; the placeholders are the parameters of the refusal."""
