"""``kemas demo``: a throw-away warehouse on the real screens, with a scanner that is simulated."""

from __future__ import annotations

import errno
import os
import signal
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.config import VARIABLE
from core.i18n import _, language
from tui.context import Context

if TYPE_CHECKING:
    from core.config import Config
    from tui.demo.build import Demo

_PATIENCE_S = 3.0


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    option = parser.add_argument
    option("--keep", metavar="DIR", help=_("build it in this empty folder and leave it there"))
    option("--no-tui", action="store_true", help=_("only build it, and say where it is"))
    option("--pictures", metavar="DIR", help=_("draw pictures of its screens into this folder"))
    parser.set_defaults(run=_demo)


def _demo(context: Context) -> int:
    args = context.args
    if args.pictures:
        from tui.demo.pictures import draw

        for path in draw(Path(args.pictures), language()):
            context.out.line(str(path))
        return 0
    if args.no_tui:
        folder = _empty(Path(args.keep)) if args.keep else Path(tempfile.mkdtemp(prefix="kemas-"))
        _tell(context, _build(context, folder))
        return 0
    from tui.demo.channels.running import connect
    from tui.demo.channels.running import simulated as markets
    from tui.demo.couriers.running import simulated
    from tui.demo.einvoices.running import simulated as providers
    from tui.demo.gateways.running import simulated as gateways
    from tui.demo.platforms.running import simulated as platforms

    outside = simulated, providers, platforms, markets, gateways
    with _folder(args.keep) as folder, ExitStack() as stack:
        tables = [stack.enter_context(one()) for one in outside]
        demo = _build(context, folder, "".join(tables))
        connect(demo.config)
        try:
            return _open(demo, args.language or "")
        finally:
            _end_worker(demo.config)


def _build(context: Context, folder: Path, couriers: str = "") -> Demo:
    """Build it; whatever this process starts from now on reads its configuration and no other."""
    context.out.note(_("The demonstration is being built."))
    from tui.demo.build import STATION, build

    demo = build(folder, language(), couriers=couriers)
    os.environ[VARIABLE] = str(demo.config.path)
    os.environ["KEMAS_STATION"] = STATION
    return demo


def _open(demo: Demo, asked: str) -> int:
    from tui.demo.build import STATION
    from tui.launch import run
    from tui.live.backend import LiveBackend

    backend = LiveBackend(demo.config.path, STATION, demo=True, language=asked)
    return run(backend, language=language())


@contextmanager
def _folder(kept: str | None) -> Iterator[Path]:
    """The folder named, or one that is removed at the end."""
    if kept:
        yield _empty(Path(kept))
        return
    with tempfile.TemporaryDirectory(prefix="kemas-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _empty(folder: Path) -> Path:
    """A folder that is there and holds nothing; raises OSError where it holds something."""
    folder = folder.expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(folder))
    return folder


def _end_worker(config: Config) -> None:
    """The worker of the demonstration ends before its folder goes.

    One that was started a moment ago has not said yet that it is there, but it is our child.
    """
    import psutil

    from core import workers
    from core.database import open_database
    from core.people.attach import this_process
    from core.transaction import reading
    from tui.service import is_alive

    database = open_database(config.database.engine_url)
    try:
        with reading(database) as tx:
            worker = workers.living(tx, this_process().host, is_alive)
    finally:
        database.close()
    ending = psutil.Process().children()
    if worker is not None and worker.pid not in {child.pid for child in ending}:
        with suppress(psutil.NoSuchProcess):
            ending.append(psutil.Process(worker.pid))
    for process in ending:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGTERM)
    _over, busy = psutil.wait_procs(ending, timeout=_PATIENCE_S)
    for process in busy:  # nothing of it is kept: on a busy machine nobody waits for it
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(busy, timeout=_PATIENCE_S)


def _tell(context: Context, demo: Demo) -> None:
    from tui.demo.build import STATION

    out = context.out
    if out.as_json:
        people = [
            {"name": one.name, "role": one.role, "badge": one.badge_code} for one in demo.people
        ]
        out.data({"config": demo.config.path, "station": STATION, "operators": people})
        return
    out.line(_("Configuration: {path}").format(path=demo.config.path))
    out.line(_("Badges to sign in with:"))
    for one in demo.people:
        out.line(f"  {one.name}: {one.badge_code}")
