"""The PDF of an invoice: drawn once, outside of any transaction, and kept."""

from __future__ import annotations

from core.billing import papers, queries
from core.database import Database
from core.transaction import Actor, reading, run


def pdf_of(database: Database, actor: Actor, number: str) -> bytes:
    """The PDF of an issued invoice, the same bytes each time it is asked for.

    Raises NotFound ``invoice_not_found``, Refusal ``invoice_not_issued``.
    """
    from printers.sheets.invoice import invoice_pdf

    with reading(database, actor) as tx:
        found = queries.by_number(tx, number)
        kept = papers.kept(tx, found.id)
        paper = papers.paper_of(tx, found)
    if kept is not None:
        return kept
    pdf = invoice_pdf(paper)
    return run(database, actor, lambda tx: papers.keep(tx, found.id, pdf))
