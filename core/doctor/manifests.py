"""Checks of what couriers signed for, and of what their statements say they paid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, or_, select

from core.doctor.findings import Finding
from core.doctor.looking import Look, Means, Rows, Span, by, named, within
from core.fulfilment.models import parcels
from core.fulfilment.states import ParcelState
from core.orders.payments.models import order_payments
from core.orders.payments.states import PaymentState
from core.paper.documents import Manifest, load
from core.shipping.cod.models import cod_files, cod_lines
from core.shipping.cod.queries import PAID
from core.shipping.handover.models import manifest_parcels, manifests
from core.shipping.models import shipments
from core.transaction import Transaction

MANIFESTS = Rows("manifests", manifests.c.id)
LINES = Rows("cod_lines", cod_lines.c.id)

_m, _on, _l, _pay = manifests.c, manifest_parcels.c, cod_lines.c, order_payments.c
_wrong = or_(
    parcels.c.state != ParcelState.HANDED_OVER.value,
    shipments.c.courier != _m.courier,
    shipments.c.parcel_id != parcels.c.id,
    parcels.c.warehouse_id != _m.warehouse_id,
)
_contents = (
    select(
        _m.id.label("manifest_id"),
        _m.number.label("manifest"),
        parcels.c.code.label("parcel"),
        parcels.c.state,
    )
    .select_from(manifests)
    .join(manifest_parcels, _on.manifest_id == _m.id)
    .join(parcels, parcels.c.id == _on.parcel_id)
    .join(shipments, shipments.c.id == _on.shipment_id)
    .where(within(_m.id), _wrong)
)
_signed = (
    select(_m.id, _m.number, _m.signed_by, _m.document, func.count(_on.parcel_id).label("parcels"))
    .outerjoin(manifest_parcels, _on.manifest_id == _m.id)
    .where(within(_m.id), _m.state == "closed")
    .group_by(_m.id, _m.number, _m.signed_by, _m.document)
)
_paid = _l.state.in_(PAID)
_unpaid = or_(
    _pay.id.is_(None),
    _pay.state != PaymentState.CONFIRMED.value,
    _pay.amount != _l.amount,
    _pay.order_id != shipments.c.order_id,
)
_lines = (
    select(
        _l.id.label("line"),
        _l.waybill,
        cod_files.c.name.label("file"),
        _l.line_no,
    )
    .select_from(cod_lines)
    .join(cod_files, cod_files.c.id == _l.file_id)
    .outerjoin(order_payments, _pay.id == _l.payment_id)
    .outerjoin(shipments, shipments.c.id == _l.shipment_id)
    .where(within(_l.id), _paid, _unpaid)
)


def _papers(tx: Transaction, span: Span, means: Means) -> Iterable[Finding]:
    """Signed manifests whose paper does not name what they hold."""
    for row in tx.execute(_signed, {"low": span.low, "high": span.high}):
        there = _named(row.document)
        if row.signed_by and there == row.parcels:
            continue
        about: dict[str, Any] = {"manifest": row.number, "kept": row.parcels, "named": there}
        yield Finding("manifest_unfit", (row.id,), about)


def _named(document: str) -> int:
    """How many parcels a paper names; none where there is no paper that can be read."""
    try:
        paper = load(document)
    except (ValueError, KeyError, TypeError):
        return 0
    return len(paper.parcels) if isinstance(paper, Manifest) else 0


LOOKS = (
    Look("manifests", MANIFESTS, by(_contents, named("manifest_wrong", "manifest_id", "parcel"))),
    Look("manifests", MANIFESTS, _papers),
    Look("statements", LINES, by(_lines, named("cod_line_unpaid", "line"))),
)
"""Parcels on manifests, the papers of those that were signed, and the money of statements."""
