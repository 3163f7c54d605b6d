"""Products written out as rows that the import reads back; text of others stays mere text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from core.catalog import fields, storing
from core.catalog.models import products
from core.database import Database
from core.files.writing import Cell
from core.stock.product_plan import Plan
from core.transaction import Actor, reading

EXPORT_COLUMNS = (
    "sku",
    "name",
    "barcode",
    *(name for name in fields.FIELDS if name != "name"),
    "active",
)
"""Without stock: what is there moves while the file is being edited."""
_CHUNK = 500


def product_rows(
    database: Database, actor: Actor, *, archived: bool | None = False, skus: Sequence[str] = ()
) -> Iterator[list[Cell]]:
    """A row for every product by SKU, or for those named; read in short transactions."""
    last = ""
    while True:
        with reading(database, actor) as tx:
            query = _after.where(products.c.sku.in_(list(skus))) if skus else _after
            if archived is not None:
                gone = products.c.archived_at
                query = query.where(gone.is_not(None) if archived else gone.is_(None))
            found = list(tx.execute(query, {"last": last, "most": _CHUNK}).mappings())
            codes = storing.stored_codes(tx, [row["id"] for row in found])
        for row in found:
            yield _row(row, codes.get(row["id"], {}))
        if len(found) < _CHUNK:
            return
        last = found[-1]["sku"]


def refused_rows(plan: Plan, problems: dict[int, str]) -> tuple[list[str], list[list[Cell]]]:
    """The rows of a file that were not taken, with line and problem before them: head and rows.

    `problems` are sentences by line. The import reads such a file once it is put right.
    """
    names = [name for name in plan.columns if name and name not in {"row", "problem"}]
    rows: list[list[Cell]] = [
        [line, problems[line], *(plan.rows[line].cells.get(name, "") for name in names)]
        for line in sorted(problems)
        if line in plan.rows
    ]
    return ["row", "problem", *names], rows


def _row(row: Any, codes: dict[str, int]) -> list[Cell]:
    written: list[Cell] = [row["sku"], row["name"], fields.codes_written(codes)]
    written += [fields.write(name, row) for name in fields.FIELDS if name != "name"]
    return [*written, "yes" if row["archived_at"] is None else "no"]


_after = (
    select(products)
    .where(products.c.sku > bindparam("last"))
    .order_by(products.c.sku)
    .limit(bindparam("most"))
)
