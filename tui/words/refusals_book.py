"""Refusals about lists of orders: filters, lists that are kept, files, many orders at once."""

from __future__ import annotations

from core.i18n import N_

BOOK: dict[str, str] = {
    "filter_wrong": N_(
        "{filter}: “{value}” is nothing to filter by. Days are written as "
        "2026-11-30, or as -7 for a week ago."
    ),
    "bulk_paper": N_("Say what to print: {known}. For example: kemas orders bulk print label …"),
    "bulk_no_paper": N_("{kind} is a paper: it goes with print, not with {what}."),
    "list_not_found": N_("There is no list {name}; there are: {known}."),
    "list_name_needed": N_("Give the list a name."),
    "lists_full": N_("You keep {most} lists already. Delete one first."),
    "list_not_yours": N_("Only who keeps a list can change or delete it."),
    "file_kind_unknown": N_("{path} cannot be written: the name must end in one of {known}."),
    "nothing_reported": N_("Nobody said that order {order} is paid; note down the payment first."),
    "export_stopped": N_("Stopped; no file was written."),
    "bulk_reason": N_("Say why, with --reason."),
    "bulk_all": N_("Say which orders: with a filter, --search or --file."),
    "mark_too_many": N_("The list has more than {most} orders; filter it first."),
    "bulk_too_many": N_("These are {count} orders; at most {most} can be done at once."),
    "list_file_empty": N_("{path} names no order: write one number a line."),
}
