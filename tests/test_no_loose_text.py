"""No text for people stands in the source outside the catalogues."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
PACKAGES = ("core", "printers", "tui")
MARKS = {"_", "N_", "ngettext"}
LETTER = "A-Za-zÀ-ỹ"
# Two words with a space between them, or one word with a capital letter.
PROSE = re.compile(rf"[{LETTER}]{{2,}}[,.:;!?]?\s+[{LETTER}]{{2,}}|^[A-Z][a-zà-ỹ]{{2,}}[.!?:…]?$")
SQL = re.compile(
    r"^\s*(SELECT|BEGIN|PRAGMA|CREATE|DROP|CAST|READ|INSERT|UPDATE|DELETE|VACUUM|REPEATABLE"
    r"|SET TRANSACTION)\b"
)
STYLE = re.compile(r"^\$[a-z-]+( on \$[a-z-]+)?( bold| reverse)*$")

DATA = {
    "printers/samples.py": "the buyers and goods of invented documents",
    "tui/demo/": "names, goods and notes of the demonstration's shop are data of that shop",
    "tui/bench/data.py": "names and places of the invented orders that are measured",
    "tui/bench/packing.py": "the buyer of the invented orders that are measured",
    "tui/bench/reading.py": "the street of the invented orders that are measured",
    "core/locale/refresh.py": "speaks to those who write catalogues, not to those who use Kemas",
    "core/appendonly.py": "SQL",
    "core/migrations/": "SQL",
    "core/orders/intake/channels.py": "words of marketplaces for a status, to be recognised",
    "core/payouts/kinds.py": "words of marketplaces for fees, to be recognised",
    "core/couriers/places.py": "kinds of places in addresses, to be recognised",
    "core/couriers/ghn": "what GHN is told and says, in its own words",
    "core/couriers/viettelpost": "what Viettel Post is told and says, in its own words",
    "core/couriers/biteship": "what Biteship is told and says, in its own words",
    "core/channels/lazada/": "what Lazada is told and says, in its own words",
    "core/channels/shopee/": "what Shopee is told and says, in its own words",
    "core/channels/tiktok/": "what TikTok Shop is told and says, in its own words",
    "core/channels/papers.py": "headers of HTTP",
    "core/wire.py": "headers of HTTP, and words for the log",
    "core/einvoice/sinvoice": "what Viettel S-Invoice is told and says, in its own words",
    "core/einvoice/misa": "what MISA meInvoice is told and says, in its own words",
    "core/bookkeeping/accounts.py": "the charts of accounts of two countries, in their languages",
    "core/einvoice/correcting.py": "what the law wants on a correction, word by word",
    "core/einvoice/coretax/writing.py": "names in the template of Coretax",
    "core/payqr/vietqr.py": "names of banks",
    "core/paylinks/payos.py": "what payOS is told and says, in its own words",
    "core/receivables/statements/camt.py": "names in the messages of ISO 20022",
    "core/words_of_money.py": "numbers in Vietnamese and Indonesian",
    "core/shipping/addresses/spelling.py": "kinds of places in addresses, to be recognised",
    "tui/bench/markets.py": "configuration of the invented shop that is measured",
    "tui/bench/booking.py": "configuration and buyer of the invented orders that are measured",
    "core/customers/pasting/": "what buyers write in chats, to be recognised",
}
"""Files without texts for people, and why."""

ALLOWED = {
    "Bahasa Indonesia": "a language is offered in its own words",
    "English": "a language is offered in its own words",
    "Tiếng Việt": "a language is offered in its own words",
    "Kemas": "the name of the program",
    "Midtrans": "the name of a gateway",
    "Xendit": "the name of a gateway",
    "Cái": "the unit that stands on invoices of Việt Nam where nothing else is configured",
    "Passport": "a kind of document in the template of Coretax",
    "National ID": "a kind of document in the template of Coretax",
    "Esc": "printed on the key",
    "Enter": "printed on the key",
    "Ctrl": "printed on the key",
    "Alt": "printed on the key",
    "KEMAS TEST": "what the codes on the test page hold",
    "CODE128: KEMAS TEST": "what the codes on the test page hold",
    "QR: KEMAS TEST": "what the codes on the test page hold",
    "Tiếng Việt: ắ ằ ẳ ẵ ặ ề ỗ ợ ự đ Đ Ẩ Ẫ": "letters that a printer is tested with",
    "database is locked": "what SQLite says, to be recognised",
    "database table is locked": "what SQLite says, to be recognised",
    "disk is full": "what SQLite says, to be recognised",
    "readonly database": "what SQLite says, to be recognised",
    "Unterminated": "what the reader of JSON says, to be recognised",
    "unable to open": "what SQLite says, to be recognised",
    "viet nam": "how exports write a country, to be recognised",
    "Field, Pick": "a selector of widgets",
    "COMMAND SET": "a field of what USB printers say of themselves (IEEE 1284)",
    "Version": "what the reader of codes calls the size of a QR symbol",
    "Host": "a header of HTTP",
    "Authorization": "a header of HTTP",
    "From": "a header of e-mail",
    "Subject": "a header of e-mail",
    "Date": "a header of e-mail",
    "Shopee": "the name of a marketplace",
    "Lazada": "the name of a marketplace",
    "TikTok Shop": "the name of a marketplace",
    "yyyy-mm-dd hh:mm": "how a cell of a spreadsheet shows a moment",
}
"""Texts that are right as they are, and why."""
PATTERNS = {
    r"(^|\n)# .*\.\n": "a comment in a configuration file that is written",
    r"^[LG ]+$": "bars of EAN codes",
    r"^[A-Z]{3}( [A-Z]{3})+$": "codes of currencies",
    r"ow where one is needed$": "a fault in the program",
    r" (IN|AS) \(?|>= 0| IS NULL$| <> '": "a piece of SQL",
}


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(tuple(DATA)):
                yield path


@dataclass(frozen=True)
class Read:
    """What one source says, read once for all tests."""

    loose: tuple[tuple[int, str], ...]
    """Line and text of every literal that reads like words for people and is not marked."""
    put_together: tuple[int, ...]
    """Lines of marks around a text that is put together."""
    marked: frozenset[str]


@cache
def _read(path: Path) -> Read:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and _name(node.func) in MARKS
    ]
    return Read(
        tuple(_loose(tree)),
        tuple(
            call.lineno
            for call in calls
            for argument in call.args[:2]
            if isinstance(argument, ast.JoinedStr | ast.BinOp)
            or (isinstance(argument, ast.Call) and _name(argument.func) == "format")
        ),
        frozenset(
            str(call.args[0].value)
            for call in calls
            if call.args and isinstance(call.args[0], ast.Constant)
        ),
    )


def _loose(tree: ast.AST) -> list[tuple[int, str]]:
    """Line and text of every literal that reads like words for people and is not marked."""
    found: list[tuple[int, str]] = []

    def look(node: ast.AST, around: tuple[ast.AST, ...]) -> None:
        """`around` is what a node stands in up to its statement, from the inside out."""
        if isinstance(node, ast.Constant):
            text = node.value
            if isinstance(text, str) and PROSE.search(text) and not _explained(text, around):
                found.append((node.lineno, text))
            return
        around = (node,) if isinstance(node, ast.stmt) else (node, *around)
        for child in ast.iter_child_nodes(node):
            look(child, around)

    look(tree, ())
    return found


def _explained(text: str, around: tuple[ast.AST, ...]) -> bool:
    statement = around[-1]
    called = {_name(node.func) for node in around if isinstance(node, ast.Call)}
    return bool(
        isinstance(around[0], ast.Expr)  # a docstring
        or MARKS & called
        or _for_programmers(statement, called)
        or _is_classes(around)
        or text in ALLOWED
        or SQL.search(text)
        or STYLE.fullmatch(text)
        or any(re.search(pattern, text) for pattern in PATTERNS)
    )


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _for_programmers(statement: ast.AST, called: set[str]) -> bool:
    """Logged, a fault in the program, a name for the type checker, or a pattern to search for."""
    if isinstance(statement, ast.Raise):
        return any(hasattr(builtins, name) or name == "TooLate" for name in called)
    if isinstance(statement, ast.Assign):
        names = {ast.unparse(target) for target in statement.targets}
        if "__all__" in names:
            return True
    logs = {"exception", "error", "warning", "info", "debug"}
    return bool(called & {"TypeVar", "compile", "findall", "CheckConstraint", *logs})


def _is_classes(around: tuple[ast.AST, ...]) -> bool:
    return any(isinstance(node, ast.keyword) and node.arg == "classes" for node in around)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_for_people_is_in_the_catalogues(package: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text!r}"
        for path in _files()
        if path.relative_to(ROOT).parts[0] == package
        for line, text in _read(path).loose
    ]
    assert found == []


def test_only_whole_texts_are_marked() -> None:
    """A text that is put together before it is translated is in no catalogue."""
    found = [
        f"{path.relative_to(ROOT)}:{line}" for path in _files() for line in _read(path).put_together
    ]
    assert found == []


def test_every_marked_text_is_in_the_catalogue_wherever_it_stands() -> None:
    """Also where the extraction does not look, as within an f-string."""
    with (ROOT / "core/locale/en/LC_MESSAGES/kemas.po").open("rb") as file:
        known = {m.id if isinstance(m.id, str) else m.id[0] for m in read_po(file)}
    marked = frozenset().union(*(_read(path).marked for path in _files()))
    assert marked - known == set()


def test_what_is_allowed_is_still_in_the_source() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in _files())
    assert [text for text in ALLOWED if text not in source] == []
    files = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/**/*.py")]
    assert [name for name in DATA if not any(path.startswith(name) for path in files)] == []


@pytest.mark.parametrize(
    "source",
    [
        'label = Static("Scan an order")',
        'parser.add_argument("file", help="the file")',
        'out.line(f"Order {order} is done")',
        'Column("Units", 5)',
        'raise Refusal("no such thing")',
        'words = {"ok": "Well done"}',
        'sheet.text("Thank you", BOLD)',
    ],
)
def test_a_loose_text_is_found(source: str) -> None:
    assert _loose(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        'label = Static(_("Scan an order"))',
        'LABEL = N_("Scan an order")',
        'ngettext("one order", "many orders", 2)',
        '"""What lives here."""',
        'logger.warning("the database is away: %s", error)',
        'raise ValueError("a moment needs its time zone")',
        'Vertical(classes="box tall")',
        'tx.execute(text("SELECT version_num FROM alembic_version"))',
        'join(" F1 ", "$accent bold")',
    ],
)
def test_what_is_not_for_people_may_stay(source: str) -> None:
    assert not _loose(ast.parse(source))
