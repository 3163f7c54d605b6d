"""The file for a helper holds what is needed to help, and neither secrets nor buyers."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import update

from core.config import Config, load
from core.database import open_database, upgrade
from core.orders.models import orders
from core.transaction import writing
from tui.bench.data import make
from tui.bench.twins import write_config
from tui.cli import main
from tui.support.hiding import hide, secrets_of

SECRETS = ("tok-9f3a77c1", "pw-of-the-mail", "p4ss-of-the-db")
BUYER = ("Siti Rahmawati", "0812-3456-7890", "siti@example.com", "Jalan Melati 7")
MORE = f"""
[couriers.ghn]
token = "{SECRETS[0]}"
shop_id = 7
base_url = "http://127.0.0.1:9"

[mail]
host = "localhost"
port = 9
sender = "toko@example.com"
user = "toko"
password = "{SECRETS[1]}"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Config:
    path = write_config(tmp_path).path
    path.write_text(path.read_text("utf-8") + MORE, "utf-8")
    config = load(path)
    upgrade(config.database.engine_url).close()
    make(config.database.engine_url, 3)
    database = open_database(config.database.engine_url)
    with writing(database) as tx:
        name, phone, mail, address = BUYER
        who = {"customer": name, "phone": phone, "email": mail, "address": address}
        tx.execute(update(orders).values(**who))
    database.close()
    logs = tmp_path / "logs"
    logs.mkdir()
    told = f"INFO asked with {SECRETS[0]} for {BUYER[2]}, phone {BUYER[1]}\n"
    (logs / "worker.log").write_text(told, "utf-8")
    return config


def _parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name).decode("utf-8") for name in bundle.namelist()}


def test_it_tells_what_a_helper_needs(shop: Config, tmp_path: Path) -> None:
    path = tmp_path / "help.zip"
    assert main(["--config", str(shop.path), "support-bundle", "--to", str(path)]) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    parts = _parts(path)
    assert set(parts) == {
        "about.json",
        "config.json",
        "counts.json",
        "doctor.json",
        "offline.json",
        "worker.log",
    }
    assert json.loads(parts["counts.json"])["tables"]["orders"] == 3
    assert json.loads(parts["config.json"])["mail"]["host"] == "localhost"
    assert "INFO asked with" in parts["worker.log"]
    assert {one["check"] for one in json.loads(parts["doctor.json"])} >= {"stock", "trail"}


def test_no_secret_and_no_buyer_is_in_it(shop: Config, tmp_path: Path) -> None:
    path = tmp_path / "help.zip"
    main(["--config", str(shop.path), "support-bundle", "--to", str(path)])
    everything = "\n".join(_parts(path).values())
    for hidden in (*SECRETS, *BUYER):
        assert hidden not in everything


def test_a_shop_that_cannot_be_opened_is_told_too(tmp_path: Path) -> None:
    config, path = write_config(tmp_path), tmp_path / "help.zip"
    (tmp_path / "a.sqlite3").write_bytes(b"broken" * 500)
    assert main(["--config", str(config.path), "support-bundle", "--to", str(path)]) == 0
    assert "problem" in json.loads(_parts(path)["counts.json"])


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    config, path = write_config(tmp_path), tmp_path / "help.zip"
    path.write_text("mine")
    assert main(["--config", str(config.path), "support-bundle", "--to", str(path)]) == 1
    assert path.read_text() == "mine"


def test_the_secrets_of_everything_configured_are_known(shop: Config) -> None:
    assert {SECRETS[0], SECRETS[1]} <= set(secrets_of(shop))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("call +62 812 3456 7890 now", "call *** now"),
        ("order 541123456789012345", "order ***"),
        ("2026-11-22 20:44:51,483 INFO 12 rows", "2026-11-22 20:44:51,483 INFO 12 rows"),
        ("port 9100, 1234567", "port 9100, 1234567"),
        ("to a.b+c@mail.example.co.id!", "to ***!"),
    ],
)
def test_what_leads_to_a_person_is_hidden(text: str, left: str) -> None:
    assert hide(text, ()) == left
