"""Words for what was done about shops at sales channels."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

CHANNEL_WORDS: dict[str, Words] = {
    "info/channel_asked": Words(
        N_("{shop}: asked for what is new."), "", N_("New orders show in the queue.")
    ),
    "info/channel_paused": Words(
        N_("{shop} is left alone."), "", N_("The same key goes on with it.")
    ),
    "info/channel_goes_on": Words(N_("{shop} goes on from where it was left."), "", ""),
    "info/wish_granted": Words(
        N_("{shop} is told that {order} may be cancelled."),
        "",
        N_("It leaves the queue as soon as {shop} says so."),
    ),
    "info/wish_refused": Words(
        N_("{shop} is told that {order} is not cancelled."),
        "",
        N_("It goes on as soon as {shop} says so."),
    ),
    "info/labels_begun": Words(
        N_("Labels of {walk}: being made {wanted}, out already {printed}, not needed {left_out}."),
        next=N_("They print in walking order; F6 shows how they stand."),
    ),
    "info/way_chosen": Words(
        N_("{order} leaves so: {way}."),
        next=N_("Scan the items. {shop} is told with the last one."),
    ),
    "info/way_sent": Words(
        N_("{order} leaves so: {way}."),
        "",
        N_("{shop} is told now; the label comes by itself."),
    ),
    "info/listing_drawn_up": Words(
        N_("{sku} is drawn up for {shop}."), "", N_("Fill in what it asks for, then send it off.")
    ),
    "info/listing_filled_in": Words(
        N_("What {shop} asks of {sku} is noted."), "", N_("Send it off when nothing is missing.")
    ),
    "info/listing_sent": Words(
        N_("{sku} is brought to {shop}."), "", N_("What it says shows here.")
    ),
    "info/listing_dropped": Words(N_("{sku} is not brought to {shop}."), "", ""),
    "info/categories_asked": Words(
        N_("The categories of {shop} are read."), "", N_("It takes a moment.")
    ),
    "info/listing_matched": Words(
        N_("{listing} of {shop} is {sku}."), "", N_("Its parked orders are asked for once more.")
    ),
    "info/listing_unmatched": Words(N_("{listing} of {shop} is no product of ours."), "", ""),
    "info/channel_stock": Words(
        N_("{shop} is told the stock, now and from now on."),
        "",
        N_("What it refuses shows on its sheet."),
    ),
    "info/unread_left": Words(
        N_("{ref} of {shop} is put away."), "", N_("It comes back when it changes there.")
    ),
}
"""Message ids by ``kind/detail``."""
