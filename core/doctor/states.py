"""Check of all columns that hold a state: each holds one that its life cycle knows."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import Column, String, Table, and_, case, cast, or_, select

from core.customers.models import Trust, customers
from core.doctor.findings import Finding
from core.doctor.looking import Look, Rows, by, within
from core.fulfilment.models import parcels
from core.fulfilment.states import ParcelState
from core.messages.models import messages
from core.messages.states import MessageState, Way
from core.orders.models import orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.orders.states import Fulfilment, OrderStatus, Origin, Source
from core.outbox import OutboxState, outbox
from core.paper.models import labels, print_jobs
from core.paper.states import JobState, LabelState
from core.people.models import operators
from core.people.permissions import Role
from core.returns.models import returns
from core.returns.states import BillingLink, ReturnState, Wish
from core.shipping.models import shipments
from core.shipping.states import ShipmentState
from core.stock.models import BinKind, bins

COLUMNS: dict[Table, dict[str, type[StrEnum]]] = {
    orders: {
        "status": OrderStatus,
        "fulfilment": Fulfilment,
        "source": Source,
        "origin": Origin,
    },
    order_payments: {"kind": PaymentKind, "method": Method, "state": PaymentState},
    parcels: {"state": ParcelState},
    shipments: {"state": ShipmentState},
    labels: {"state": LabelState},
    print_jobs: {"state": JobState},
    outbox: {"state": OutboxState},
    messages: {"way": Way, "state": MessageState},
    returns: {"state": ReturnState, "wish": Wish, "billing": BillingLink},
    bins: {"kind": BinKind},
    customers: {"trust": Trust},
    operators: {"role": Role},
}
"""Every column that holds one word of a closed list."""
_NAMES = {orders: "order_no", parcels: "code", returns: "code", bins: "code", operators: "name"}
"""What people call a row; others go by their number."""


def _look(table: Table, columns: dict[str, type[StrEnum]]) -> Look:
    def unknown(name: str, known: type[StrEnum]) -> Any:
        return table.c[name].not_in([one.value for one in known])

    wrong = [(unknown(name, known), name) for name, known in columns.items()]
    called: Column[Any] = table.c[_NAMES.get(table, "id")]
    found = select(
        table.c.id.label("number"),
        cast(called, String).label("name"),
        case(*wrong).label("column"),
        case(*((condition, table.c[name]) for condition, name in wrong)).label("value"),
    ).where(and_(within(table.c.id), or_(*(condition for condition, _name in wrong))))

    def made(row: Any) -> Finding:
        params = {"table": table.name} | dict(row._mapping)
        return Finding("state_unknown", (table.name, row.number), params)

    return Look("states", Rows(table.name, table.c.id, at_once=2_000), by(found, made))


LOOKS = tuple(_look(table, columns) for table, columns in COLUMNS.items())
"""One look a table."""
