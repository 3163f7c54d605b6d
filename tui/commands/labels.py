"""``kemas labels``: print the labels that couriers and marketplaces give out as PDF."""

from __future__ import annotations

import base64
import hashlib
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.clock import now
from core.errors import NotFound, Refusal
from core.i18n import _, ngettext
from core.paper.documents import CourierLabel
from core.paper.queries import Job
from core.shipping.courier_labels import A6_DOTS, print_courier_label
from core.shipping.papers import printer_of
from core.shipping.settings import settings_of
from tui.commands.acting import actor_of, operator_option
from tui.commands.jobs import job_json
from tui.context import Context
from tui.words.refusals import sentence

if TYPE_CHECKING:
    from printers.profiles import Profile


@dataclass(frozen=True)
class _Sheet:
    """One page of the file: the label it is, or why it is none."""

    number: int
    label: CourierLabel | None
    reason: str = ""


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    printing = actions.add_parser("print", help=_("print the pages of a PDF, a label each"))
    option = printing.add_argument
    option("file", metavar="FILE", help=_("the PDF of a courier or marketplace"))
    option("--page", type=_page, default=0, metavar="N", help=_("only this page; else all"))
    option("--printer", metavar="NAME", help=_("on this printer"))
    option("--parcel", metavar="CODE", help=_("for this parcel; else the one of the waybill"))
    option("--to-file", metavar="PATH", help=_("write the bytes there, print nothing"))
    option("--preview", metavar="PNG", help=_("only write it as a picture"))
    operator_option(printing)
    printing.set_defaults(run=_print)


def _page(text: str) -> int:
    if text == "all":
        return 0
    if not text.isdecimal() or not int(text):
        words = _("{value} is neither a number from 1 on nor all")
        raise ArgumentTypeError(words.format(value=text))
    return int(text)


def _print(context: Context) -> int:
    args = context.args
    profile = _profile(context)
    sheets = _sheets(context, profile)
    good = [sheet.label for sheet in sheets if sheet.label is not None]
    if args.to_file or args.preview:
        if good:
            _write(context, good, profile)
        found = [_told(sheet) for sheet in sheets]
    else:
        found = _queue(context, sheets)
    _tell(context, found)
    return 0 if len(good) == len(sheets) else 1


def _profile(context: Context) -> Profile:
    from printers.spool import profile_in

    with context.reading(actor_of(context)) as tx:
        settings = settings_of(context.config)
        name = printer_of(tx, settings, CourierLabel.role, context.args.printer, dots=A6_DOTS)
        printer = context.config.printer(name)
        if printer is None:
            raise NotFound("printer_unknown", printer=name, known="-")
        return profile_in(tx, printer)


def _sheets(context: Context, profile: Profile) -> list[_Sheet]:
    """The pages as labels that were drawn for this printer, so that what cannot print is known."""
    from printers.pdf import process
    from printers.pdf.drawing import take_page
    from printers.pdf.limits import MAX_FILE_BYTES

    path = Path(context.args.file)
    with path.open("rb") as file:
        pdf = file.read(MAX_FILE_BYTES + 1)
    digest = hashlib.sha256(pdf).hexdigest()
    sheets, number, last = list[_Sheet](), context.args.page or 1, context.args.page
    while not last or number <= last:
        if last != number:
            process.warm()
        try:
            drawn = take_page(pdf, number, profile.width_dots, profile.label_dots)
        except Refusal as refusal:
            if refusal.code not in _OF_ONE_PAGE or context.args.page:
                raise
            # How many pages there are is only known from one that could be drawn.
            if refusal.code == "pdf_page_missing":
                break
            sheets.append(_Sheet(number, None, sentence(refusal)))
        else:
            last = context.args.page or drawn.pages
            codes = tuple((code.format, code.text) for code in drawn.codes)
            label = CourierLabel(
                language=context.config.shop.language,
                zone=context.config.shop.timezone,
                courier="",
                waybill="",
                parcel_code="",
                pdf=base64.b64encode(drawn.alone).decode(),
                printed_at=now(),
                station=context.station,
                sheet=number,
                sheets=drawn.pages,
                codes=codes,
                source=f"{digest}:{number}",
            )
            sheets.append(_Sheet(number, label))
        number += 1
        context.out.passing(_("Page {page}").format(page=number - 1))
    context.out.passing()
    return sheets


_OF_ONE_PAGE = {
    "pdf_page_missing",
    "pdf_page_empty",
    "pdf_page_too_big",
    "pdf_code_unreadable",
    "pdf_too_many_codes",
    "pdf_too_heavy",
}
"""What is wrong with one page of a file, while others may be good."""


def _write(context: Context, labels: list[CourierLabel], profile: Profile) -> None:
    from printers.render import preview_png, render

    args = context.args
    if args.to_file:
        path = Path(args.to_file)
        path.write_bytes(b"".join(render(label, profile) for label in labels))
        context.out.note(_("Written: {path}").format(path=str(path)))
    if args.preview:
        first = Path(args.preview)
        for at, label in enumerate(labels):
            name = first.name if not at else f"{first.stem}-{label.sheet}{first.suffix}"
            path = first.with_name(name)
            path.write_bytes(preview_png(label, profile))
            context.out.note(_("Written: {path}").format(path=str(path)))


def _queue(context: Context, sheets: list[_Sheet]) -> list[dict[str, Any]]:
    """One job a page, all of them or none."""
    from tui.workers import wake

    args, settings = context.args, settings_of(context.config)
    rows = []
    with context.writing(actor_of(context)) as tx:
        for sheet in sheets:
            if sheet.label is None:
                rows.append(_told(sheet))
                continue
            job = print_courier_label(
                tx, settings, sheet.label, printer=args.printer, parcel=args.parcel
            )
            rows.append(_told(sheet, job) | {"order": job_json(tx, context, [job])[0]["order"]})
    wake(context)
    return rows


def _told(sheet: _Sheet, job: Job | None = None) -> dict[str, Any]:
    codes = sheet.label.codes if sheet.label else ()
    return {
        "page": sheet.number,
        "job": job.id if job else None,
        "printer": job.printer if job else None,
        "copy": job.copy if job else None,
        "order": None,
        "codes": [{"format": kind, "text": text} for kind, text in codes],
        "reason": sheet.reason,
    }


def _tell(context: Context, rows: list[dict[str, Any]]) -> None:
    if context.out.as_json:
        context.out.data(rows)
        return
    shown = [
        row | {"codes": ", ".join(dict.fromkeys(code["text"] for code in row["codes"]))}
        for row in rows
    ]
    headings = {
        "page": _("Page"),
        "job": _("Job"),
        "printer": _("Printer"),
        "order": _("Order"),
        "codes": _("Codes"),
        "reason": _("Why"),
    }
    context.out.items(shown, headings, empty=_("There is no page to print."))
    bare = sum(not row["codes"] and not row["reason"] for row in rows)
    if bare:
        words = ngettext(
            "{count} page has no readable bar code; look at it before it goes on a box.",
            "{count} pages have no readable bar code; look at them before they go on boxes.",
            bare,
        )
        context.out.note(words.format(count=bare))
