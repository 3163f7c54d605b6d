"""What a marketplace tells after the bank did is found among the lines that wait."""

from __future__ import annotations

from fakes.market_ground import Ground
from fakes.paid_out import payouts, pull, sold

from core.channels.payouts_in import pull_payouts
from core.payouts.recognising import Coming
from core.receivables.line_book import take_in
from core.receivables.settings import Terms
from core.receivables.statements.lines import Line
from core.transaction import writing


def test_a_round_finds_what_the_bank_had_before(ground: Ground) -> None:
    sold(ground, ("TEH", 2))
    pull(ground)
    one = next(one for one in payouts(ground) if one.amount > 0)
    with writing(ground.db) as tx:
        line = Line(1, tx.today, one.amount, one.currency, text=f"PAYOUT {one.payout_no}")
        take_in(tx, "0077", "a.ofx", "d", "k", line, "")
    shops = (Coming(ground.shop.name, (), 7),)
    terms = Terms(currency=one.currency, shops=shops)
    for arrived in (1, 0):
        done = pull_payouts(ground.db, ground.shop, ground.rules.policy, terms, at_once=True)
        assert (done.trouble, done.arrived) == (None, arrived)
    assert [each.id for each in payouts(ground, arrived=True)] == [one.id]
