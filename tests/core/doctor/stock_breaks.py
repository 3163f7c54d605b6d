"""What breaks the rules of stock, of its lots and bins, and of the tasks that move it."""

from __future__ import annotations

from breaking import (
    BLOCK,
    COUNT,
    E1,
    EAST,
    HOME,
    PICK,
    PURCHASE,
    TASK,
    WALK,
    broken,
    change,
    coffee,
    first,
    level,
    lot,
    of,
    order,
    promised,
    there,
)

STOCK_BREAKS = (
    broken("stock_differs", level("on_hand = on_hand + 1"), names="TEH MAIN --repair"),
    broken("reserved_differs", level("reserved = reserved + 1"), names="TEH MAIN --repair"),
    broken(
        "bounds_broken",
        level("on_hand = 1, reserved = 2"),
        names="TEH MAIN",
        beside="stock_differs reserved_differs",
    ),
    broken(
        "put_back_differs",
        change("put_away_tasks", "quantity = quantity + 1", "done_at IS NULL"),
        names="TEH PUTBACK",
    ),
    broken(
        "transit_differs",
        "INSERT INTO bins (warehouse_id, code, kind) SELECT id, 'ROAD', 'transit' FROM warehouses",
        "INSERT INTO stock_levels (product_id, bin_id, lot, on_hand, reserved)"
        " SELECT products.id, bins.id, '', 3, 0 FROM products, bins"
        " WHERE sku = 'TEH' AND bins.code = 'ROAD'",
        names="TEH ROAD MAIN",
        beside="stock_differs",
    ),
    broken(
        "transfer_line_differs",
        *EAST,
        "INSERT INTO transfers (number, from_id, to_id, state, note, reason, created_at)"
        " SELECT 'T1', one.id, other.id, 'sent', '', '', products.created_at"
        " FROM warehouses one, warehouses other, products"
        " WHERE one.code = 'MAIN' AND other.code = 'EAST' AND sku = 'TEH'",
        "INSERT INTO transfer_lines (transfer_id, line_no, product_id, quantity, sent, received,"
        " damaged, missing) SELECT transfers.id, 1, products.id, 5, 5, 1, 0, 0"
        " FROM transfers, products WHERE sku = 'TEH'",
        names="T1 TEH 4",
    ),
    broken(
        "bin_closed_full",
        change("bins", "active = false", "code = 'MAIN'"),
        names="MAIN",
    ),
    broken(
        "serial_over",
        coffee("serial"),
        lot("S1"),
        there("S1", 2),
        names="KOPI S1 2",
        beside="stock_differs",
    ),
    broken("lot_missing", change("products", "tracking = 'lot'", "sku = 'TEH'"), names="TEH"),
    broken(
        "lot_not_known",
        coffee("lot"),
        there("L1", 3),
        names="KOPI L1 3",
        beside="stock_differs",
    ),
    broken(
        "lot_without_day",
        coffee("expiry"),
        lot("L1"),
        there("L1", 3),
        names="KOPI L1 MAIN",
        beside="stock_differs",
    ),
    broken(
        "expired_on_shelf",
        lot("L1", "'2001-02-03'"),
        there("L1", 3),
        names="KOPI L1 MAIN 2001-02-03",
        beside="stock_differs",
    ),
    broken(
        "move_across",
        *EAST,
        change(
            "stock_moves",
            "warehouse_id = (SELECT id FROM warehouses WHERE code = 'EAST')",
            first("stock_moves"),
        ),
        names="TEH MAIN",
    ),
    broken(
        "promise_over",
        order("status = 'cancelled', fulfilment = 'cancelled'"),
        f"DELETE FROM order_texts WHERE order_id = {of('READY')}",
        names="READY TEH MAIN cancelled",
    ),
    broken(
        "promise_elsewhere",
        *EAST,
        promised(f"bin_id = {E1}"),
        names="READY TEH E1",
        beside="reserved_differs",
    ),
    broken(
        "promise_mixed",
        promised(f"order_line_id = (SELECT id FROM order_lines WHERE order_id = {of('SHORT')})"),
        names="READY TEH MAIN",
        beside="promise_too_many promise_too_few",
    ),
    broken(
        "promise_too_many",
        promised("quantity = quantity + 1"),
        level("reserved = reserved + 1"),
        names="READY TEH 3 2",
    ),
    broken(
        "promise_too_few",
        promised("quantity = quantity - 1"),
        level("reserved = reserved - 1"),
        names="READY TEH 1 2",
    ),
    broken(
        "hold_expired",
        change("stock_holds", "lease_until_ms = 1", "quantity > 0"),
        names="TEH MAIN --repair",
    ),
    broken(
        "block_overdue",
        BLOCK.format(until="'2020-01-01 00:00:00.000000'", bin="MAIN"),
        level("reserved = reserved + 2"),
        names="2 TEH MAIN worker",
    ),
    broken(
        "block_astray",
        BLOCK.format(until="NULL", bin="PACKED"),
        level("reserved = reserved + 2", "PACKED"),
        names="2 TEH PACKED unblock",
    ),
    broken("home_astray", HOME, names="TEH TOTE --min"),
    broken("replenish_astray", TASK, names="2 TEH MAIN --short"),
    broken(
        "walk_task_left",
        WALK.format(state="done"),
        PICK.format(state="open"),
        names="READY TEH MAIN W1",
    ),
    broken(
        "walk_task_units",
        WALK.format(state="walking"),
        PICK.format(state="done"),
        names="READY TEH MAIN W1 1 2",
    ),
    broken(
        "count_task_left",
        *(one.format(state="open", posted=-2) for one in COUNT),
        names="C1 MAIN",
    ),
    broken(
        "count_line_differs",
        *(one.format(state="done", posted=-1) for one in COUNT),
        names="C1 TEH MAIN -2 -1",
    ),
    broken(
        "purchase_line_differs",
        *(one.format(state="part_received", received=3) for one in PURCHASE),
        names="PO1 TEH 3 0",
    ),
    broken(
        "purchase_unfit",
        *(one.format(state="received", received=0) for one in PURCHASE),
        names="PO1 received 0 1",
    ),
)
"""Each breaks one rule."""
