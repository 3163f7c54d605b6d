"""What keys do in the warehouse's boards, gathered from one file for each that has its own keys."""

from __future__ import annotations

from tui.keys_addresses import ADDRESS_ACTIONS
from tui.keys_billing import BILLING_ACTIONS
from tui.keys_books import BOOK_ACTIONS
from tui.keys_calls import CALL_ACTIONS
from tui.keys_channels import CHANNEL_ACTIONS
from tui.keys_cod import COD_ACTIONS
from tui.keys_counts import COUNT_ACTIONS
from tui.keys_courier_costs import COURIER_COST_ACTIONS
from tui.keys_einvoices import EINVOICE_ACTIONS
from tui.keys_going_out import GOING_OUT_ACTIONS
from tui.keys_hand_over import HAND_OVER_ACTIONS
from tui.keys_invoice_book import INVOICE_BOOK_ACTIONS
from tui.keys_lots import LOT_ACTIONS
from tui.keys_offline import OFFLINE_ACTIONS
from tui.keys_payouts import PAYOUT_ACTIONS
from tui.keys_places import PLACE_ACTIONS
from tui.keys_platform_bills import PLATFORM_BILL_ACTIONS
from tui.keys_products import PRODUCT_ACTIONS
from tui.keys_purchases import PURCHASE_ACTIONS
from tui.keys_receivables import RECEIVABLE_ACTIONS
from tui.keys_stations import STATION_ACTIONS
from tui.keys_suppliers import SUPPLIER_ACTIONS
from tui.keys_tasks import TASK_ACTIONS
from tui.keys_walks import WALK_ACTIONS
from tui.keys_way import WAY_ACTIONS
from tui.places import Action
from tui.speech import N_

BOARD_ACTIONS: tuple[Action, ...] = (
    Action("stock", "alt+t", N_("Stock"), N_("Show goods, places, purchases, counts and walks.")),
    *PRODUCT_ACTIONS,
    *PURCHASE_ACTIONS,
    *SUPPLIER_ACTIONS,
    *WALK_ACTIONS,
    *TASK_ACTIONS,
    *COUNT_ACTIONS,
    *PLACE_ACTIONS,
    *WAY_ACTIONS,
    *HAND_OVER_ACTIONS,
    *COD_ACTIONS,
    *COURIER_COST_ACTIONS,
    *RECEIVABLE_ACTIONS,
    *EINVOICE_ACTIONS,
    *PLATFORM_BILL_ACTIONS,
    *PAYOUT_ACTIONS,
    *CHANNEL_ACTIONS,
    *INVOICE_BOOK_ACTIONS,
    *BOOK_ACTIONS,
    *BILLING_ACTIONS,
    *GOING_OUT_ACTIONS,
    *ADDRESS_ACTIONS,
    *LOT_ACTIONS,
    *STATION_ACTIONS,
    *CALL_ACTIONS,
    *OFFLINE_ACTIONS,
)
"""Part of the registry in `tui.keys`."""
