"""``kemas worker``: print, book shipments and promise what came in, without a terminal."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from core import workers
from core.errors import KemasError, Refusal
from core.i18n import _
from core.transaction import SYSTEM, reading, run
from tui.context import Context
from tui.sign import Sign

if TYPE_CHECKING:
    from tui.hooks import HandIn

_AGAIN_S = 2.0
_PATIENCE_S = 5.0
_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument(
        "--stay",
        action="store_true",
        help=_("run as a service: wait for the lease, never end by itself"),
    )
    parser.add_argument(
        "--listen",
        metavar="HOST:PORT",
        help=_("hear couriers that tell by themselves where parcels are; also as a service"),
    )
    parser.set_defaults(run=_work)


class _Told:
    """What the signals said; a service that has begun is told at once."""

    def __init__(self) -> None:
        self.stop = False
        self.service: object | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.stop = True
        stop = getattr(self.service, "stop", None)
        if stop is not None:
            stop()


def _work(context: Context) -> int:
    from tui.worker_log import open_log

    told = _Told()
    for number in _SIGNALS:
        signal.signal(number, told)
    # A thread that started this process may have had them blocked.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    path = open_log(context.config)
    if path is None:
        context.out.note(_("The worker cannot write its log; it works without one."))
    sign = Sign()
    try:
        with _watched(context, sign), _listening(context):
            end = _serve(context, told, sign)
    except KemasError as refusal:
        logging.getLogger(__name__).error("the worker cannot work: %s", refusal)  # noqa: TRY400
        raise
    if end is None:
        _again(context)
    return end or 0


@contextmanager
def _watched(context: Context, sign: Sign) -> Iterator[None]:
    """Tell whatever watches this machine how the worker is, where the configuration says so."""
    if not context.config.worker.health:
        yield
        return
    from tui.health import Told, Watched

    watched = Watched(Told(context.database, sign), context.config.worker.health)
    watched.start()
    try:
        yield
    finally:
        watched.stop(_PATIENCE_S)


@contextmanager
def _listening(context: Context) -> Iterator[None]:
    """Hear couriers, whoever holds the lease: what they tell waits for nobody."""
    if not context.args.listen:
        yield
        return
    from core.channels.registry import shops_of
    from core.shipping.tracking.following import following_of
    from tui.hooks import Hooks
    from tui.httpline import address_of

    host, port = address_of(context.args.listen)
    shops = shops_of(context.config)
    handed = _handing_in(context)
    hooks = Hooks(context.database, following_of(context.config), host, port, shops, handed)
    hooks.start()
    context.out.line(_("Couriers are listened to at port {port}.").format(port=hooks.port))
    sys.stdout.flush()
    try:
        yield
    finally:
        hooks.stop(_PATIENCE_S)


def _handing_in(context: Context) -> HandIn:
    """What takes in the orders of sites and forms, in the warehouse of this configuration."""
    from core.channels.handing_in import HandedIn, hand_in
    from tui.commands.parked import intake_rules

    def take(name: str, headers: Mapping[str, str], body: bytes) -> HandedIn:
        with context.reading() as tx:
            rules = intake_rules(tx, context)
        return hand_in(context.database, context.config.intake, rules, name, headers, body)

    return take


def _serve(context: Context, told: _Told, sign: Sign) -> int | None:
    """Be the worker until the end; gives the exit code, None for a new configuration."""
    from tui.service import End, Service, is_alive, me

    this, stay = me(), bool(context.args.stay or context.args.listen)
    while True:
        fence = run(context.database, SYSTEM, lambda tx: workers.take(tx, this, is_alive))
        if fence is not None or told.stop or not stay:
            break
        sign.alive()
        time.sleep(_AGAIN_S)
    if fence is None:
        with reading(context.database) as tx:
            other = workers.living(tx, this.host, is_alive)
        pid = other.pid if other else 0
        context.out.line(_("A worker is running already (process {pid}).").format(pid=pid))
        return 0
    service = Service(context.database, context.config, fence, stay=stay, sign=sign)
    told.service = service
    if told.stop:
        service.stop()
    end = service.run()
    if end is End.LOST:
        raise Refusal("database_lost", path=str(context.config.database.file))
    return None if end is End.NEW_CONFIG else 0


def _again(context: Context) -> None:
    """Become a fresh worker with the new configuration, in the same process."""
    from tui.workers import command, environment

    path = context.config.path
    context.close()
    logging.shutdown()
    sys.stdout.flush()
    extra = ["--stay"] if context.args.stay else []
    if context.args.listen:
        extra += ["--listen", context.args.listen]
    words = (*command(path), *extra)
    os.execve(words[0], words, environment())  # noqa: S606 - itself, without a shell
