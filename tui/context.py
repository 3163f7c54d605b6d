"""What a command of the command line works with: arguments, configuration, database, output."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import KemasError
from core.i18n import set_language
from tui.output import Output

if TYPE_CHECKING:
    from core.config import Config
    from core.database import Database
    from core.people.approving import Lead
    from core.people.queries import Station
    from core.transaction import Actor, Transaction


class Context:
    """One call of the command line; configuration and database open when first used."""

    def __init__(self, args: Namespace, out: Output) -> None:
        self.args = args
        self.out = out
        self._lead: Lead | None = None
        self._spent = False
        """Whether the lead's yes was for something already."""

    @cached_property
    def config(self) -> Config:
        """The configuration; from here on its language is spoken unless another was asked for."""
        from core.config import find, load

        config = load(find(self.config_path))
        if not self.args.language:
            set_language(config.shop.language)
        return config

    def speak(self) -> None:
        """Speak the shop's language, also where something was refused before it was looked up."""
        with suppress(KemasError):
            _ = self.config

    @property
    def config_path(self) -> Path | None:
        """The file named by ``--config``, if any."""
        return Path(self.args.config) if self.args.config else None

    @cached_property
    def database(self) -> Database:
        """The open database, of this program's schema."""
        from core.database import open_database

        return open_database(self.config.database.engine_url, self.config.shop.timezone)

    @property
    def station(self) -> str:
        """The name of this station: ``--station``, else KEMAS_STATION, else the configuration's."""
        return self.args.station or os.environ.get("KEMAS_STATION") or self.config.station.name

    def open_station(self) -> Station:
        """This station's record, made when it is opened for the first time.

        Raises NotFound ``warehouse_unknown`` where the configuration names none that exists.
        """
        from core.people.commands import register_station
        from core.stock.places import warehouse_id

        with self.writing() as tx:
            warehouse = warehouse_id(tx, self.config.station.warehouse)
            return register_station(tx, self.station, warehouse)

    @contextmanager
    def reading(self, actor: Actor | None = None) -> Iterator[Transaction]:
        """One transaction that only reads."""
        from core.transaction import SYSTEM, reading

        with reading(self.database, actor or SYSTEM) as tx:
            yield tx

    @contextmanager
    def writing(self, actor: Actor | None = None) -> Iterator[Transaction]:
        """One transaction that may write; who can run the program may do everything.

        What is printed meanwhile is printed once it is saved. A lead's yes is for the first one
        that needs it.
        """
        from core.transaction import SYSTEM, writing

        who = actor or SYSTEM
        if self._spent or not getattr(self.args, "approved_by", None):
            with self.out.kept(), writing(self.database, who) as tx:
                yield tx
            return
        from core.people import approving
        from tui.commands.acting import action_of, lead_of

        if self._lead is None:
            self._lead = lead_of(self, who)
        with self.out.kept(), writing(self.database, who) as tx:
            if self._lead is not None:
                tx.approval = approving.approval(tx, self._lead, action_of(self))
            yield tx
            approving.write_down(tx)
        self._spent = tx.approval is not None and bool(tx.approval.used)

    def promise(self, warehouse: int) -> int:
        """Give orders what is free by now; how many of them wait no longer."""
        from core.orders.promise import promise_waiting
        from core.transaction import SYSTEM

        partial = self.config.packing.partial_promise
        return promise_waiting(self.database, SYSTEM, warehouse, partial=partial)

    def close(self) -> None:
        """Close what was opened."""
        if "database" in self.__dict__:
            self.database.close()
