"""``kemas paper``: look at what stands on each document, and make a file of templates to change."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from core.clock import now
from core.i18n import _
from core.printer_settings import WIDTHS
from tui.context import Context
from tui.words.states import document_name


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    from printers.samples import kinds

    actions = parser.add_subparsers(metavar="ACTION", required=True)
    looking = actions.add_parser("preview", help=_("show a document with invented data"))
    looking.add_argument(
        "kind", nargs="?", choices=kinds(), metavar="KIND", help=", ".join(kinds())
    )
    looking.add_argument(
        "--width", type=int, choices=WIDTHS, metavar="DOTS", help=_("paper as wide as this")
    )
    looking.add_argument("--printer", metavar="NAME", help=_("as this printer prints it"))
    looking.add_argument("--png", metavar="PATH", help=_("write it as a picture"))
    looking.add_argument(
        "--template", action="store_true", help=_("print a file of templates to change")
    )
    looking.set_defaults(run=_preview)


def _preview(context: Context) -> int:
    args = context.args
    if args.template:
        from printers.templates import default_text

        _speak(context)
        sys.stdout.write(default_text(_))
        return 0
    if args.kind is None:
        return _check(context)
    from printers.render import preview_png, preview_text
    from printers.samples import Shop, sample
    from printers.spool import profile_of
    from printers.templates import look_of
    from tui.commands.jobs import named_printer

    config = context.config
    look, shop = look_of(config), config.shop
    profile = args.width or 576
    if args.printer:
        printer = config.printer(named_printer(context, args.printer))
        profile = profile_of(printer) if printer else profile
    from core.shipping.settings import settings_of

    settings = settings_of(config)
    of = Shop(
        settings.sender,
        args.language or shop.language,
        shop.timezone,
        shop.currency,
        shop.tax_id,
        settings.returns_text,
    )
    document = sample(args.kind, of, now())
    if args.png:
        Path(args.png).write_bytes(preview_png(document, profile, look=look))
        context.out.line(_("Written: {path}").format(path=args.png))
        return 0
    lines = preview_text(document, profile, look=look)
    if context.out.as_json:
        context.out.data({"kind": args.kind, "lines": lines})
        return 0
    for line in lines:
        context.out.line(line)
    return 0


def _speak(context: Context) -> None:
    """In the shop's language where there is a shop; a template can be had before there is one."""
    from core.errors import ConfigRefusal

    try:
        if context.config:
            return
    except ConfigRefusal as refusal:
        if refusal.code != "config_none":
            raise


def _check(context: Context) -> int:
    """Without a kind: whether logo and templates are right, and what there is to look at."""
    from printers.samples import kinds
    from printers.templates import look_of

    look = look_of(context.config)
    rows: list[dict[str, object]] = [
        {"kind": kind, "name": document_name(kind), "template": kind in look.orders}
        for kind in kinds()
    ]
    if context.out.as_json:
        context.out.data(rows)
        return 0
    for row in rows:
        row["template"] = _("yes") if row["template"] else ""
    headings = {"kind": _("Kind"), "name": _("Document"), "template": _("Template")}
    context.out.items(rows, headings, empty="")
    return 0
