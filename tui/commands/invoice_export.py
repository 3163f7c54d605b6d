"""``kemas invoices export`` of many: drawn by several processes, with progress, resumable."""

from __future__ import annotations

import re
import time
from argparse import ArgumentParser
from pathlib import Path

from core.billing import papers
from core.billing.queries import issued_ids
from core.errors import Refusal
from core.i18n import _
from core.transaction import reading
from tui.arguments import day
from tui.commands.acting import actor_of
from tui.context import Context
from tui.invoice_files import draw_all, papering_of
from tui.progress import Stop, bar

_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def add(parser: ArgumentParser) -> None:
    """Describe the arguments of ``invoices export``."""
    parser.add_argument("invoice", nargs="?", metavar="INVOICE", help=_("as in: invoices list"))
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help=_("a file for each of many"))
    parser.add_argument("--from", dest="since", type=day, help=_("issued on this day or later"))
    parser.add_argument("--to", dest="until", type=day, help=_("issued on this day or before"))
    parser.add_argument("--draw-only", action="store_true", help=_("draw and keep, write no files"))


def export_many(context: Context) -> int:
    """Draw what is not drawn yet, then write what is not written yet; Ctrl+C stops in between.

    Once more goes on where it was broken off.
    """
    args, out = context.args, context.out
    if args.folder is None and not args.draw_only:
        raise Refusal("export_where")
    actor = actor_of(context)
    with reading(context.database, actor) as tx:
        ids = [one for one, _number in issued_ids(tx, since=args.since, until=args.until)]
        names = dict(issued_ids(tx, since=args.since, until=args.until))
    stop = Stop()
    began = time.monotonic()

    def progress(done: int, of_all: int) -> None:
        out.passing(bar(done, of_all, time.monotonic() - began))

    with stop:
        drawn = draw_all(
            context.database,
            actor,
            ids,
            papering_of(context.config),
            progress=progress,
            stopped=stop.asked,
        )
        written = 0
        if args.folder is not None:
            args.folder.mkdir(parents=True, exist_ok=True)
            for one in ids:
                if stop.asked():
                    break
                path = args.folder / f"{_NAME.sub('-', names[one])}.pdf"
                with reading(context.database, actor) as tx:
                    data = papers.kept(tx, one)
                if data is not None and not _same(path, data):
                    part = path.with_suffix(".part")
                    part.write_bytes(data)
                    part.replace(path)
                written += data is not None
                progress(written, len(ids))
    out.passing()
    took = time.monotonic() - began
    done = {"invoices": len(ids), "drawn": drawn, "written": written, "stopped": stop.asked()}
    if out.as_json:
        out.data(done | {"seconds": round(took, 2)})
    else:
        words = _("{drawn} drawn, {written} written of {invoices} invoices in {seconds} s.")
        out.line(words.format(seconds=f"{took:.1f}", **done))
        if stop.asked():
            out.line(_("Stopped. The same again goes on from here."))
    return 1 if stop.asked() else 0


def _same(path: Path, data: bytes) -> bool:
    return path.exists() and path.stat().st_size == len(data) and path.read_bytes() == data
