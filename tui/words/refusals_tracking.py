"""Refusals about parcels on their way, and about messages of couriers."""

from __future__ import annotations

from core.i18n import N_

TRACKING: dict[str, str] = {
    "parcel_not_sent": N_(
        "Parcel {parcel} is not booked with a courier yet. Ship it first, then follow it."
    ),
    "parcel_not_under_way": N_(
        "Parcel {parcel} is not on its way any more. To see it: kemas parcels show {parcel}"
    ),
    "parcel_told_against": N_(
        "That does not go with what is known of the parcel. Look at it: kemas parcels list"
    ),
    "stage_unknown": N_("{stage} is no state of a parcel. Say one of: {known}."),
    "seen_in_future": N_("That is not over yet. Name a time that has passed."),
    "step_unknown": N_("{step} cannot be done with a parcel. Say one of: {known}."),
    "wait_days": N_("{days} is not between 1 and {most} days."),
    "promised_before": N_("{day} is over already. Name today or a later day."),
    "waybill_unknown": N_("No parcel of ours has the waybill number {value}. Check the file."),
    "waybill_ambiguous": N_(
        "Two couriers have the waybill number {value}. Name the courier in the file."
    ),
    "courier_not_tracked": N_(
        "{courier} cannot be asked where parcels are. Import its status file, or say it by hand."
    ),
    "track_what": N_("Say what is known: --seen STATE, --ask, or --step STEP."),
    "listen_address": N_("{address} is no place to listen at. Say one such as 127.0.0.1:8080"),
    "listen_taken": N_(
        "{address} cannot be listened at: {why}. Choose another port, or end who uses it."
    ),
}
"""Sentences by code; the placeholders are the parameters of the refusal."""
