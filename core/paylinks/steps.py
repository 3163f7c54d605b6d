"""The steps of a link: each is checked, written down and told in the history of its order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from core.audit import record
from core.billing.pay_links.models import pay_links
from core.billing.pay_links.queries import PayLink, one_link
from core.billing.pay_links.states import LINK_STEPS, Ended, LinkState
from core.lifecycle import check_step
from core.paylinks.registry import NAMES
from core.text import clean
from core.transaction import Transaction

FIRST_LOOK = timedelta(seconds=30)


def step(tx: Transaction, found: PayLink, then: LinkState, **values: Any) -> PayLink:
    """Take one step of the life cycle; raises IllegalTransition."""
    check_step(LINK_STEPS, found.state, then, invoice=found.invoice)
    return note(tx, found, state=then.value, **values)


def note(tx: Transaction, found: PayLink, **values: Any) -> PayLink:
    """Write down what is known of a link."""
    if "error" in values:
        values["error"] = clean(values["error"], 400)
    tx.execute(update(pay_links).where(pay_links.c.id == found.id).values(**values))
    return one_link(tx, found.id)


def tell(tx: Transaction, about: PayLink, what: str, **data: Any) -> None:
    """Write into the history of the order what became of it."""
    told: dict[str, Any] = {"invoice": about.invoice, "gateway": NAMES[about.gateway]}
    record(tx, f"pay_link_{what}", order_id=about.order_id, **told, **data)


def live(tx: Transaction, found: PayLink, url: str, gateway_id: str, code: str) -> PayLink:
    """There is a link: it is told, and asked about from now on."""
    done = step(
        tx,
        found,
        LinkState.LIVE,
        url=url,
        gateway_id=gateway_id,
        code=code,
        error="",
        looks=0,
        look_at=tx.now + FIRST_LOOK,
    )
    tell(tx, done, "live")
    return done


def end(tx: Transaction, found: PayLink, then: LinkState, why: Ended | None) -> PayLink:
    """It is over; money that was on its way is asked for some times more."""
    reason = found.why or why
    done = step(
        tx,
        found,
        then,
        why=reason.value if reason is not None else "",
        looks=0,
        look_at=tx.now + timedelta(hours=1),
        ended_at=tx.now,
    )
    tell(tx, done, "ended", why=done.why.value if done.why is not None else "")
    return done
