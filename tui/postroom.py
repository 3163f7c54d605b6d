"""The worker's post room: draws invoices that are to go out, and gives them to post and printer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from core.billing.rules import billing_rules
from core.billing.sending import mailing, printing
from core.billing.sending.mailing import Handed
from core.billing.sending.queries import batches
from core.config import Config
from core.database import Database
from core.einvoice.handing import legals_of
from core.einvoice.registry import einvoicing_of
from core.errors import DatabaseRefusal, KemasError, Refusal
from core.shipping.letters import follow_ups_of
from core.shipping.settings import settings_of
from core.transaction import SYSTEM, Transaction, reading, run_among_others
from tui.beside import Beside
from tui.invoice_files import Papering, draw_all, papering_of

T = TypeVar("T")
logger = logging.getLogger(__name__)
_REST_S = 2.0  # at most between two looks
_AWAY_S = 30.0  # after the database did not answer, or there was no printer
_AGAIN = {Handed.LATER: 60.0, Handed.NO_FILE: 15.0}
"""Seconds until what a provider or a gateway has made nothing of yet is looked at again."""
_PIECE = 5  # e-mails of one transaction


class PostRoom(Beside):
    """Mails and prints what is ready, each at its time; what broke off goes on where it was."""

    def __init__(self, database: Database, config: Config) -> None:
        super().__init__()
        self._database = database
        self._config = config
        self._rules = billing_rules(config)
        self._shipping = settings_of(config)
        self._letters = follow_ups_of(config)
        self._legals = legals_of(provided=bool(einvoicing_of(config).codes))
        self._papering: Papering | None = None
        self._later: dict[int, float] = {}
        self._no_printer = ""
        self.add("post-room", self._once, woken_s=_REST_S, away_s=_AWAY_S)

    def _once(self) -> float:
        self.look()
        return _AWAY_S if self._no_printer else 0.2

    def look(self) -> None:
        """Give all that is ready to the post and to the printer."""
        self._mail()
        try:
            self._print()
        except Refusal as refusal:
            if refusal.code != "printer_none":
                raise
            if not self._no_printer:
                logger.warning("invoices wait for a printer: %s", refusal)
            self._no_printer = refusal.code
        else:
            self._no_printer = ""

    def _mail(self) -> None:
        now = time.monotonic()
        with reading(self._database) as tx:
            ready = mailing.ready_mails(tx)
        due = [one for one in ready if self._later.get(one[0], 0.0) <= now]
        if not due or not self._letters.mail.configured:
            return
        missing = [invoice for _one, invoice, _number, kept in due if not kept]
        draw_all(self._database, SYSTEM, missing, self._papers(), stopped=self.stopped)
        ids = [one for one, _invoice, _number, _kept in due]
        for at in range(0, len(ids), _PIECE):
            if self.stopped():
                return
            self._hand(ids[at : at + _PIECE])
        self._later = {one: until for one, until in self._later.items() if until > now}

    def _hand(self, ids: Sequence[int]) -> None:
        """All of a few at once; where one cannot be mailed, each by itself."""

        def work(tx: Transaction) -> list[Handed]:
            return [mailing.mail(tx, self._letters, one, self._legals) for one in ids]

        try:
            came = run_among_others(self._database, SYSTEM, work)
        except DatabaseRefusal:
            raise
        except KemasError as refusal:
            if len(ids) > 1:
                for one in ids:
                    self._hand([one])
                return
            logger.warning("an invoice cannot be mailed and is held: %s", refusal)
            why = refusal.code
            run_among_others(self._database, SYSTEM, lambda tx: mailing.hold(tx, ids[0], why))
            return
        for one, what in zip(ids, came, strict=True):
            if what in _AGAIN:
                self._later[one] = time.monotonic() + _AGAIN[what]

    def _print(self) -> None:
        with reading(self._database) as tx:
            begun = [one.id for one in batches(tx, only_open=True)]
        for batch in begun:
            self._go_on(batch)
        if self._rules.sending.print_at is None:
            with reading(self._database) as tx:
                singles = printing.single_prints(tx)
            for one in singles:
                if not self.stopped():
                    self._run(
                        lambda tx, one=one: printing.print_one(  # type: ignore[misc]
                            tx, self._shipping, self._rules, one
                        )
                    )
            return
        with reading(self._database) as tx:
            if not printing.is_batch_due(tx, self._rules):
                return
        made = self._run(lambda tx: printing.begin_batch(tx, self._shipping, self._rules))
        if made is not None:
            logger.info("%s invoices are printed as batch %s", made.count, made.id)
            self._go_on(made.id)

    def _go_on(self, batch: int) -> None:
        done, of_all = -1, 0
        while done < of_all and not self.stopped():
            step = partial(
                printing.go_on, settings=self._shipping, rules=self._rules, batch_id=batch
            )
            done, of_all = self._run(step)

    def _run(self, work: Callable[[Transaction], T]) -> T:
        return run_among_others(self._database, SYSTEM, work)

    def _papers(self) -> Papering:
        if self._papering is None:
            self._papering = papering_of(self._config)
        return self._papering
