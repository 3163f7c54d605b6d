"""A house whose marketplace pays out: its orders are sent, completed, and settled."""

from __future__ import annotations

from fakes.market_ground import Ground
from sqlalchemy import select

from core.channels.payouts_in import Pulled, pull_payouts
from core.fee_kinds import FeeKind
from core.orders.models import orders
from core.payouts.queries import OrderPart, Payout, Wanted, lines_of, list_payouts, parts
from core.transaction import reading
from tui.demo.channels.book import Order, Stand


def sold(ground: Ground, *lines: tuple[str, int], **more: object) -> Order:
    """An order that was bought, came here, and was completed there."""
    order = ground.market.sell(list(lines), **more)
    ground.sync()
    ground.market.move(order, Stand.DONE)
    ground.sync()
    return order


def pull(ground: Ground) -> Pulled:
    """Read what is paid out, to the end."""
    for _round in range(20):
        done = pull_payouts(ground.db, ground.shop, ground.rules.policy, at_once=True)
        assert done.trouble is None, done.trouble
        if not done.left:
            return done
    raise AssertionError("it never comes to an end")


def payouts(ground: Ground, **wanted: object) -> tuple[Payout, ...]:
    with reading(ground.db) as tx:
        return list_payouts(tx, Wanted(**wanted))  # type: ignore[arg-type]


def part_of(ground: Ground, order: Order) -> OrderPart:
    with reading(ground.db) as tx:
        (found,) = [one for one in parts(tx) if one.order_ref == order.no]
        return found


def kinds_of(ground: Ground, order: Order) -> dict[FeeKind, int]:
    """What payouts say of an order, in whole units of its currency."""
    found: dict[FeeKind, int] = {}
    with reading(ground.db) as tx:
        for line in lines_of(tx, order_ref=order.no):
            found[line.kind] = found.get(line.kind, 0) + line.amount // 100
    return found


def here(ground: Ground, order: Order) -> tuple[int, int, str]:
    """What an order costs, what is paid of it, and where it stands."""
    with reading(ground.db) as tx:
        row = tx.execute(select(orders).where(orders.c.order_no == order.no)).one()
        return row.total // 100, row.paid // 100, row.status
