"""Sentences for backups, restores and moves that are refused."""

from __future__ import annotations

from core.i18n import N_

COPIES: dict[str, str] = {
    "copy_at_work": N_(
        "Somebody still works there: {who}. Close these stations and stop the worker, then try "
        "again."
    ),
    "copy_same": N_("Both are the same database. Name another one to move to."),
    "copy_target_filled": N_(
        "The database to fill holds something already (table {table}); it is left as it is. "
        "Name an empty one."
    ),
    "copy_refused": N_(
        "The new database does not take a row of {table}: {why}. Nothing was moved; the old one "
        "is as it was."
    ),
    "copy_differs": N_(
        "The copy is not equal to what was copied (table {table}); it is not used. Try again, "
        "and look at the disk."
    ),
    "backup_exists": N_("{path} exists already; it is left as it is. Name another file."),
    "backup_unwritable": N_("{path} cannot be written: {why}. No backup was made."),
    "bundle_unwritable": N_("{path} cannot be written: {why}. Name another file with --to."),
    "backup_wrong": N_(
        "In {path} the ledger does not add up at {count} places; it is not used. Run: kemas doctor"
    ),
}
