"""``kemas bench``: how fast Kemas is here, each figure beside a floor measured in the same run."""

from __future__ import annotations

import os
import platform
import sys
from argparse import ArgumentParser
from typing import Any

from core.i18n import _, ngettext
from core.version import VERSION
from tui.context import Context


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    option = parser.add_argument
    option("--quick", action="store_true", help=_("a slice of half a minute"))
    option(
        "--soak", action="store_true", help=_("heavier: long history, many stations, some minutes")
    )
    parser.set_defaults(run=_bench)


def _bench(context: Context) -> int:
    from tui.bench.run import QUICK, SOAK, USUAL, bench

    args, out = context.args, context.out
    size = QUICK if args.quick else SOAK if args.soak else USUAL
    rows = []
    for row in bench(size, lambda what: out.note(_("Measuring: {what}").format(what=what))):
        rows.append(row)
    shown = [row.as_json() for row in rows]
    if out.as_json:
        out.data({"machine": _machine(), "rows": shown})
    else:
        out.items([_words(one) for one in shown], _headings())
    missed = sum(not row.passed for row in rows)
    if missed:
        words = ngettext("{count} bar is missed.", "{count} bars are missed.", missed)
        out.note(words.format(count=missed))
    return 1 if missed else 0


def _machine() -> dict[str, Any]:
    """Where it was measured; figures of two machines say nothing about each other."""
    return {
        "kemas": VERSION,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if sys.platform != "win32" else None,
    }


def _headings() -> dict[str, str]:
    return {
        "name": _("What"),
        "figure": _("Figure"),
        "unit": _("Unit"),
        "floor": _("Floor"),
        "held": _("Held against the bar"),
        "bar": _("Bar"),
        "kept": _("Kept"),
    }


def _words(row: dict[str, Any]) -> dict[str, Any]:
    """A row for people: what is held against the bar, and whether it is kept."""
    if row["difference"] is not None:
        held = f"{row['difference']:+.3f}"
    elif row["ratio"] is not None:
        held = f"×{row['ratio']:.2f}"
    else:
        held = f"{row['figure']:g}"
    return row | {"held": held, "kept": _("yes") if row["pass"] else _("NO")}
