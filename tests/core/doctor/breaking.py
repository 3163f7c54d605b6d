"""How the tests of the doctor break a rule: past every guard, with SQL."""

from __future__ import annotations

from dataclasses import dataclass, field


def of(number: str) -> str:
    """The id of an order."""
    return f"(SELECT id FROM orders WHERE order_no = '{number}')"


def parcel(number: str) -> str:
    """The id of an order's parcel."""
    return f"(SELECT id FROM parcels WHERE order_id = {of(number)})"


def first(table: str) -> str:
    """The first row of a table, as a condition."""
    return f"id = (SELECT min(id) FROM {table})"


def change(table: str, values: str, where: str) -> str:
    return f"UPDATE {table} SET {values} WHERE {where}"


def order(values: str, number: str = "READY") -> str:
    return change("orders", values, f"order_no = '{number}'")


def line(values: str, number: str = "READY") -> str:
    return change("order_lines", values, f"order_id = {of(number)}")


def shipment(values: str, number: str = "PACKED") -> str:
    return change("shipments", values, f"order_id = {of(number)}")


def label(values: str, number: str = "PACKED") -> str:
    return change("labels", values, f"parcel_id = {parcel(number)}")


def level(values: str, code: str = "MAIN") -> str:
    where = (
        f"bin_id = (SELECT id FROM bins WHERE code = '{code}')"
        " AND product_id = (SELECT id FROM products WHERE sku = 'TEH')"
    )
    return change("stock_levels", values, where)


def promised(values: str, number: str = "READY") -> str:
    return change("reservations", values, f"order_id = {of(number)}")


def coffee(tracking: str) -> str:
    return change("products", f"tracking = '{tracking}'", "sku = 'KOPI'")


def lot(name: str, day: str = "NULL") -> str:
    """A lot of coffee."""
    return (
        "INSERT INTO lots (product_id, lot, expires_on, note, first_seen)"
        f" SELECT id, '{name}', {day}, '', created_at FROM products WHERE sku = 'KOPI'"
    )


def there(name: str, units: int) -> str:
    """Units of a lot of coffee on the shelf, which no move brought there."""
    return (
        "INSERT INTO stock_levels (product_id, bin_id, lot, on_hand, reserved)"
        f" SELECT products.id, bins.id, '{name}', {units}, 0 FROM products, bins"
        " WHERE sku = 'KOPI' AND bins.code = 'MAIN'"
    )


EAST = (
    "INSERT INTO warehouses (code, name) VALUES ('EAST', 'East')",
    "INSERT INTO bins (warehouse_id, code, kind)"
    " SELECT id, 'E1', 'shelf' FROM warehouses WHERE code = 'EAST'",
)


E1 = "(SELECT id FROM bins WHERE code = 'E1')"
BLOCK = (
    "INSERT INTO stock_blocks"
    " (warehouse_id, product_id, bin_id, lot, quantity, reason, until, at)"
    " SELECT bins.warehouse_id, products.id, bins.id, '', 2, 'x', {until}, products.created_at"
    " FROM products, bins WHERE sku = 'TEH' AND bins.code = '{bin}'"
)


HOME = (
    "INSERT INTO pick_homes (warehouse_id, product_id, bin_id, least, most, updated_at)"
    " SELECT bins.warehouse_id, products.id, bins.id, 1, 2, products.created_at"
    " FROM products, bins WHERE sku = 'TEH' AND bins.code = 'TOTE'"
)


TASK = (
    "INSERT INTO replenish_tasks (warehouse_id, product_id, lot, quantity, moved, from_bin_id,"
    " to_bin_id, reason, asked_at, result)"
    " SELECT bins.warehouse_id, products.id, '', 2, 0, bins.id, bins.id, 'least',"
    " products.created_at, '' FROM products, bins WHERE sku = 'TEH' AND bins.code = 'MAIN'"
)


WALK = (
    "INSERT INTO walks (id, warehouse_id, mode, state, zone, due_at, length, fence,"
    " lease_until_ms, reason, made_at) SELECT 1, warehouse_id, 'single', '{state}', '', due_at,"
    " 0, 0, 0, '', created_at FROM orders WHERE order_no = 'READY'"
)


PICK = (
    "INSERT INTO pick_tasks (walk_id, order_id, order_line_id, product_id, bin_id, lot, place,"
    " quantity, picked, state, changed_at) SELECT 1, orders.id, 1, products.id, bins.id, '', 1,"
    " 2, 1, '{state}', orders.created_at FROM orders, products, bins"
    " WHERE order_no = 'READY' AND sku = 'TEH' AND bins.code = 'MAIN'"
)


COUNT = (
    "INSERT INTO counts (id, number, warehouse_id, kind, state, zone, blind, note, created_at,"
    " reason, currency) SELECT 1, 'C1', warehouse_id, 'some', 'posted', '', TRUE, '', created_at,"
    " '', 'IDR' FROM orders WHERE order_no = 'READY'",
    "INSERT INTO count_tasks (id, count_id, bin_id, state, whole, round, attempt, holder)"
    " SELECT 1, 1, id, '{state}', TRUE, 1, 1, '' FROM bins WHERE code = 'MAIN'",
    "INSERT INTO count_lines (task_id, product_id, lot, by_lot, asked, reason, counted, on_hand,"
    " away, moved, kept, posted) SELECT 1, id, '', FALSE, FALSE, '', 7, 9, 0, FALSE, FALSE,"
    " {posted} FROM products WHERE sku = 'TEH'",
)


PURCHASE = (
    "INSERT INTO suppliers (id, code, name, search, phone, email, address, currency, lead_days,"
    " note, active, created_at, updated_at) SELECT 1, 'T', 'T', '', '', '', '', 'IDR', 0, '', TRUE,"
    " created_at, created_at FROM products WHERE sku = 'TEH'",
    "INSERT INTO purchase_orders (id, number, supplier_id, warehouse_id, state, currency, rate,"
    " note, reason, created_at) SELECT 1, 'PO1', 1, warehouse_id, '{state}', 'IDR', '', '', '',"
    " created_at FROM orders WHERE order_no = 'READY'",
    "INSERT INTO purchase_lines (purchase_id, line_no, product_id, supplier_sku, quantity,"
    " unit_price, received, damaged, allowed) SELECT 1, 1, id, '', 5, 0, {received}, 0, 5"
    " FROM products WHERE sku = 'TEH'",
)


SECOND_LABEL = (
    "INSERT INTO labels"
    " (parcel_id, shipment_id, state, inputs_hash, document, created_at, void_reason)"
    " SELECT parcel_id, shipment_id, state, 'x', document, created_at, '' FROM labels"
    f" WHERE parcel_id = {parcel('PACKED')}"
)


LEFT_TEXT = f"INSERT INTO order_texts (order_id, text) VALUES ({of('GONE')}, 'x')"


@dataclass(frozen=True)
class Break:
    """What breaks a rule, as what it is found, what is named, and what else is wrong then."""

    code: str
    statements: tuple[str, ...]
    names: tuple[str, ...]
    beside: frozenset[str] = field(default=frozenset())


def broken(code: str, *statements: str, names: str, beside: str = "") -> Break:
    return Break(code, statements, tuple(names.split()), frozenset(beside.split()))


MANIFEST = (
    "INSERT INTO manifests (id, number, warehouse_id, courier, state, driver, vehicle, signed_by,"
    " opened_at, document) SELECT 1, 'HO-1', warehouse_id, 'own', '{state}', '', '', '',"
    " created_at, '' FROM orders WHERE order_no = 'READY'"
)


ON_IT = (
    "INSERT INTO manifest_parcels (manifest_id, parcel_id, shipment_id, scanned_at)"
    " SELECT 1, parcels.id, shipments.id, opened_at FROM parcels"
    f" JOIN shipments ON parcel_id = parcels.id WHERE parcels.order_id = {of('PACKED')}"
)


STATEMENT = (
    "INSERT INTO cod_files (id, courier, name, digest, imported_at) SELECT 1, 'own', 'a.csv', 'x',"
    " created_at FROM orders WHERE order_no = 'READY'",
    "INSERT INTO cod_lines (file_id, line_no, waybill, shipment_id, currency, expected, amount,"
    " reference, state) SELECT 1, 2, 'W9', id, 'IDR', 5, 5, '', 'matched' FROM shipments"
    f" WHERE order_id = {of('GONE')}",
)
