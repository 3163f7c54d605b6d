"""The part of a station's backend that begins, and goes on, while the database is away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import DatabaseRefusal
from core.i18n import speaking
from tui.frames import ScannerSettings
from tui.state import Hello

if TYPE_CHECKING:
    from core.database import Database
    from core.fulfilment.packing.verdict import Verdict as CoreVerdict
    from core.settings import Config
    from core.shipping.desk import Desk
    from tui.live.attendant import Attendant
    from tui.live.island import LiveIsland
    from tui.live.leads import Leads
    from tui.live.news import News
    from tui.live.troubles import Watch
    from tui.samefile import SameFile


class Islanded:
    """Opens the station's island; LiveBackend is the rest of it."""

    _station: str
    _demo: bool
    _asked_language: str
    """What the command line asked for; empty where it did not."""
    _config: Config
    _database: Database
    _desk: Desk
    _file: SameFile
    _watch: Watch
    _news: News
    _attendant: Attendant
    _leads: Leads
    _line: LiveIsland
    _attached = True
    """Whether this process has its station in the database."""

    def _spoken(self, language: str) -> str:
        """The language to speak with somebody who has this one."""
        return self._asked_language or language

    def _scanner(self) -> ScannerSettings:
        wanted = self._config.scanner
        return ScannerSettings(
            prefix=wanted.prefix,
            ends=wanted.suffix,
            aim=wanted.aim,
            gap=wanted.gap_ms / 1000,
            burst=wanted.min_length,
            timeout=wanted.timeout_ms / 1000,
        )

    @property
    def _zone(self) -> str:
        return self._config.shop.timezone

    @property
    def _kept_in(self) -> Path:
        """Where what is done offline is kept, on this machine."""
        return self._config.data_dir / "offline"

    def _island(self) -> LiveIsland:
        from tui.live.island import LiveIsland

        name = self._station or self._config.station.name
        return LiveIsland(self._desk, self._kept_in, name, self._zone)

    def _take_station(self) -> CoreVerdict | None:
        """Take the station; what waits for the database is told before anything is asked."""
        self._database.watch_line()
        self._line.open()
        return self._desk.open(confirm=not self._line.island.waiting)

    def _start_offline(self, refusal: DatabaseRefusal) -> Hello:
        """Go on with what an earlier process kept; raises the refusal where it kept nothing."""
        from core.database import connect
        from core.fulfilment.island.journal import path_of, peek
        from core.shipping.desk import Desk
        from core.shipping.island import LOST
        from tui.live.attendant import Attendant
        from tui.live.island import resumed_offline
        from tui.live.leads import Leads
        from tui.live.news import News
        from tui.live.troubles import Watch
        from tui.samefile import SameFile

        name = self._station or self._config.station.name
        kept = peek(path_of(self._kept_in, name))
        if kept is None or refusal.code not in LOST | {"database_missing"}:
            raise refusal
        held, self._attached = kept[0].held, False
        self._database = connect(self._config.database.engine_url, self._zone)
        self._database.watch_line()
        self._file = SameFile(self._config.database.engine_url)
        self._desk = Desk(self._database, self._config, held.station_id)
        self._news = News(self._database, held.station_id)
        self._attendant = Attendant(self._database, self._desk.settings, held.station_id)
        self._leads = Leads(self._desk)
        self._watch = Watch(self._config, self._desk.settings, held.station_id)
        self._line = self._island()
        self._line.open()
        with speaking(self._spoken(held.language)):
            status, said = self._line.away(refusal), resumed_offline(self._line)
        return Hello(
            status=status,
            operator=held.operator,
            language=self._spoken(held.language),
            demo=self._demo,
            resumed=said,
            permissions=frozenset(held.permissions),
            last_seq=self._line.island.last_seq,
            scanner=self._scanner(),
            idle_seconds=self._config.people.idle_minutes * 60,
        )

    def _attach(self) -> None:
        """Take the station now that the database is there for the first time."""
        from core.database import open_database
        from tui.samefile import SameFile

        open_database(self._config.database.engine_url, self._zone).close()
        self._file = SameFile(self._config.database.engine_url)
        self._desk.open(confirm=False)
        self._attached = True
