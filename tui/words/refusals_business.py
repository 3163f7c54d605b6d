"""Refusals about the work itself: money, values, stock, orders, parcels, paper."""

from __future__ import annotations

from core.i18n import N_

BUSINESS: dict[str, str] = {
    # Values
    "currency_mix": N_("Amounts in {one} and {other} cannot be added."),
    "currency_unknown": N_("{value} is not a currency code such as IDR or VND."),
    "country_unknown": N_("{value} is not a country code such as ID or VN."),
    "money_unreadable": N_("{amount} is not an amount; write it like 125000 or 125000.50."),
    "money_too_fine": N_("{amount} has more decimals than {currency} has."),
    "money_too_big": N_("{amount} is too large an amount."),
    "money_negative": N_("{amount} is below zero."),
    "number_ambiguous": N_(
        "{value} may be a thousand or one with decimals; write it without the mark."
    ),
    "quantity_unreadable": N_("{value} is not a whole number of units."),
    "quantity_out_of_range": N_("{value} is not a quantity from 1 to {limit}."),
    "date_unreadable": N_("{value} is not a date; write it like 2026-11-21 17:00."),
    "date_out_of_range": N_("{value} is not between {first} and {last}."),
    "phone_unreadable": N_("{value} is not a phone number."),
    "postcode_wrong": N_("{value} is not a postal code of {country}."),
    "text_too_long": N_("The text has {length} characters; at most {limit} are allowed."),
    "number_unreadable": N_("{value} is not a number."),
    "number_too_fine": N_("{value} has too many decimals."),
    "number_out_of_range": N_("{value} is not a number from {low} to {high}."),
    "barcode_reserved": N_("{barcode} cannot be the barcode of a product."),
    "barcode_twice": N_("The barcode {barcode} stands there twice with different quantities."),
    "code_reserved": N_("{value} is reserved for barcodes that Kemas prints."),
    # Life cycles
    "illegal_step": N_("This step does not exist: {life} goes not from {now} to {then}."),
    "order_step": N_("The order {order} is {now}; this cannot be done with it."),
    # Stock
    "stock_not_enough": N_("The bin does not hold as much as is to leave it."),
    "stock_reserved": N_("{wanted} are wanted, but {reserved} are promised to orders."),
    "tote_unknown": N_("There is no tote {tote}."),
    "count_impossible": N_("{counted} units cannot lie in a bin."),
    "bin_unknown": N_("There is no bin {bin}."),
    # Orders
    "order_not_found": N_("There is no order {order}."),
    "order_ambiguous": N_("The number {order} exists in several channels: {channels}."),
    "order_moved": N_("The order {order} has changed meanwhile. Look at it again."),
    "order_not_held": N_("The order {order} is not on hold."),
    "order_begun": N_(
        "{packed} units of the order {order} are packed already; finish it, hold it or undo first."
    ),
    "order_partly_gone": N_(
        "A part of the order {order} has left already. Register a return when it comes back."
    ),
    "reason_needed": N_("Give a reason."),
    "no_order_chosen": N_("No order is chosen. Scan one, or go to it in the queue."),
    "no_order_open": N_("No order is open. Scan one first."),
    "nothing_to_fill_in": N_("There is nothing to fill in here."),
    "action_unknown": N_("This key does nothing here."),
    "not_a_number": N_("{field} cannot be {value}."),
    "product_not_found": N_("There is no product {sku}."),
    "reservation_changed": N_("What was promised has changed meanwhile. Look at it again."),
    "parked_unknown": N_("There is no parked order {parked}."),
    "parked_gone": N_("The parked order {parked} has been dealt with already."),
    "parked_empty": N_("The parked order {parked} would have no rows left."),
    "parked_several_orders": N_(
        "The rows of the parked order {parked} would make {orders} orders; they must be one."
    ),
    "parked_line_unknown": N_("The parked order {parked} has no line {line}; it has: {known}."),
    "parked_columns_unknown": N_("These columns are not known: {columns}."),
    # Parcels
    "parcel_not_found": N_("There is no parcel {parcel}."),
    "parcel_empty": N_("The parcel {parcel} is empty."),
    "parcel_moved": N_("The parcel {parcel} has changed meanwhile. Look at it again."),
    "parcel_not_promised": N_(
        "{units} units in the parcel {parcel} are not promised to its order."
    ),
    "over_quantity": N_("That is more than the order asks for."),
    "hand_over_stopped": N_("Stop: the order {order} is {state}. Put the parcel aside."),
    "hand_over_not_ready": N_(
        "The parcel {parcel} is {state}; only closed parcels are handed over."
    ),
    "hand_over_unlabelled": N_("The parcel {parcel} has no booked shipment with a valid label."),
    # Shipments
    "waybill_needed": N_("{courier} labels are pre-printed: give the number with --waybill."),
    "resolve_nothing": N_(
        "It is known what became of the shipment of parcel {parcel}: kemas shipments show {parcel}"
    ),
    "resolve_asked": N_(
        "{courier} is being asked about parcel {parcel} right now. Try again in a minute."
    ),
    "resolve_by_hand": N_(
        "{courier} cannot be asked about parcel {parcel}. Look there, then: "
        "kemas shipments resolve {parcel} --waybill NUMBER, or --not-booked"
    ),
    "waybill_unreadable": N_("{waybill} cannot be a waybill number."),
    "waybill_taken": N_("The waybill number {waybill} is on another parcel."),
    "shipment_not_ready": N_(
        "No parcel of the order {order} waits for a shipment; pack it first, by scans."
    ),
    "shipment_which_parcel": N_("Say which of these parcels, with --parcel: {parcels}."),
    "shipment_value": N_("{field} is {value}; it must be from {low} to {high}."),
    "courier_unknown": N_("There is no courier {courier}; there are: {known}."),
    "service_unknown": N_("{courier} has no service {service}; there are: {known}."),
    "shipment_beyond": N_(
        "{courier} would not take this parcel: {reason}. Change it or choose another courier."
    ),
    "shipment_recipient_pays": N_(
        "{courier} lets nobody but the shop pay the fee. Choose that, or another courier."
    ),
    "shipment_inspection": N_(
        "{courier} knows no looking before paying. Leave it out, or choose another courier."
    ),
    "cod_too_late": N_(
        "The shipment of parcel {parcel} is {shipment}; only a booked one collects another amount."
    ),
    "cod_fixed_there": N_(
        "{courier} cannot be told another amount for parcel {parcel}. Change it in the order: the "
        "parcel is then cancelled there and booked anew."
    ),
    "pickup_not_offered": N_(
        "{courier} cannot be asked to come; it comes by itself, or call it by telephone."
    ),
    "pickup_nobody": N_(
        "None of your couriers can be asked to come; they come by themselves, or call them."
    ),
    "pickup_time_wrong": N_("{time} is not a time such as 15:00 or 2026-03-31 15:00."),
    "pickup_none": N_("No parcel waits for {courier} that it was not asked for already."),
    "pickup_past": N_("{courier} cannot come in the past. Give a time that lies ahead."),
    "shipment_not_found": N_("There is no shipment {shipment}."),
    "shipment_moved": N_("The shipment {shipment} has changed meanwhile. Look at it again."),
    "shipment_none": N_("The parcel {parcel} has no shipment yet."),
    "shipment_gone": N_(
        "The parcel {parcel} has left: its courier cancels it no more. To have it brought back: "
        "kemas parcels track {parcel} --step back"
    ),
    "recall_asked": N_(
        "The courier {courier} is being asked to cancel the shipment of parcel {parcel} right now. "
        "Look again in a minute."
    ),
    "recall_too_often": N_(
        "The courier {courier} was asked too often to cancel the shipment of parcel {parcel}. "
        "Tell it by hand, then: kemas shipments cancel {parcel} --told"
    ),
    "shipment_exists": N_("The parcel {parcel} has a shipment already ({state})."),
    "manifest_empty": N_(
        "Nothing to hand over: {courier} took no parcel on {day}, and none stands ready for it."
    ),
    # Paper
    "labels_too_many": N_("{count} labels are too many for one print job; at most {limit}."),
    "paper_unknown": N_("There is no paper {kind}; there are: {known}."),
    "label_none": N_("The order {order} has no label."),
    "job_not_drawn": N_("The print job {job} has no bytes yet; nobody has drawn it."),
    "job_not_unknown": N_("The print job {job} is {state}; nobody has to answer for it."),
    "job_not_found": N_("There is no print job {job}."),
    "jobs_none": N_(
        "The printer {printer} printed nothing between these jobs, or all of it waits already."
    ),
    "job_not_waiting": N_("The print job {job} is {state}; that cannot be done now."),
    "label_exists": N_("The parcel {parcel} has a label already."),
    "label_is_void": N_("The label of print job {job} is void; it is not printed again."),
    "code_check_digit": N_("{text} has a wrong check digit; it should be {expected}."),
    "code_too_long": N_("{text} is too long for this code; at most {limit} characters fit."),
    "code_too_wide": N_("{text} needs {dots} dots; the paper has {width}."),
    "code_unprintable": N_("{text} holds characters that this code cannot hold."),
    "picture_too_big": N_(
        "The picture has {width} × {height} dots; at most {allowed} are allowed."
    ),
    "printer_profile_unknown": N_("There is no printer profile {profile}; allowed: {allowed}."),
    "printer_width_unknown": N_("There is no print width {width}; allowed are: {allowed}."),
    "printer_width_differs": N_(
        "The printer profile {profile} does not print {width} dots; allowed are: {allowed}."
    ),
}
