"""``kemas backup``: keep the whole shop in one file, look at what was kept, prove a file."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path

from core import clock
from core.clock import local
from core.copies.backing_up import Backup, back_up, listed, name_for, thin_out
from core.copies.models import BackupState
from core.copies.proving import prove
from core.i18n import N_, _
from core.people.attach import this_process
from tui.context import Context
from tui.copying import passing

_STATES = {
    BackupState.PROVED: N_("proved"),
    BackupState.FAILED: N_("failed"),
    BackupState.GONE: N_("deleted"),
}
_NICE = 10


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--to", metavar="FILE", help=_("the file to write"))
    parser.add_argument("--list", action="store_true", help=_("list the backups that were made"))
    parser.add_argument("--check", metavar="FILE", help=_("read a backup and prove it"))
    parser.add_argument(
        "--by-itself", action="store_true", help=_("as the worker does: calmly, old ones go")
    )
    parser.set_defaults(run=_run)


def _run(context: Context) -> None:
    if context.args.list:
        _list(context)
    elif context.args.check:
        _check(context, Path(context.args.check))
    else:
        _make(context)


def folder_of(context: Context) -> Path:
    """Where backups are kept."""
    return context.config.backup.folder or context.config.data_dir / "backups"


def _make(context: Context) -> None:
    args, host = context.args, this_process().host
    if args.by_itself:
        with suppress(OSError):
            os.nice(_NICE)
    path = Path(args.to) if args.to else folder_of(context) / name_for(clock.now())
    with passing(context.out) as tell:
        made = back_up(context.database, path.expanduser().absolute(), host, tell)
    gone = thin_out(context.database, host, context.config.backup.keep) if args.by_itself else []
    if context.out.as_json:
        context.out.data({**_shown(context, made), "deleted": [str(one) for one in gone]})
        return
    said = _("{path}: {rows} rows, {size} MB, proved.")
    context.out.line(said.format(path=made.path, rows=made.rows, size=_megabytes(made.bytes)))


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = listed(tx)
    headings = {
        "at": _("Made"),
        "state": _("State"),
        "size_mb": "MB",
        "rows": _("Rows"),
        "seconds": _("Seconds"),
        "file": _("File"),
    }
    rows = [{**_shown(context, one), "file": one.path.name} for one in found]
    context.out.items(rows, headings, _("No backup has been made yet. Run: kemas backup"))


def _check(context: Context, path: Path) -> None:
    context.speak()
    proof = prove(path.expanduser().absolute())
    if context.out.as_json:
        context.out.data({"path": str(path), "schema": proof.schema, "rows": proof.rows})
    else:
        said = _("{path} can be restored: {rows} rows, schema {schema}, the ledger adds up.")
        context.out.line(said.format(path=path, rows=proof.rows, schema=proof.schema))


def _shown(context: Context, made: Backup) -> dict[str, object]:
    at = local(made.at, context.config.shop.timezone)
    return {
        "at": f"{at:%Y-%m-%d %H:%M}",
        "state": _(_STATES[made.state]),
        "size_mb": _megabytes(made.bytes),
        "rows": made.rows,
        "seconds": round(made.milliseconds / 1000, 1),
        "host": made.host,
        "path": str(made.path),
        "sha256": made.sha256,
        "error": made.error,
    }


def _megabytes(count: int) -> float:
    return round(count / 1_000_000, 1)
