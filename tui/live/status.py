"""The status bar: station, people, printers, what waits, and the next cut-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import outbox
from core.clock import local
from core.fulfilment.packing.work import load
from core.fulfilment.queue_counts import next_cutoff
from core.i18n import _
from core.paper.queries import counts, lights
from core.transaction import Transaction
from tui.live.lists import courier_name
from tui.state import Cutoff, Light, PrinterLight, Status

if TYPE_CHECKING:
    from core.settings import Config

_LIGHTS: dict[str, Light] = {
    "ready": "ok",
    "near_end": "ok",
    "busy": "busy",
    "paper_out": "paper",
    "cover_open": "open",
    "offline": "off",
    "unreachable": "off",
    "error": "off",
    "stalled": "off",
    "disk_full": "off",
}


def status_of(tx: Transaction, config: Config, station_id: int, *, demo: bool) -> Status:
    """Everything that the status bar says, as of now."""
    station = load(tx, station_id, lock=False)
    if station.lane:
        mode = _("LANE")
    else:
        mode = _("PICK") if station.work.mode == "pick" and station.work.order_id else _("PACK")
    paper, intents = counts(tx), outbox.counts(tx)
    return Status(
        station=station.name,
        warehouse=config.station.warehouse,
        mode=mode,
        operator=station.actor.name,
        printers=_printers(tx, config),
        waiting=paper.waiting + intents.get("pending", 0) + intents.get("in_flight", 0),
        unknown=paper.unknown + intents.get("unknown", 0),
        connection="online",
        cutoff=_cutoff(tx, config, station.warehouse_id),
        notice=_("DEMO") if demo else "",
    )


def _printers(tx: Transaction, config: Config) -> tuple[PrinterLight, ...]:
    names = [printer.name for printer in config.printers]
    known = lights(tx)
    found = []
    for name in names:
        light = known.get(name)
        if light is None or light.stale:
            found.append(PrinterLight(name, "busy" if light and light.waiting else "unknown"))
        else:
            found.append(PrinterLight(name, _LIGHTS.get(light.light, "unknown")))
    return tuple(found)


def _cutoff(tx: Transaction, config: Config, warehouse: int) -> Cutoff | None:
    found = next_cutoff(tx, warehouse)
    if found is None:
        return None
    at = local(found.at, config.shop.timezone).strftime("%H:%M") if found.at else ""
    courier = courier_name(config, found.couriers[0]) if found.couriers else ""
    return Cutoff(at, courier, found.blocked + found.late, found.waiting)
