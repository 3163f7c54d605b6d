"""Sentences for what is refused of orders that are typed in, edited, split and merged."""

from __future__ import annotations

from core.i18n import N_

ENTRY: dict[str, str] = {
    "entry_not_complete": N_("This cannot be saved yet; look at: {fields}."),
    "entry_product_unknown": N_("There is no product {what}."),
    "entry_product_ambiguous": N_("Several products fit {what}: {products}. Name one by its SKU."),
    "entry_field_unknown": N_("There is no field {fields}; there are: {known}."),
    "entry_json_big": N_("{path} is no order: it is larger than {limit} bytes."),
    "entry_json_utf8": N_("{path}, line {line}: not UTF-8. Save the file as UTF-8 text."),
    "entry_json_deep": N_("{path} is no order: brackets stand too deep in one another."),
    "entry_json_ends": N_(
        "{path}, line {line}: the file ends before the order does; a bracket or a quotation mark "
        "is not closed."
    ),
    "entry_json_syntax": N_(
        "{path}, line {line}, character {column}: “{text}” cannot stand here in JSON; "
        "look for a missing comma, colon or quotation mark before it."
    ),
    "entry_json_object": N_("{path} must hold one order between braces, with its fields by name."),
    "entry_json_lines": N_("{path}: lines must be a list between square brackets, not {value}."),
    "entry_json_text": N_("{path}, {field}: a text or a number is needed, not {value}."),
    "entry_json_flag": N_("{path}, {field}: true or false is needed, not {value}."),
    "entry_json_line": N_("{path}, product {number} of lines: {problem}"),
    "entry_json_what": N_("{value} is no line; write a text, or an object with {known}."),
    "entry_json_value": N_("{field}: a text or a number is needed, not {value}."),
    "entry_json_sku": N_("The SKU is missing; a line has {known}."),
    "entry_price_needed": N_("{sku} has no price in {currency}; say it: {sku}=1@PRICE."),
    "weight_without_quote": N_(
        "A weight of {weight} only counts for the shipping fee that is asked for: "
        "add --quote, or leave it out."
    ),
    "order_edited_since": N_(
        "Order {order} is at version {now}, no longer {seen}. Meanwhile: {changes}. "
        "If you still want to change it, give --version {now}."
    ),
    "order_version_ahead": N_("Order {order} is at version {now}; there is no version {seen} yet."),
    "fee_none": N_("Nobody offers to carry order {order}. {reasons}."),
    "fee_not_offered": N_("{courier} does not offer {service}: {reason}. Nothing is saved."),
    "fee_twice": N_("A shipping fee of {fee} is typed already; leave out one of the two."),
    "line_unreadable": N_(
        "{text} is no change of a line. Type units, @ and a price, - and a discount; 0 removes it."
    ),
    "quantity_out_of_range": N_("{value} is no quantity: type a whole number from 1 to {limit}."),
    "quantity_unreadable": N_("{value} is not a whole number."),
    "entry_discount_over": N_(
        "A discount of {discount} is more than {units} × {sku} are worth: {worth}. "
        "Type a smaller one."
    ),
    "draft_done": N_("This order was saved already."),
    "draft_not_found": N_("What was typed is not there any more; somebody threw it away."),
    "number_series_used": N_(
        "No free order number is left for {pattern}; "
        "change number in [orders] of the configuration."
    ),
    "order_edited_meanwhile": N_(
        "{who} changed order {order} meanwhile: {fields}. Look at it again, then change it."
    ),
    "edit_gone": N_("Order {order} is over or has left the house; nothing of it can change."),
    "edit_packed": N_(
        "Part of order {order} is packed: only its note and address can change. "
        "Take the goods out at the packing table (Undo), or make a second order."
    ),
    "edit_picked": N_(
        "Goods of order {order} lie in a tote. Release the order and put them back; "
        "then its products can change."
    ),
    "edit_marketplace": N_(
        "Order {order} belongs to {channel}: buyer, goods and prices are changed there. "
        "Here only note, marks, courier and ship-by can change."
    ),
    "edit_booking": N_(
        "{courier} is being asked about parcel {parcel} right now. "
        "Change the order again in a moment."
    ),
    "edit_unknown": N_(
        "Nobody knows whether {courier} has booked parcel {parcel}. Ask there; if not: "
        "kemas shipments cancel {parcel}. Then change the order."
    ),
    "edit_line_named": N_(
        "{sku} was in a parcel of order {order} before and stays on record; set it to one unit or "
        "cancel the order and copy it."
    ),
    "part_marketplace": N_(
        "Order {order} belongs to {channel}, which knows nothing of splits and merges: "
        "only the shop's own orders come apart or together."
    ),
    "part_begun": N_(
        "Work on order {order} has begun; give it back first, then split or merge it."
    ),
    "part_begun/held": N_("Order {order} is on hold; release it first, then split or merge it."),
    "part_begun/packed": N_(
        "Order {order} is packed; it cannot be split or merged. "
        "Take goods out at the packing table, or make a second order."
    ),
    "part_begun/left": N_(
        "Order {order} has left the house; it cannot be split or merged. "
        "What comes back is registered as a return; more goods are a second order."
    ),
    "part_begun/over": N_(
        "Order {order} is over ({status}); it cannot be split or merged. Copy it for a new one."
    ),
    "part_units": N_("{sku}: “{value}” is no quantity. Type how many go along, or leave it empty."),
    "part_nothing": N_("Say which goods of order {order} go into the second order."),
    "part_everything": N_("Something must stay in order {order}; leave at least one unit."),
    "part_too_many": N_("{units} × {sku} are wanted, but the order has {quantity}."),
    "merge_same": N_("An order cannot be merged with itself."),
    "merge_differs": N_(
        "Orders {order} and {other} differ in {fields}; "
        "only orders of one buyer to one address come together."
    ),
    "merge_status": N_(
        "One of the orders {order} and {other} waits for its payment, the other does not. "
        "Confirm the payment first."
    ),
}
"""Sentence by code; the placeholders are the parameters of the refusal."""
