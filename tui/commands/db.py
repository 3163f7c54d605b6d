"""``kemas db``: bring the database to this program's schema, or the shop to another one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from core.config import find, load
from core.copies.moving import move
from core.database import SCHEMA, shown_url
from core.i18n import _
from core.stock.places import add_warehouse, warehouse_codes
from core.transaction import writing
from core.upgrading import Occupied, On, upgrade_shop
from tui.context import Context
from tui.copying import passing


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    upgrading = actions.add_parser("upgrade", help=_("create or upgrade the tables"))
    upgrading.set_defaults(run=_upgrade)
    moving = actions.add_parser("move", help=_("carry the shop over to another database"))
    moving.add_argument(
        "to", metavar="CONFIG", help=_("a configuration that names the database to fill")
    )
    moving.set_defaults(run=_move)


def _move(context: Context) -> None:
    """Fill the database that the other configuration names, and prove that both are equal."""
    target = load(find(Path(context.args.to))).database.engine_url
    with passing(context.out) as tell:
        moved = move(context.config.database.engine_url, target, tell)
    carried = moved.carried
    if context.out.as_json:
        tables = {name: one.rows for name, one in carried.digests.items()}
        kept = None if moved.kept is None else str(moved.kept)
        found = {"rows": carried.rows, "tables": tables, "kept": kept}
        context.out.data({"database": shown_url(target), **found})
        return
    done = _("{rows} rows of {tables} tables are in {where}; both databases are equal.")
    count = len(carried.digests)
    context.out.line(done.format(rows=carried.rows, tables=count, where=shown_url(target)))
    context.out.line(_("Use {config} on every station from now on.").format(config=context.args.to))
    if moved.kept is not None:
        context.out.line(_("The old database is kept as {path}.").format(path=moved.kept))


def _shown(one: On) -> str:
    """Who is on, where, with what, and when it was last heard."""
    told = {
        "station": one.station,
        "who": one.operator or _("nobody signed in"),
        "version": one.version or _("of unknown version"),
        "host": one.host,
        "pid": one.pid,
        "seconds": one.heard_s,
    }
    if not one.station:
        words = _("the worker of {host} (process {pid}, Kemas {version}), heard {seconds} s ago")
    else:
        words = _(
            "station {station}, {who}, at {host} (process {pid}, Kemas {version}),"
            " heard {seconds} s ago"
        )
    return words.format_map(told)


def _upgrade(context: Context) -> None:
    url = context.config.database.engine_url
    try:
        database = upgrade_shop(url)
    except Occupied as occupied:
        for one in occupied.who:
            context.out.note(_shown(one))
        raise
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
