"""Words for what `kemas doctor` finds about the tables themselves, and what is configured."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from tui.words.doctor_goods import Said

_BACKUP = N_("Stop all stations, copy the database, and restore your last good copy.")
_UPGRADE = N_("Bring the tables up to date with: kemas db upgrade; else restore a good copy.")
_CONFIGURE = N_("Add it to the configuration, or choose one that is there: {known}.")

TABLES_FOUND: Mapping[str, Said] = {
    "schema_version": Said(N_("The tables are of version {found}, not {known}."), _UPGRADE),
    "schema_table": Said(N_("Table {table} is missing."), _UPGRADE),
    "schema_column": Said(N_("Table {table} lacks column {column}."), _UPGRADE),
    "schema_index": Said(N_("Table {table} lacks index {index}."), _UPGRADE),
    "schema_guard": Said(
        N_("Table {table} may be rewritten: its trigger {trigger} is missing."), _UPGRADE
    ),
    "integrity_pages": Said(N_("Table {table} is damaged: {problem}"), _BACKUP),
    "integrity_reference": Said(
        N_("Row {row} of {table} belongs to a row of {parent} that is gone."), _BACKUP
    ),
    "integrity_index": Said(
        N_("Index {index} of {table} is not valid."), N_("Run in psql: REINDEX INDEX {index}")
    ),
    "integrity_constraint": Said(
        N_("Rule {constraint} of {table} was never proved."),
        N_("Run in psql: ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}"),
    ),
    "integrity_checksums": Said(N_("{count} pages were read with a wrong checksum."), _BACKUP),
    "integrity_age": Said(
        N_("The database was not cleaned for {count} transactions."),
        N_("Run in psql: VACUUM; and look why autovacuum does not."),
    ),
    "setting_printer": Said(
        N_("Station {station} prints on {printer}, which is not configured."), _CONFIGURE
    ),
    "setting_jobs": Said(
        N_("{count} print jobs wait for {printer}, which is not configured."), _CONFIGURE
    ),
    "setting_warehouse": Said(
        N_("The configuration works in warehouse {warehouse}, which does not exist."), _CONFIGURE
    ),
    "setting_printer_house": Said(
        N_("Printer {printer} serves warehouse {warehouse}, which does not exist."), _CONFIGURE
    ),
    "setting_printer_station": Said(
        N_("Printer {printer} serves station {station}, which was never opened."), _CONFIGURE
    ),
    "setting_courier": Said(
        N_("{count} open orders go by {courier}, which is not configured; one is {order_no}."),
        N_("Choose another courier for them; there are: {known}."),
    ),
    "setting_route": Said(
        N_("Orders of {channel} go to warehouse {warehouse}, which is closed or does not exist."),
        N_("Correct [routing.channels] in the configuration; open are: {known}."),
    ),
    "setting_secret": Said(
        N_("Others may read {path} (mode {mode}), and {key} stands in it."),
        N_("Close it with: chmod 600 {path}"),
    ),
}
"""What is said, by the code of a finding."""
