"""What keys do with shops at sales channels."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_SHOPS = frozenset({Where.CHANNELS})
_LISTINGS = frozenset({Where.LISTINGS})

CHANNEL_ACTIONS: tuple[Action, ...] = (
    Action(
        "channel_tell",
        "f6",
        N_("Tell stock"),
        N_("Tell a shop the stock that differs, now and from now on; shown first where need be."),
        _SHOPS,
        "channels",
    ),
    Action(
        "channel_diff",
        "alt+v",
        N_("Difference"),
        N_("Show what a shop would be told of the stock, listing by listing, and why."),
        _SHOPS,
        "stock_view",
    ),
    Action(
        "channel_connect",
        "f9",
        N_("Connect"),
        N_("Have the seller allow it, or allow it anew: a link to open, then what came back."),
        _SHOPS,
        "channels",
    ),
    Action(
        "channel_leave",
        "alt+c",
        N_("Put away"),
        N_("Leave what cannot be read, with a reason; it comes back when it changes there."),
        _SHOPS,
        asks="form",
    ),
    Action(
        "channel_ask",
        "f7",
        N_("Ask now"),
        N_("Ask a shop for what is new."),
        _SHOPS,
        "order_import",
    ),
    Action(
        "channel_pause",
        "f8",
        N_("Pause"),
        N_("Leave a shop alone, or go on with it."),
        _SHOPS,
        "channels",
    ),
    Action(
        "listing_match",
        "ctrl+g",
        N_("Which is it"),
        N_("Say which product a listing is."),
        _LISTINGS,
        "channels",
        asks="form",
    ),
    Action(
        "listing_fill",
        "f6",
        N_("Fill in"),
        N_("Say what the platform wants to know of a new product."),
        _LISTINGS,
        "channels",
        asks="form",
    ),
    Action(
        "listing_new",
        "f7",
        N_("New listing"),
        N_("Draw a product up for a shop, with all its variants."),
        _LISTINGS,
        "channels",
        asks="form",
    ),
    Action(
        "listing_send",
        "f8",
        N_("Send off"),
        N_("Bring a new product to its shop."),
        _LISTINGS,
        "channels",
        asks="choice",
    ),
    Action(
        "listing_drop",
        "alt+c",
        N_("Drop"),
        N_("Forget a new product that no platform has."),
        _LISTINGS,
        "channels",
        asks="choice",
    ),
    Action(
        "listing_categories",
        "alt+p",
        N_("Categories"),
        N_("Read the categories of a shop."),
        _LISTINGS,
        "channels",
        asks="choice",
    ),
    Action(
        "listing_filter",
        "alt+f",
        N_("Filter"),
        N_("Show only new products, or listings that nobody knows."),
        _LISTINGS,
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
