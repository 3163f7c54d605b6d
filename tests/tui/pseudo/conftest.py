"""A demonstration for the tests of the strange language, which all of them speak."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from strange_words import Shop, Strange, words

from core.config import load
from core.database import connect
from core.i18n import set_language, use_catalogue
from core.orders.models import orders
from core.transaction import reading
from tui import workers
from tui.demo.build import Demo, build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Built in English: what was written into the shop is data from then on."""
    return build(tmp_path_factory.mktemp("pseudo"), "en", datetime.now(UTC))


@pytest.fixture(scope="module")
def shop(built: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A copy that the tests of one file use up, one after the other."""
    folder = tmp_path_factory.mktemp("copy") / "demo"
    shutil.copytree(built.folder, folder)
    demo = replace(built, folder=folder, config=load(folder / "config.toml"))
    files = [path.read_text("utf-8") for path in folder.iterdir() if path.suffix in {".csv"}]
    settings = demo.config.model_dump_json()
    people = [word for one in demo.people for word in (one.name, one.badge)]
    notes = [
        value
        for module in ("tui.demo.day", "tui.demo.office")
        for name, value in vars(sys.modules[module]).items()
        if name.isupper() or name.startswith("_")
    ]
    names = [path.name for path in folder.iterdir()]
    db = connect(demo.config.database.engine_url)
    with reading(db) as tx:
        buyers = tx.execute(select(orders.c.customer).where(orders.c.channel == "manual")).scalars()
        notes += [*buyers]
    data = words(*files, *names, settings, *people, *notes, folder, "S1 S2 sqlite")
    yield Shop(demo, db, frozenset(data))
    db.close()


@pytest.fixture(autouse=True)
def _strange(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setattr(workers, "ensure", lambda *_given, **_named: None)
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    use_catalogue("en", Strange())
    yield
    use_catalogue("en", None)
    set_language("en")
