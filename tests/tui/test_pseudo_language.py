"""In a language whose words have no Latin letters, only data and names are left in Latin ones."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import gettext
import re
import string
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from fakes.sample_documents import ALL
from sqlalchemy import select
from textual import events
from textual.screen import ModalScreen

from core.database import Database, connect
from core.i18n import set_language, speaking, use_catalogue
from core.orders.models import orders
from core.people.models import operators
from core.people.permissions import Role
from core.shipping.desk import Desk
from core.transaction import reading
from printers.render import preview_text
from tui import cli, speech, workers
from tui.app import KemasApp
from tui.commands import GROUPS
from tui.demo.build import Demo, build
from tui.demo.simulator import next_code, wrong_code
from tui.keys import BY_NAME
from tui.live.backend import LiveBackend
from tui.words.verdicts import speak

LETTERS = str.maketrans(
    string.ascii_letters,
    "".join(chr(0x561 + at) for at in range(26)) + "".join(chr(0x531 + at) for at in range(26)),
)
GAP = re.compile(r"(\{[^}]*\}|%\(\w+\)[sr]|%[sr])")
WORD = re.compile(r"[^\W_]+")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỹ]{2,}")

NAMES = {
    "kemas": "the program",
    "KEMAS": "the program, and its codes",
    "OP": "a code of an operator's badge",
    "IDR": "a currency",
    "Rp": "a currency",
    "VND": "a currency",
    "SKU": "no word of any language",
    "COD": "no word of any language",
    "kg": "a unit",
    "Enter": "printed on the key",
    "Esc": "printed on the key",
    "Ctrl": "printed on the key",
    "Alt": "printed on the key",
    "CODE": "the kind of a barcode",
    "QR": "the kind of a barcode",
    "generic": "a profile of printers",
    "TEST": "what the codes on the test page hold",
    "Tiếng": "a language in its own words, and letters that a printer is tested with",
    "Việt": "a language in its own words, and letters that a printer is tested with",
    "English": "a language in its own words",
    "Bahasa": "a language in its own words",
    "Indonesia": "a language in its own words",
}


def strange(text: str) -> str:
    """A text in the language that nobody speaks; gaps stay."""
    return "".join(
        part if GAP.fullmatch(part) else part.translate(LETTERS) for part in GAP.split(text)
    )


class Strange(gettext.NullTranslations):
    """The catalogue of that language."""

    def gettext(self, message: str) -> str:
        return strange(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return strange(msgid1 if n == 1 else msgid2)


def words(*texts: object) -> set[str]:
    return {word for text in texts for word in WORD.findall(str(text))}


def loose(text: str, data: Iterable[str]) -> list[str]:
    """Words in Latin letters that are neither data, whole or cut off, nor names."""
    known = tuple(data)
    return sorted(
        word
        for word in words(text)
        if LATIN.fullmatch(word)
        and word not in NAMES
        and not any(one.startswith(word) or one.casefold() == word.casefold() for one in known)
    )


@dataclass(frozen=True)
class Shop:
    """A demonstration, and every word of its data."""

    demo: Demo
    db: Database
    data: frozenset[str]

    def orders(self, stand: str) -> list[str]:
        with reading(self.db) as tx:
            found = select(orders.c.order_no).where(orders.c.fulfilment == stand)
            return list(tx.execute(found.order_by(orders.c.id)).scalars())

    def badge(self) -> str:
        with reading(self.db) as tx:
            return str(tx.execute(select(operators.c.badge).order_by(operators.c.id)).scalar())


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Built in English: what was written into the shop is data from then on."""
    folder = tmp_path_factory.mktemp("pseudo")
    demo = build(folder, "en", datetime.now(UTC))
    files = [path.read_text("utf-8") for path in folder.iterdir() if path.suffix in {".csv"}]
    settings = demo.config.model_dump_json()
    people = [one.name for one in demo.people]
    own = vars(sys.modules["tui.demo.day"])
    notes = [value for name, value in own.items() if name.isupper() or name.startswith("_")]
    names = [path.name for path in folder.iterdir()]
    data = words(*files, *names, settings, *people, *notes, folder, "S1 S2 sqlite")
    db = connect(demo.config.database.engine_url)
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


def run(capsys: pytest.CaptureFixture[str], *line: str) -> str:
    """Everything that a command line says."""
    capsys.readouterr()
    try:
        cli.main(line)
    except SystemExit as end:
        assert end.code in {0, 2}  # noqa: PT017 - argparse ends this way
    out, err = capsys.readouterr()
    assert out or err
    return str(out + err)


def spelled(parser: argparse.ArgumentParser) -> set[str]:
    """Commands, options, choices and metavars: typed as they are in every language."""
    found: set[str] = set()
    for action in parser._actions:
        found |= words(*action.option_strings, action.metavar, action.dest.upper())
        found |= words(*(action.choices or ()))
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                found |= spelled(inner)
    return found


@pytest.mark.parametrize("group", [group.name for group in GROUPS])
def test_the_help_of_every_command_is_translated(
    group: str, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = cli._parser(group)
    known = spelled(parser) | {"SEQ", "TAB", "BADGE"} | {role.value for role in Role}
    assert loose(run(capsys, "--help", "--language", "en"), known) == []
    assert loose(run(capsys, group, "--help", "--language", "en"), known) == []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner = action.choices[group]
            deeper = [one for one in inner._actions if isinstance(one, argparse._SubParsersAction)]
            for name in [name for one in deeper for name in one.choices]:
                said = run(capsys, group, name, "--help", "--language", "en")
                assert loose(said, known) == [], name


@pytest.mark.parametrize(
    "line",
    [
        "orders nonsense",
        "orders list --limit many",
        "orders list --status nonsense",
        "orders show",
        "orders hold X",
        "orders list --nonsense",
        "orders list --limit",
    ],
)
def test_what_argparse_complains_about_is_translated(
    line: str, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(capsys, *line.split(), "--language", "en")
    assert loose(said, spelled(cli._parser("orders")) | words(line)) == []


LINES = (
    "orders list",
    "orders list --parked",
    "orders list --search nobodyhasthis",
    "orders show {ready}",
    "orders show {short}",
    "orders show {held}",
    "orders show {packing}",
    "orders show {handed_over}",
    "orders show {cancelled}",
    "orders show nosuchorder",
    "orders hold {ready} --reason nosuchorder",
    "orders release {ready}",
    "orders release {ready}",
    "orders cancel {ready} --reason nosuchorder",
    "orders import {folder}/shopee-1.csv",
    "orders import {folder}/nosuchorder.csv",
    "orders import {folder}/config.toml",
    "products list",
    "products show {sku}",
    "products import {folder}/products.csv",
    "stock show",
    "stock rebuild",
    "stock counts",
    "people list",
    "stations list",
    "printers list",
    "jobs list",
    "jobs show 1",
    "jobs show 9999",
    "shipments list",
    "db upgrade",
)


@pytest.mark.parametrize("line", LINES)
def test_what_a_command_says_is_translated(
    line: str, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    gaps = {stand: shop.orders(stand)[0] for stand in ("short", "held", "packing")}
    gaps |= {stand: shop.orders(stand)[0] for stand in ("handed_over", "cancelled")}
    sku = (shop.demo.folder / "products.csv").read_text("utf-8").splitlines()[1].split(",")[0]
    filled = line.format(
        ready=shop.orders("ready")[-1], sku=sku, folder=shop.demo.folder, **gaps
    ).split()
    config = str(shop.demo.folder / "config.toml")
    said = run(capsys, *filled, "--config", config, "--language", "en")
    columns = {"TOML"}
    if "import" in filled:
        # Columns have one name in all languages.
        columns |= words(
            "CSV UTF XLSX", *(shop.demo.folder / "shopee-1.csv").open(encoding="utf-8")
        )
    assert loose(said, shop.data | columns | words(line)) == []


@pytest.mark.parametrize("width", [384, 576, 832])
@pytest.mark.parametrize("name", ALL)
def test_documents_are_translated(name: str, width: int) -> None:
    document = dataclasses.replace(ALL[name], language="en")
    said = "\n".join(preview_text(document, width, copy=2, columns=60))
    assert strange("COPY")[:4] in said
    assert loose(said, words(document)) == []


def test_what_is_said_while_packing_is_translated(shop: Shop) -> None:
    config = shop.demo.config
    desk = Desk(shop.db, config, shop.demo.station_id)
    desk.open()
    said: dict[str, str] = {}

    def scan(code: str) -> None:
        verdict = desk.scan(desk.last_seq() + 1, code)
        for keys in (True, False):
            with speaking("en"):
                spoken = speak(verdict, config.shop.timezone, keys=keys)
            name = f"{verdict.kind.value}/{verdict.detail}"
            text = f"{spoken.message} {spoken.needed} {spoken.next}"
            commands = words("KEMAS OK DONE HOLD NEXT SHORT OUT DAMAGED WRONGBIN LEFT", code)
            said[f"{name} ({code})"] = " ".join(loose(text, shop.data | commands))

    ready = shop.orders("ready")
    scan(shop.badge())
    for code in (
        *(shop.orders(stand)[0] for stand in ("short", "held", "cancelled", "handed_over")),
        *shop.orders("packing"),
        "KEMAS:UNDO",
        "KEMAS:WHY",
        "KEMAS:DONE",
        "KEMAS:REPRINT",
        "nosuchthing",
        ready[0],
        ready[1],
        "KEMAS:WHY",
        "KEMAS:BOX1",
        "KEMAS:PRINTER:none",
        "KEMAS:NOSUCHTHING",
        "KEMAS:B:NOSUCHTHING",
        "KEMAS:P:NOSUCHTHING",
        "KEMAS:SHORT",
    ):
        scan(code)
    scan("KEMAS:OK")
    for _number in range(30):
        scan(wrong_code(shop.db, shop.demo.station_id))
        scan("KEMAS:WHY")
        scan("KEMAS:OK")
        scan(next_code(shop.db, shop.demo.station_id))
    for code in ("KEMAS:UNDO", "KEMAS:OK", "KEMAS:NEXT", "KEMAS:LANE", "KEMAS:LANE", "KEMAS:HOLD"):
        scan(code)
    desk.close()
    assert {name: text for name, text in said.items() if text} == {}
    assert len({name.split(" ")[0] for name in said}) > 15


def on_screen(app: KemasApp) -> str:
    """The text of the screen, or of the dialog that lies over it."""
    lines = [strip.text for strip in app.screen._compositor.render_strips()]
    if isinstance(app.screen, ModalScreen):
        box = app.screen.children[0].region
        lines = [line[box.x : box.right] for line in lines[box.y : box.bottom]]
    return "\n".join(lines)


def shown(app: KemasApp) -> str:
    """The name of the dialog that is open, else of the pane."""
    over = len(app.screen_stack) > 1
    return type(app.screen).__name__ if over else app.where.value


async def until(app: KemasApp, wanted: str) -> None:
    """Wait until a screen is there; without a name just long enough for a key."""
    await asyncio.sleep(0.05)
    for _ in range(100 if wanted else 0):
        if shown(app) == wanted:
            return
        await asyncio.sleep(0.05)


PANES = {"queue": "queue", "next": "work", "work": "work", "jobs": "jobs", "parked": "parked"}
SCREENS = {
    "queue": "queue",
    "queue find": "queue",
    "next": "work",
    "work sim_right sim_wrong": "work",
    "work why": "work",
    "work order": "order",
    "queue order": "order",
    "jobs": "jobs",
    "jobs open": "JobModal",
    "parked": "parked",
    "help": "PageModal",
    "queue menu": "ChoiceModal",
    "work menu": "ChoiceModal",
    "jobs menu": "ChoiceModal",
    "parked menu": "ChoiceModal",
    "queue filter": "ChoiceModal",
    "work hold": "ChoiceModal",
    "work short": "ChoiceModal",
    "queue papers": "ChoiceModal",
    "queue cancel": "ChoiceModal",
    "parked dismiss": "ChoiceModal",
    "work reprint": "ChoiceModal",
    "printer": "ChoiceModal",
    "language": "ChoiceModal",
    "parked correct": "FormModal",
    "next shipment": "FormModal",
    "queue note": "FormModal",
    "sign_out": "ConfirmModal",
    "quit": "ConfirmModal",
    "sign_out done": "sign_in",
}
"""The actions that lead to a screen, and the pane or dialog that it is."""


class Still(LiveBackend):
    """A station that starts no worker: nothing changes on its screens by itself."""

    def _ensure_worker(self) -> None:
        """None is needed."""


async def test_screens_are_translated(shop: Shop) -> None:
    speech.switch("en")
    config = shop.demo.folder / "config.toml"
    app = KemasApp(Still(config, "S1", operator=shop.badge(), demo=True), None, "en")
    found: dict[str, tuple[str, list[str]]] = {}
    async with app.run_test(size=(140, 45)) as pilot:
        for _ in range(200):
            await pilot.pause(0.02)
            if app.frame.pane is not None and app.frame.status_bar.status.operator:
                break
        for actions, wanted in SCREENS.items():
            for action in ("ack", "ack", "queue", *actions.split()):
                app.post_message(events.Key(BY_NAME[action].key, None))
                await until(app, PANES.get(action, ""))
            await until(app, wanted)
            await pilot.pause(0.05)
            found[actions] = (shown(app), loose(on_screen(app), shop.data))
    assert found == {actions: (wanted, []) for actions, wanted in SCREENS.items()}
