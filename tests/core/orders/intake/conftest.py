"""A shop, its rules, and order files that are taken in."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import time
from pathlib import Path

import pytest

from core.database import Database
from core.orders.intake.checking import Setting
from core.orders.intake.columns import ORDER_COLUMNS
from core.orders.intake.importing import ImportReport, import_orders
from core.orders.intake.rules import Rules
from core.transaction import SYSTEM

sys.path.insert(0, str(Path(__file__).parent))

from intake_files import GOOD, Import


@pytest.fixture
def shop(db: Database, build):
    return build.shop(db, {"TEA": 10, "MUG": 5})


@pytest.fixture
def rules(shop) -> Rules:
    return Rules(
        setting=Setting("Asia/Jakarta", "IDR"),
        warehouse=shop.warehouse,
        default_courier="own",
        default_service="standard",
        services={"own": ("standard", "express"), "manual": ("reg",)},
        cutoffs={"own": time(17), "manual": None},
        is_claimed=lambda _tx, _order: False,
    )


@pytest.fixture
def take(db: Database, rules: Rules, tmp_path: Path) -> Import:
    def _take(*changes: Mapping[str, str], rules: Rules = rules, **more) -> ImportReport:
        path = tmp_path / "orders.csv"
        lines = [",".join(ORDER_COLUMNS)]
        for change in changes:
            row = {**GOOD, **change}
            lines.append(",".join(f'"{row.get(name, "")}"' for name in ORDER_COLUMNS))
        path.write_text("\n".join(lines), "utf-8")
        return import_orders(db, SYSTEM, rules, path, **more)

    return _take
