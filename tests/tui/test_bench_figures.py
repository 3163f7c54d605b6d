"""The bench measures what it says: the twin does the same, and the bars are held as written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.database import connect
from core.fulfilment.models import scans
from core.fulfilment.queue import Wanted, count
from core.orders.models import order_lines, orders
from core.stock.checks import differences
from core.transaction import reading
from printers.pdf.drawing import draw_page
from tui.bench import packing, papers
from tui.bench import reading as reads
from tui.bench.data import make
from tui.bench.figures import Row, over, p50, p99, times
from tui.bench.twins import sqlite_twins, write_config


def test_a_bar_is_held_against_the_difference_the_ratio_or_the_figure() -> None:
    assert over("a", 3.0, 2.5, "ms", 1.0).passed
    assert not over("a", 4.0, 2.5, "ms", 1.0).passed
    assert times("a", 1.2, 1.0, "s", 1.3).passed
    assert not times("a", 1.4, 1.0, "s", 1.3).passed
    assert Row("a", 1.0, "s", 1.0).passed
    assert not Row("a", 1.1, "s", 1.0).passed


def test_the_middle_and_the_hundredth() -> None:
    values = [float(one) for one in range(1, 201)]
    assert (p50(values), p99(values)) == (100.5, 199.0)
    assert p99([4.0, 2.0]) == 4.0


def test_an_invented_shop_is_one_that_core_can_work_in(tmp_path: Path) -> None:
    shop = make(f"sqlite:///{tmp_path / 'a.sqlite3'}", 120, history=30)
    database = connect(shop.url)
    with reading(database) as tx:
        assert count(tx, shop.warehouse, Wanted()) == 120
        assert tx.execute(select(func.count()).select_from(orders)).scalar_one() == 150
        assert differences(tx) == []
    database.close()


def test_the_bare_driver_says_what_core_said(tmp_path: Path) -> None:
    with sqlite_twins(tmp_path, 30) as twins:
        found = packing.scans(twins, "sqlite", 10)
        assert [row.name for row in found] == [
            "scan.order.sqlite",
            "scan.item.sqlite",
            "scan.last.sqlite",
        ]
        assert all(row.floor and row.figure > 0 < row.floor for row in found)
        whole = packing.whole_orders(twins, "sqlite", 10)
        assert whole.floor is not None
        assert whole.figure > 0 < whole.floor
        bytes_, _draw = reads.label(twins.timed, 1)
        assert 100 < bytes_.figure <= 1024
    # Scans, orders and lines are the same in all three, though the third never saw core.
    seen = []
    for name in ("a", "b", "c"):
        database = connect(f"sqlite:///{tmp_path / name}.sqlite3")
        with reading(database) as tx:
            seen.append(
                (
                    tx.execute(select(scans.c.seq, scans.c.code, scans.c.verdict)).all(),
                    tx.execute(select(orders.c.order_no, orders.c.fulfilment)).all(),
                    tx.execute(select(func.sum(order_lines.c.boxed))).scalar_one(),
                )
            )
            assert differences(tx) == []
        database.close()
    assert len(seen[0][0]) == 80
    assert seen[0] == seen[1] == seen[2]


def test_pages_and_searches_of_the_queue_are_timed(tmp_path: Path) -> None:
    shop = make(f"sqlite:///{tmp_path / 'a.sqlite3'}", 300)
    found = reads.queue(shop, 3)
    assert [row.name for row in found] == [
        "queue.first_page",
        "search.exact",
        "search.prefix",
        "search.name",
        "search.anywhere",
    ]


def test_an_import_counts_only_when_every_order_became_ready(tmp_path: Path) -> None:
    row = reads.importing(tmp_path, write_config(tmp_path), 60)
    assert (row.name, row.unit, row.bar) == ("import", "s", pytest.approx(0.06))


def test_a_courier_label_of_the_bench_is_one_that_scans() -> None:
    drawn = draw_page(papers.courier_label("SPXID041122334455"), 1, 576)
    assert [code.text for code in drawn.codes] == ["SPXID041122334455"] * 2
    warm, cold = papers.pdf_labels(1)
    assert 0 < warm.figure < 60_000
    assert warm.floor == cold.floor
