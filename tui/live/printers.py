"""The printers as the screen shows them: rows, everything about one, and what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.clock import local
from core.errors import Refusal
from core.i18n import N_, _, ngettext
from core.paper.queries import Job, jobs, lights
from core.paper.queries import PrinterLight as Known
from core.paper.setups import PrinterSetup, setups
from core.paper.states import JobState
from core.transaction import Transaction
from tui.lights import LIGHTS as SHOWN
from tui.live.lists import job_rows
from tui.live.status import light_of
from tui.printer_facts import where_of
from tui.views import Choice, Detail, Page, PrinterRow, Section
from tui.words.paper import LIGHTS, ROLES, paused_words
from tui.words.states import document_name

if TYPE_CHECKING:
    from core.printer_settings import PrinterSettings
    from core.settings import Config
    from printers.profiles import Profile

_RECENT = 30
_PAUSE = (
    N_("Paper is being changed"),
    N_("Paper jam"),
    N_("Is being cleaned or repaired"),
    N_("Prints badly"),
    N_("Used for something else"),
)
_RAN = (JobState.PRINTED, JobState.UNKNOWN)


def named(config: Config, name: str) -> PrinterSettings:
    """A printer by its name; raises Refusal ``printer_unknown``."""
    found = config.printer(name)
    if found is None:
        known = ", ".join(printer.name for printer in config.printers)
        raise Refusal("printer_unknown", printer=name, known=known)
    return found


def printer_page(tx: Transaction, config: Config, offset: int, limit: int) -> Page[PrinterRow]:
    """A page of the configured printers, in the order of the file."""
    known, decided, way = lights(tx), setups(tx), _on_the_way(tx)
    rows = [
        _row(printer, known.get(printer.name), decided.get(printer.name), way.get(printer.name))
        for printer in config.printers
    ]
    return Page(tuple(rows[offset : offset + limit]), len(rows))


def _on_the_way(tx: Transaction) -> dict[str, Job]:
    return {job.printer: job for job in jobs(tx, states=(JobState.SENDING,))}


def _row(
    printer: PrinterSettings, known: Known | None, setup: PrinterSetup | None, way: Job | None
) -> PrinterRow:
    paused = setup if setup is not None and setup.paused else None
    return PrinterRow(
        name=printer.name,
        light=light_of(known, printing=way is not None),
        said=_said(known),
        waiting=known.waiting if known else 0,
        unknown=known.unknown if known else 0,
        prints=_prints(printer),
        where=where_of(printer),
        remark=paused_words(paused) if paused else document_name(way.kind) if way else "",
    )


def _said(known: Known | None) -> str:
    """What a printer last said about itself."""
    light = known.light if known is not None else ""
    said = _(LIGHTS[light]) if light in LIGHTS else light
    if known is None or not light:
        return said
    return _("not known now; last: {light}").format(light=said) if known.stale else said


def _prints(printer: PrinterSettings) -> str:
    return ", ".join(_(ROLES[role]) for role in printer.roles)


def printer_sheet(tx: Transaction, config: Config, name: str) -> Detail:
    """Everything about a printer, and its last jobs with those that ask for an answer first."""
    from printers.spool import profile_in

    printer = named(config, name)
    known, setup = lights(tx).get(printer.name), setups(tx).get(printer.name)
    way = _on_the_way(tx).get(printer.name)
    rows = [*_state(tx, config, known, setup, way), *_facts(printer, profile_in(tx, printer))]
    found = jobs(tx, printer=printer.name, limit=_RECENT)
    asked = jobs(tx, printer=printer.name, states=(JobState.UNKNOWN,), limit=_RECENT)
    listed = [*asked, *(job for job in found if job.state is not JobState.UNKNOWN)]
    sections = (Section(_("Printer"), tuple(row for row in rows if row[1])),)
    return Detail(
        printer.name,
        _(SHOWN[light_of(known, printing=way is not None)][1]),
        sections,
        jobs=job_rows(tx, config.shop.timezone, listed[:_RECENT]),
    )


def _state(
    tx: Transaction,
    config: Config,
    known: Known | None,
    setup: PrinterSetup | None,
    way: Job | None,
) -> list[tuple[str, str]]:
    zone = config.shop.timezone
    rows = [(_("Says"), _said(known))]
    if setup is not None and setup.paused:
        since = local(setup.since, zone).strftime("%d/%m %H:%M") if setup.since else ""
        rows.append((_("Paused"), f"{paused_words(setup)} {since}".strip()))
    if known is not None:
        rows.append((_("Waiting"), str(known.waiting)))
        rows.append((_("Unknown"), str(known.unknown) if known.unknown else ""))
        if known.seen_s is not None:
            seen = _ago(known.seen_s)
            by = _("{ago}, by {host}").format(ago=seen, host=known.host) if known.host else seen
            rows.append((_("Last seen"), by))
    if way is not None and way.sent_at is not None:
        since = local(way.sent_at, zone).strftime("%H:%M:%S")
        (row,) = job_rows(tx, zone, [way])
        what = " ".join(part for part in (row.document, row.order) if part)
        rows.append((_("On its way"), _("{what}, since {time}").format(what=what, time=since)))
    return rows


def _facts(printer: PrinterSettings, profile: Profile) -> list[tuple[str, str]]:
    served, dots = ", ".join((*printer.stations, *printer.warehouses)), profile.width_dots
    return [
        (_("Prints"), _prints(printer)),
        (_("Only for"), served),
        (_("Reached by"), f"{printer.transport} {where_of(printer)}".strip()),
        (_("Width"), _("{dots} dots, profile {name}").format(dots=dots, name=profile.name)),
        (_("Fallback"), printer.fallback or _("none: what waits stays here")),
    ]


def _ago(seconds: int) -> str:
    if seconds < 90:
        return ngettext("{count} second ago", "{count} seconds ago", seconds).format(count=seconds)
    minutes = seconds // 60
    if minutes < 120:
        return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
    hours = minutes // 60
    return ngettext("{count} hour ago", "{count} hours ago", hours).format(count=hours)


def printer_choices(
    tx: Transaction, config: Config, action: str, target: Mapping[str, str]
) -> tuple[Choice, ...]:
    """Reasons to pause, printers to go to, jobs to begin a run with."""
    name = target.get("printer", "")
    if action == "pause":
        return tuple(Choice(_(reason), _(reason)) for reason in _PAUSE)
    if action == "run_again" and "first" not in target:
        ran = jobs(tx, printer=name, states=_RAN, limit=_RECENT)
        return tuple(
            Choice(row.id, f"{row.made}  {row.order or '—'}", f"{row.document} · {row.state}")
            for row in job_rows(tx, config.shop.timezone, ran)
        )
    known = lights(tx)
    others = [one for one in config.printers if action != "move" or one.name != name]
    if action == "run_again":  # the same one first: most jams are cleared
        others.sort(key=lambda one: one.name != name)
    return tuple(Choice(one.name, one.name, _hint(one, known.get(one.name))) for one in others)


def _hint(printer: PrinterSettings, known: Known | None) -> str:
    light = _(SHOWN[light_of(known, printing=False)][1])
    return _("{light}, {dots} dots").format(light=light, dots=printer.dots)
