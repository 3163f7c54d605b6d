"""Refusals about shops at sales channels."""

from __future__ import annotations

from core.i18n import N_

CHANNELS: dict[str, str] = {
    "config_channel_keys": N_(
        "{path}, line {line}: {key} needs app_key and app_secret, as the channel gave them to you."
    ),
    "config_channel_url": N_(
        "{path}, line {line}: {key} needs base_url, the address of the shop's server."
    ),
    "config_channel_service": N_(
        "{path}, line {line}: {key} needs service_id, the number of the service at TikTok Shop."
    ),
    "config_channel_pickup": N_(
        "{path}, line {line}: {key} has pickup_from after pickup_until. Turn them round."
    ),
    "config_channel_quiet": N_(
        "{path}, line {line}: {key} needs quiet_from and quiet_until both, or neither of them."
    ),
    "config_channel_twice": N_(
        "{path}, line {line}: two shops of {key} are named {shop}. Give each a name of its own."
    ),
    "channel_unknown": N_(
        "No shop named {shop} is set up. Name one of: {known}; or add it to the configuration."
    ),
    "channels_none_set_up": N_(
        "No shop at a sales channel is set up. Add a [[channels]] table to the configuration."
    ),
    "channel_no_key": N_(
        "What shops allow is kept encrypted, and there is no key for it. Set key in the table "
        "[tokens] of the configuration: openssl rand -hex 32"
    ),
    "channel_key_wrong": N_(
        "What {shop} allowed was encrypted under another key. Set the old key in [tokens], or "
        "connect it again: kemas channels connect {shop}"
    ),
    "channel_not_connected": N_(
        "{shop} is not connected. To connect it: kemas channels connect {shop}"
    ),
    "channel_stock_none": N_("{shop} takes no stock from here."),
    "channel_stock_off": N_(
        "{shop} is not told the stock from here. Set push = true in [channels.stock] of the "
        "configuration, then look once more."
    ),
    "channel_stock_ended": N_(
        "{shop} cannot be told the stock: its authorisation is over. F9 has the seller allow it "
        "anew, as does kemas channels connect {shop}; then this key again."
    ),
    "channel_stock_trouble": N_("{shop} cannot be told the stock. {fault}"),
    "channel_stock_paused": N_("{shop} is left alone. F8 goes on with it, then this key again."),
    "channel_stock_look": N_(
        "What {shop} would be told has to be looked at first. Press F6 again."
    ),
    "unread_why": N_("Say why it is left so: what you saw there."),
    "unread_none": N_("{shop}: nothing that cannot be read is told of {ref}."),
    "unread_nothing": N_("All that {shop} told could be read."),
    "unread_which": N_("{shop} has several of {ref}. Say which: --what {known}"),
    "publish_not_here": N_(
        "{shop} takes no new products from here. Bring it there on its own pages."
    ),
    "publish_listed": N_("{shop} offers {sku} already."),
    "publish_again": N_("{sku} is at {shop} already, or on its way."),
    "publish_unknown": N_("No new product {number} is drawn up."),
    "publish_no_variants": N_("{family} has no variant that is sold."),
    "publish_no_attributes": N_(
        "What {shop} asks of category {category} is being read. Try again in a moment."
    ),
    "publish_missing": N_("{sku} cannot be sent yet. Missing: {fields}"),
    "publish_nothing_asked": N_("{shop} asks for nothing else. Send it off."),
    "attribute_form": N_("{told} does not say what an attribute is. Write NAME=VALUE."),
    "category_none": N_(
        "The categories of {shop} were not read yet: kemas channels categories {shop} --pull"
    ),
    "category_unknown": N_("{shop} has no category {category}."),
    "category_which": N_("Several categories fit {category}. Name one by its number: {known}"),
    "category_no_leaf": N_("{category} only holds other categories. Name one of those."),
    "attribute_unknown": N_("It does not ask for {attribute}, but for: {known}"),
    "attribute_value": N_("{attribute} cannot be {value}. It takes: {known}"),
    "listing_unknown": N_(
        "{shop} has no listing {listing}. To see them: kemas channels listings {shop}"
    ),
    "listing_variants": N_("Listing {listing} has several variants. Name one of: {known}"),
    "channel_answer": N_(
        "There is no code in this. Paste the whole address that the browser came to."
    ),
    "channel_answer_whole": N_(
        "The code alone is not enough here: paste the whole address that the browser came to."
    ),
    "channel_is_paused": N_("{shop} is paused. Go on with it first: Pause (F8) does so."),
    "channel_denied": N_(
        "The seller did not allow it, or the channel refused ({said}). Open the link once more."
    ),
    "channel_state": N_(
        "This answer belongs to another link. Begin again: kemas channels connect {shop}"
    ),
    "labels_none": N_("A marketplace makes the label of none of these orders."),
    "labels_no_run": N_("There is no run {run} of labels."),
    "labels_of_what": N_("Name orders, or a wave with --wave."),
    "label_failed": N_("{order} has no label: {why}"),
    "label_moved": N_("The label of {order} was dealt with elsewhere."),
    "ways_no_market": N_("{order} is no order of a marketplace that arranges its couriers."),
    "ways_no_such": N_("{number} is none of the {most} that are offered, or it is taken."),
    "ways_none": N_("{shop} has nothing to choose: it says itself how parcels leave."),
    "ways_arranged": N_("{order} is arranged at {shop} already ({state}). It stays so."),
    "ways_not_told": N_("{shop} does not say how it may leave: {fault}"),
    "wish_none": N_("The buyer of {order} does not ask to cancel it, as far as is known here."),
    "wish_shipped": N_("{order} has left already. What the buyer wants is a return now."),
    "wish_decided": N_("It is decided already. {shop} is told as soon as it can be."),
    "wish_not_here": N_("{shop} takes no answer from here. Decide it on the pages of the channel."),
    "config_intake_empty": N_(
        "{path}, line {line}: {key} needs a secret to sign with, or a folder to look into."
    ),
    "config_intake_secret": N_(
        "{path}, line {line}: the secret of {key} is too short. Take 16 characters or more."
    ),
    "config_intake_twice": N_(
        "{path}, line {line}: two of {key} are named {name}. Give each a name of its own."
    ),
    "config_tokens_key": N_(
        "{path}, line {line}: {key} is too short. Take 32 characters or more: openssl rand -hex 32"
    ),
}
"""Sentences by code; the placeholders are the parameters of the refusal."""
