"""``kemas init``: write a working configuration, make its database, the first operators."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path

from core import money
from core.config import VARIABLE, Config, default_path, parse
from core.couriers.registry import USUAL_NAMES
from core.database import Database, open_database, shown_url, upgrade
from core.errors import Refusal
from core.i18n import LANGUAGES, _, set_language, speaking
from core.people.commands import add_operator
from core.people.operators import Operator
from core.people.permissions import Role
from core.people.queries import list_operators
from core.stock.places import add_warehouse
from core.transaction import reading, writing
from tui.commands.people import shown
from tui.context import Context
from tui.first_config import FIRST
from tui.words.permissions import ROLES

_COUNTRIES = {"ID": ("id", "Asia/Jakarta"), "VN": ("vi", "Asia/Ho_Chi_Minh")}
_TEMPLATE = """\
# Kemas configuration. Every key is explained in config.example.toml.

[database]
url = {url}

[shop]
name = {name}
phone = {phone}
address = {address}
country = {country}
currency = {currency}
language = {language}
timezone = {timezone}

{first}
[couriers.own]
name = {own}
services = ["standard"]
cutoff = "17:00"

[couriers.manual]
name = {manual}
"""


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    option = parser.add_argument
    option("--unattended", action="store_true", help=_("ask nothing, take what is usual"))
    option("--shop", metavar="NAME", help=_("the shop's name"))
    option("--phone", metavar="NUMBER", help=_("the shop's phone"))
    option("--address", metavar="TEXT", help=_("the shop's address"))
    option("--country", metavar="CODE", help=_("the shop's country, such as ID or VN"))
    option("--database", metavar="URL", help=_("where the database is to be"))
    parser.set_defaults(run=_init)


def _init(context: Context) -> None:
    args = context.args
    named = context.config_path or (Path(os.environ[VARIABLE]) if VARIABLE in os.environ else None)
    path = (named or default_path()).expanduser().absolute()
    if path.exists():
        raise Refusal("init_config_exists", path=str(path))
    answers = {key: _quoted(one) for key, one in _answers(args, path).items()}
    text = _TEMPLATE.format(first=FIRST, **answers)
    config = parse(text, path)
    if not args.language:
        set_language(config.shop.language)
    file = config.database.file
    half_made = [path] if file is None or file.exists() else [path, *_files_of(file)]
    _write(path, text, private="@" in config.database.engine_url)
    try:
        people = _make_database(config)
    except BaseException:
        # Half a set-up would stand in the way of the next attempt.
        for each in half_made:
            with suppress(OSError):
                each.unlink()
        raise
    _tell(context, config, people)


def _answers(args: object, path: Path) -> dict[str, str]:
    """What the template needs: from the arguments, else asked, else the usual."""
    ask = not getattr(args, "unattended", False)
    if ask and not sys.stdin.isatty():
        raise Refusal("init_needs_answers")

    def answer(name: str, question: str, usual: str) -> str:
        given: str | None = getattr(args, name)
        if given is not None or not ask:
            return given or usual
        sys.stdout.write(f"{question} [{usual}]: ")
        sys.stdout.flush()
        return sys.stdin.readline().strip() or usual

    country = answer("country", _("Country (ID, VN)"), "ID").upper()
    language, zone = _COUNTRIES.get(country, ("en", "Asia/Singapore"))
    chosen: str | None = getattr(args, "language", None)
    language = chosen if chosen in LANGUAGES else language
    with speaking(language):
        couriers = {code: _(name) for code, name in USUAL_NAMES.items()}
    return {
        "name": answer("shop", _("Name of the shop"), "Kemas"),
        "phone": answer("phone", _("Phone of the shop"), ""),
        "address": answer("address", _("Address of the shop"), ""),
        "url": answer("database", _("Database"), _usual_database(path)),
        "country": country,
        "currency": money.currency_of(country) or "USD",
        "language": language,
        "timezone": zone,
        **couriers,
    }


def _usual_database(path: Path) -> str:
    """SQLite beside a configuration of one's own; in the platform's data folder otherwise."""
    if path != default_path():
        return "sqlite:///kemas.sqlite3"
    return parse("", path).database.engine_url


def _quoted(value: str) -> str:
    """A TOML basic string, which shares JSON's escapes."""
    return json.dumps(value, ensure_ascii=False)


def _write(path: Path, text: str, *, private: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # 0600 where the address of the database may hold a password.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
    with open(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _files_of(database: Path) -> list[Path]:
    """An SQLite database and what the engine keeps beside it."""
    return [database, *(Path(f"{database}{end}") for end in ("-wal", "-shm"))]


def _make_database(config: Config) -> list[Operator]:
    url = config.database.engine_url
    file = config.database.file
    if file is not None and file.exists():
        _refuse_used(url)
    database = upgrade(url)
    try:
        if file is None:
            _refuse_operators(database, url)
        language = config.shop.language
        with writing(database) as tx:
            add_warehouse(tx, config.station.warehouse, config.station.warehouse)
            return [
                add_operator(tx, _(ROLES[role.value]).capitalize(), role.value, language)
                for role in (Role.ADMIN, Role.PACKER)
            ]
    finally:
        database.close()


def _refuse_used(url: str) -> None:
    """A database file that is there already is only taken when Kemas can read it and it is new."""
    database = open_database(url)
    try:
        _refuse_operators(database, url)
    finally:
        database.close()


def _refuse_operators(database: Database, url: str) -> None:
    with reading(database) as tx:
        if list_operators(tx, everyone=True):
            raise Refusal("init_database_exists", where=shown_url(url))


def _tell(context: Context, config: Config, people: list[Operator]) -> None:
    where = shown_url(config.database.engine_url)
    if context.out.as_json:
        operators = [shown(one) for one in people]
        context.out.data({"config": config.path, "database": where, "operators": operators})
        return
    context.out.line(_("Configuration: {path}").format(path=config.path))
    context.out.line(_("Database: {where}").format(where=where))
    context.out.line(_("Badges to sign in with:"))
    for one in people:
        context.out.line(f"  {one.name}: {one.badge_code}")
