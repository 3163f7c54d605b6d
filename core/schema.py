"""All tables together: importing this module fills the shared metadata."""

from __future__ import annotations

import core.audit
import core.billing.charges.models
import core.billing.models
import core.billing.pay_code_models
import core.billing.pay_links.models
import core.billing.profiles.models
import core.billing.rates.models
import core.billing.sending.models
import core.billing.standing.models
import core.bookkeeping.models
import core.catalog.bundle_models
import core.catalog.models
import core.channels.models
import core.channels.publishing.models
import core.copies.models
import core.counting.models
import core.customers.models
import core.einvoice.models
import core.fulfilment.calls.models
import core.fulfilment.island.models
import core.fulfilment.models
import core.fulfilment.walks.models
import core.messages.models
import core.numbering
import core.orders.entry.models
import core.orders.models
import core.orders.payments.models
import core.outbox
import core.paper.models
import core.payouts.models
import core.people.models
import core.people.watch_models
import core.platform_bills.models
import core.purchasing.models
import core.receivables.models
import core.returns.models
import core.shipping.addresses.models
import core.shipping.ahead.models
import core.shipping.cod.models
import core.shipping.handover.models
import core.shipping.models
import core.shipping.tracking.models
import core.stock.lot_models
import core.stock.models
import core.stock.task_models
import core.trail.models
import core.transfers.models
import core.workers  # noqa: F401 - a package whose name was bound above
from core.tables import WHERE, metadata

__all__ = ["metadata"]

for _table in metadata.tables.values():
    for _index in _table.indexes:
        if WHERE in _index.info:
            _index.dialect_kwargs["sqlite_where"] = _index.info[WHERE]
            _index.dialect_kwargs["postgresql_where"] = _index.info[WHERE]
