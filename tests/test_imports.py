"""What a process loads: start-up stays short because heavy packages wait until they are needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"textual", "rich", "sqlalchemy", "alembic", "escpos", "pydantic", "PIL", "babel", "httpx"}


def loaded_after(statement: str) -> set[str]:
    """The top-level packages that a fresh process holds after a statement."""
    script = f"import sys\n{statement}\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize(
    "statement",
    ["import tui", "import tui.cli", "from tui.cli import main; main(['--version'])"],
)
def test_the_command_line_starts_without_anything_heavy(statement: str) -> None:
    assert not loaded_after(statement) & HEAVY


def test_reading_codes_loads_the_gs1_tables_only_for_a_gs1_code() -> None:
    plain = "from core.barcodes import read; read('8992388101016'); read('KEMAS:NEXT'); read('A')"
    assert not loaded_after(plain) & (HEAVY | {"biip"})
    assert "biip" in loaded_after("from core.barcodes import read; read(']C10108992388101016')")


@pytest.mark.parametrize("package", ["core", "printers"])
def test_core_and_printers_never_load_a_terminal(package: str) -> None:
    walk = (
        "import importlib, pkgutil\n"
        f"import {package}\n"
        f"for found in pkgutil.walk_packages({package}.__path__, '{package}.'):\n"
        "    if not found.name.endswith('.env'): importlib.import_module(found.name)\n"
    )
    assert not loaded_after(walk) & {"textual", "rich", "tui"}


def test_managing_people_loads_no_terminal_and_no_printer() -> None:
    groups = "import tui.commands.people, tui.commands.init, tui.commands.db"
    assert not loaded_after(groups) & {"textual", "rich", "escpos"}
