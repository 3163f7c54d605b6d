"""The panes of the station: one file a task; each is made when it is first shown."""

from __future__ import annotations

from importlib import import_module

from tui.keys import Where
from tui.screens.pane import Pane

_PANES = {
    Where.QUEUE: ("tui.screens.queue", "QueuePane"),
    Where.ORDERS: ("tui.screens.orders", "OrdersPane"),
    Where.WORK: ("tui.screens.work", "WorkPane"),
    Where.ORDER: ("tui.screens.order", "OrderPane"),
    Where.JOBS: ("tui.screens.jobs", "JobsPane"),
    Where.PRINTERS: ("tui.screens.printers", "PrintersPane"),
    Where.CUSTOMERS: ("tui.screens.customers", "CustomersPane"),
    Where.PARKED: ("tui.screens.parked", "ParkedPane"),
    Where.ENTRY: ("tui.screens.entry", "EntryPane"),
    Where.RETURNS: ("tui.screens.returns", "ReturnsPane"),
    Where.PUT_BACK: ("tui.screens.put_away", "PutBackPane"),
    Where.PURCHASES: ("tui.screens.purchases", "PurchasesPane"),
    Where.RECEIVING: ("tui.screens.receiving", "ReceivingPane"),
    Where.NEEDS: ("tui.screens.needs", "NeedsPane"),
    Where.WALKS: ("tui.screens.walks", "WalksPane"),
    Where.WALK: ("tui.screens.walk", "WalkPane"),
    Where.REPLENISH: ("tui.screens.replenish", "ReplenishPane"),
    Where.COUNTS: ("tui.screens.counts", "CountsPane"),
    Where.COUNT_PLANS: ("tui.screens.count_plans", "CountPlansPane"),
    Where.LOTS: ("tui.screens.lots", "LotsPane"),
    Where.PICK_HOMES: ("tui.screens.pick_homes", "PickHomesPane"),
    Where.PLACES: ("tui.screens.places", "PlacesPane"),
    Where.WAREHOUSES: ("tui.screens.warehouses", "WarehousesPane"),
    Where.TRANSFERS: ("tui.screens.transfers", "TransfersPane"),
    Where.ARRIVALS: ("tui.screens.arrivals", "ArrivalsPane"),
    Where.HAND_OVER: ("tui.screens.hand_over", "HandOverPane"),
    Where.MANIFESTS: ("tui.screens.manifests", "ManifestsPane"),
    Where.DAY_END: ("tui.screens.day_end", "DayEndPane"),
    Where.COD: ("tui.screens.cod", "CodPane"),
    Where.COURIER_COSTS: ("tui.screens.courier_costs", "CourierCostsPane"),
    Where.RECEIVABLES: ("tui.screens.receivables", "ReceivablesPane"),
    Where.EINVOICES: ("tui.screens.einvoices", "EInvoicesPane"),
    Where.CHANNELS: ("tui.screens.channels", "ChannelsPane"),
    Where.LISTINGS: ("tui.screens.listings", "ListingsPane"),
    Where.PLATFORM_BILLS: ("tui.screens.platform_bills", "PlatformBillsPane"),
    Where.PAYOUTS: ("tui.screens.payouts", "PayoutsPane"),
    Where.BOOKS: ("tui.screens.books", "BooksPane"),
    Where.ADDRESSES: ("tui.screens.addresses", "AddressesPane"),
    Where.LOOKUP: ("tui.screens.lookup", "LookupPane"),
    Where.BLOCKS: ("tui.screens.blocks", "BlocksPane"),
    Where.PRODUCTS: ("tui.screens.products", "ProductsPane"),
    Where.ON_THE_WAY: ("tui.screens.on_the_way", "OnTheWayPane"),
    Where.SUPPLIERS: ("tui.screens.suppliers", "SuppliersPane"),
    Where.INVOICES: ("tui.screens.invoice_book", "InvoicesPane"),
    Where.GOING_OUT: ("tui.screens.going_out", "GoingOutPane"),
    Where.BILLING: ("tui.screens.billing", "BillingPane"),
    Where.STANDING: ("tui.screens.billing", "StandingPane"),
    Where.STATIONS: ("tui.screens.stations", "StationsPane"),
    Where.CALLS: ("tui.screens.calls", "CallsPane"),
    Where.OFFLINE: ("tui.screens.offline", "OfflinePane"),
    Where.SIGN_IN: ("tui.screens.sign_in", "SignInPane"),
}


def make(where: Where) -> Pane:
    """A new pane; its module is imported only now."""
    module, name = _PANES[where]
    pane = getattr(import_module(module), name)()
    assert isinstance(pane, Pane)  # noqa: S101 - the table above is the only caller
    return pane
