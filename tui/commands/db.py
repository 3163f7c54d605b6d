"""``kemas db``: bring the database to this program's schema."""

from __future__ import annotations

from argparse import ArgumentParser

from core.database import SCHEMA, shown_url, upgrade
from core.i18n import _
from core.stock.places import add_warehouse, warehouse_codes
from core.transaction import writing
from tui.context import Context


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    upgrading = actions.add_parser("upgrade", help=_("create or upgrade the tables"))
    upgrading.set_defaults(run=_upgrade)


def _upgrade(context: Context) -> None:
    url = context.config.database.engine_url
    database = upgrade(url)
    try:
        with writing(database) as tx:
            # Without any warehouse nothing could come in; later ones are not made by a slip.
            if not warehouse_codes(tx):
                code = context.config.station.warehouse
                add_warehouse(tx, code, code)
    finally:
        database.close()
    if context.out.as_json:
        context.out.data({"database": shown_url(url), "schema": SCHEMA})
    else:
        done = _("The database {where} is ready (schema {schema}).")
        context.out.line(done.format(where=shown_url(url), schema=SCHEMA))
