"""The status bar: station, people, printers, what waits, and the next cut-off."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core import outbox
from core.clock import local
from core.copies.backing_up import is_old, newest
from core.fulfilment.packing.work import load
from core.fulfilment.queue_counts import next_cutoff
from core.i18n import _
from core.messages.troubles import post
from core.paper.queries import PrinterLight as Known
from core.paper.queries import counts, jobs, lights
from core.paper.states import JobState
from core.shipping.handover.queries import standing_by_courier
from core.stock import put_away
from core.transaction import Transaction
from tui.live.letter_watch import concerns
from tui.live.lists import courier_name
from tui.state import Cutoff, Light, PrinterLight, Status
from tui.words.messages import way_name

if TYPE_CHECKING:
    from core.settings import Config

_LIGHTS: dict[str, Light] = {
    "ready": "ok",
    "near_end": "low",
    "silent": "silent",
    "paper_out": "paper",
    "cover_open": "open",
    "error": "error",
    "cutter": "cutter",
    "offline": "off",
    "unreachable": "off",
    "stalled": "stuck",
    "disk_full": "full",
    "wrong_language": "wrong",
}
"""What a printer says about itself -> what the status bar shows of it."""
_DAYS_FROM = 48
"""Hours from which on the age of a backup is told in days."""
_WELL = {"ok", "low", "silent", "unknown"}


def status_of(tx: Transaction, config: Config, station_id: int, *, demo: bool) -> Status:
    """Everything that the status bar says, as of now."""
    station = load(tx, station_id, lock=False)
    if station.lane:
        mode = _("LANE")
    else:
        mode = _("PICK") if station.work.mode == "pick" and station.work.order_id else _("PACK")
    paper, intents = counts(tx), outbox.counts(tx)
    letters = post(tx)
    elsewhere = intents.get("unknown", 0) - letters.unknown
    writes = concerns(tx, station_id)
    return Status(
        station=station.name,
        warehouse=config.station.warehouse,
        mode=mode,
        operator=station.actor.name,
        printers=_printers(tx, config),
        waiting=paper.waiting + intents.get("pending", 0) + intents.get("in_flight", 0),
        unknown=paper.unknown + elsewhere + letters.unknown,
        unknown_at=_answered_at(paper.unknown, elsewhere, writes=bool(writes)),
        standing=tuple(way_name(one.way) for one in letters.standing) if writes else (),
        saved=_saved(tx, config),
        is_saved_late=config.backup.at is not None and is_old(newest(tx), tx.now),
        put_back=put_away.how_many(tx, station.warehouse_id),
        connection="online",
        cutoff=_cutoff(tx, config, station.warehouse_id),
        notice=_("DEMO") if demo else "",
    )


def _saved(tx: Transaction, config: Config) -> str:
    """How old the last good backup is, where the worker makes them."""
    if config.backup.at is None:
        return ""
    at = newest(tx)
    if at is None:
        return _("no backup")
    hours = int((tx.now - at).total_seconds() // 3600)
    if hours < _DAYS_FROM:
        return _("backup {hours} h").format(hours=hours)
    return _("backup {days} d").format(days=hours // 24)


def _answered_at(paper: int, elsewhere: int, *, writes: bool) -> str:
    """The action that leads to where somebody says what became of what nobody knows."""
    if paper:
        return "jobs"
    if elsewhere:
        return "stock"  # the list of the day's end, among the boards
    return "follow_up" if writes else ""


def _printers(tx: Transaction, config: Config) -> tuple[PrinterLight, ...]:
    known = lights(tx)
    printing = {job.printer for job in jobs(tx, states=(JobState.SENDING,))}
    found = []
    for name in (printer.name for printer in config.printers):
        light = known.get(name)
        state = light_of(light, printing=name in printing)
        found.append(PrinterLight(name, state, light.waiting if light else 0))
    return tuple(found)


def light_of(known: Known | None, *, printing: bool) -> Light:
    """What is shown of a printer: first what a person decided, then what it needs."""
    if known is None:
        return "busy" if printing else "unknown"
    if known.paused:
        return "paused"
    said = "unknown" if known.stale else _LIGHTS.get(known.light, "unknown")
    return "busy" if printing and said in _WELL else said


def _cutoff(tx: Transaction, config: Config, warehouse: int) -> Cutoff | None:
    """The next pick-up that there is something for: orders to pack, or parcels to hand over."""
    found = next_cutoff(tx, warehouse)
    standing = standing_by_courier(tx, warehouse)
    at, couriers = (found.at, found.couriers) if found is not None else (None, ())
    if at is None and standing:
        at, couriers = _pick_up(tx, config, standing)
    if found is None and at is None:
        return None
    return Cutoff(
        local(at, config.shop.timezone).strftime("%H:%M") if at else "",
        courier_name(config, couriers[0]) if couriers else "",
        found.blocked + found.late if found else 0,
        found.waiting if found else 0,
        sum(standing.get(courier, 0) for courier in couriers),
        None if at is None else int((at - tx.now).total_seconds() // 60),
    )


def _pick_up(
    tx: Transaction, config: Config, standing: dict[str, int]
) -> tuple[datetime | None, tuple[str, ...]]:
    """Today's next pick-up of couriers whose parcels stand there; one that passed where all did."""
    here = local(tx.now, config.shop.timezone)
    times: dict[datetime, list[str]] = {}
    for code in sorted(standing, key=lambda code: -standing[code]):
        cutoff = config.couriers.get(code).cutoff if code in config.couriers.codes else None
        if cutoff is not None:
            at = here.replace(hour=cutoff.hour, minute=cutoff.minute, second=0, microsecond=0)
            times.setdefault(at, []).append(code)
    if not times:
        return None, ()
    at = min((one for one in times if one >= here), default=max(times))
    return at, tuple(times[at])
