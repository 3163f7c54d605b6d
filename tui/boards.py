"""The boards of the warehouse: lists that one key leads to, each with a module that fills it."""

from __future__ import annotations

from dataclasses import dataclass

from tui.places import Where
from tui.speech import N_


@dataclass(frozen=True, slots=True)
class Board:
    """A pane that is a list of one kind of thing; what it shows and does lives in its module."""

    module: str
    """Where it reads and does things: a module of `tui.live`, see `tui.live.boards`."""
    title: str
    """Untranslated, as all texts here."""
    hint: str
    empty: str
    """What stands there while the list is empty."""
    lead: str = ""
    """What to do first, where scans have a meaning of their own in it."""
    permission: str = ""
    """What the operator's role must allow to see it at all; core checks it as well."""


BOARDS: dict[Where, Board] = {
    Where.PRODUCTS: Board(
        "products",
        N_("Products"),
        N_("What the shop sells: prices, stock, barcodes, variants."),
        N_("There are no products yet. F7 adds one, Alt+R reads a file."),
        N_("Scan a product to see it; F6 gives it a barcode."),
    ),
    Where.RECEIVING: Board(
        "receiving",
        N_("Receiving"),
        N_("Take in what a supplier delivers, by scan."),
        N_("No delivery is in hand. Scan the number of a purchase order."),
        N_("Scan goods; a bin says where all that follows goes."),
    ),
    Where.PURCHASES: Board(
        "purchases",
        N_("Purchase orders"),
        N_("What is ordered from suppliers, and what came."),
        N_("There are no purchase orders. F7 begins one."),
    ),
    Where.NEEDS: Board(
        "needs",
        N_("To buy"),
        N_("What is short, or below its reorder point."),
        N_("Nothing is short."),
    ),
    Where.SUPPLIERS: Board(
        "suppliers",
        N_("Suppliers"),
        N_("Who sells us what, and for how much."),
        N_("There are no suppliers yet. F7 adds one."),
    ),
    Where.WALKS: Board(
        "walks",
        N_("Walks"),
        N_("Many orders picked at once: waves and their walks."),
        N_("No walk is planned. F7 plans some."),
        N_("Scan the sheet of a walk, or take one with Enter. F7 plans more."),
    ),
    Where.WALK: Board(
        "walk",
        N_("Picking"),
        N_("The walk in hand: what to fetch now, and the sorting wall."),
        N_("No walk is in hand. Scan the sheet of one, or KEMAS:NEXT."),
        N_("Scan the bin, then the goods; a new tote once."),
    ),
    Where.REPLENISH: Board(
        "replenish",
        N_("Replenishment"),
        N_("Pick bins that run low, filled up from bulk bins."),
        N_("No pick bin needs more. F7 looks at once."),
        N_("Scan the bulk bin, one of the goods, then the pick bin."),
    ),
    Where.COUNTS: Board(
        "counts",
        N_("Counting"),
        N_("Bins to count, by plan or because somebody asked."),
        N_("Nothing is to be counted. F7 has bins counted."),
        N_("Scan a bin, then what lies there. F9 when all of it is counted."),
    ),
    Where.COUNT_PLANS: Board(
        "count_plans",
        N_("Count plans"),
        N_("What is counted by itself, and when."),
        N_("There are no plans yet. F7 makes one."),
    ),
    Where.LOTS: Board(
        "lots",
        N_("Lots"),
        N_("Lots and serial numbers, those that expire soon first."),
        N_("No lots lie here. Alt+Y tracks a product; F7 says of which lot goods are."),
    ),
    Where.PICK_HOMES: Board(
        "pick_homes",
        N_("Pick bins"),
        N_("Which bin a product is picked from, and how full it is kept."),
        N_("No pick bin is kept filled. F7 begins with one."),
    ),
    Where.PLACES: Board(
        "places",
        N_("Bins"),
        N_("Bins and zones in walking order, and what lies there."),
        N_("There are no bins yet. F7 makes some, as in A-01..A-12."),
        N_("Scan a bin to see what lies there; F9 says the walk by scanning."),
    ),
    Where.WAREHOUSES: Board(
        "warehouses",
        N_("Warehouses"),
        N_("Where goods lie, who is in charge, and which is asked first."),
        N_("There are no warehouses yet. F7 adds one."),
    ),
    Where.TRANSFERS: Board(
        "transfers",
        N_("Transfers"),
        N_("Goods from and to other warehouses."),
        N_("There are no transfers. F7 draws one up."),
    ),
    Where.ARRIVALS: Board(
        "arrivals",
        N_("Receiving a transfer"),
        N_("Take in what another warehouse sent, by scan."),
        N_("No transfer is in hand. Scan the number of one that is on its way."),
        N_("Scan goods; a bin says where all that follows goes."),
    ),
    Where.HAND_OVER: Board(
        "hand_over",
        N_("Hand over"),
        N_("Scan parcels out to a courier, and have the manifest signed."),
        N_("No parcel stands ready. F7 says which courier is here."),
        N_("Scan each parcel as it leaves. F7: which courier, F9: signed."),
    ),
    Where.MANIFESTS: Board(
        "manifests",
        N_("Manifests"),
        N_("What each courier took over, when, and who signed."),
        N_("There are no manifests yet. Parcels are scanned out in: Hand over."),
    ),
    Where.DAY_END: Board(
        "day_end",
        N_("End of the day"),
        N_("Boxes that did not leave, and what nobody knows."),
        N_("Nothing is left over."),
    ),
    Where.COD: Board(
        "cod",
        N_("Money of couriers"),
        N_("Collected on delivery: what differs, what is overdue, what is expected."),
        N_("No courier owes anything."),
    ),
    Where.COURIER_COSTS: Board(
        "courier_costs",
        N_("Couriers compared"),
        N_("What couriers cost and how fast they are, by area and service."),
        N_("No parcel was booked in these days."),
    ),
    Where.RECEIVABLES: Board(
        "receivables",
        N_("Money of customers"),
        N_("What banks say came, credit, and what customers owe."),
        N_("Nobody owes anything, and no money waits. F7 writes a payment down."),
        permission="money_view",
    ),
    Where.PLATFORM_BILLS: Board(
        "platform_bills",
        N_("Bills of platforms"),
        N_("What platforms bill you, such as for advertising; what is unpaid."),
        N_("No bill is known. F7 asks the platforms for them."),
        permission="platform_bills",
    ),
    Where.PAYOUTS: Board(
        "payouts",
        N_("Payouts"),
        N_("What marketplaces pay out, their fees, and what is missing."),
        N_("No payout is known. F7 asks the marketplaces for them."),
        permission="payouts",
    ),
    Where.INVOICES: Board(
        "invoice_book",
        N_("Invoices"),
        N_("All invoices: search, filter, look, print, send, correct."),
        N_("There are no invoices yet. Ctrl+A in the orders issues one."),
        permission="money_view",
    ),
    Where.BOOKS: Board(
        "books",
        N_("Books"),
        N_("The journal for the accountant, month by month; closing a month."),
        N_("No period fits."),
        permission="books",
    ),
    Where.GOING_OUT: Board(
        "going_out",
        N_("Invoices going out"),
        N_("Look through them, release them, print the batch, send again, see the log."),
        N_("No invoice waits to go out. Alt+F shows the log."),
        permission="money_view",
    ),
    Where.CHANNELS: Board(
        "channels",
        N_("Sales channels"),
        N_("Shops at marketplaces: what came, what is wrong, what they are told."),
        N_("No shop is set up. Add a [[channels]] table to the configuration."),
    ),
    Where.LISTINGS: Board(
        "listings",
        N_("Listings"),
        N_("What shops at marketplaces offer; new products go there from here."),
        N_("No listing is known yet. F7 brings a product there."),
    ),
    Where.EINVOICES: Board(
        "einvoices",
        N_("E-invoices"),
        N_("Legal invoices by their provider: waiting, not known, issued."),
        N_("There are no e-invoices yet. F7 draws one up."),
    ),
    Where.BILLING: Board(
        "billing",
        N_("To invoice"),
        N_("Invoices that wait to be issued: look at them, release them."),
        N_("No invoice waits to be issued."),
    ),
    Where.STANDING: Board(
        "standing",
        N_("Standing orders"),
        N_("What is invoiced by the calendar, and what was missed."),
        N_("There are no standing orders. F7 sets one up."),
    ),
    Where.ADDRESSES: Board(
        "addresses",
        N_("Addresses"),
        N_("Places that a courier's list does not know: asked once."),
        N_("Every address is known to its courier."),
    ),
    Where.ON_THE_WAY: Board(
        "on_the_way",
        N_("On the way"),
        N_("Parcels that are late, failed or come back."),
        N_("All parcels are well on their way. Alt+F shows them."),
    ),
    Where.LOOKUP: Board(
        "lookup",
        N_("Look up"),
        N_("Any code: what it is, where, for whom, what comes."),
        N_("Scan or type any code. Nothing changes by it."),
        N_("Scan or type any code."),
    ),
    Where.STATIONS: Board(
        "stations",
        N_("Stations"),
        N_("Who works where on what, live: say something, look on, free an order."),
        N_("No station has been opened yet."),
        permission="station_manage",
    ),
    Where.CALLS: Board(
        "calls",
        N_("Calls"),
        N_("Who called for a lead from where, and what was on the screen."),
        N_("Nobody calls."),
        permission="approve",
    ),
    Where.OFFLINE: Board(
        "offline",
        N_("Offline boxes"),
        N_("Boxes whose offline scans could not be saved: why, and putting them right."),
        N_("All offline scans are saved."),
        permission="pack",
    ),
    Where.BLOCKS: Board(
        "blocks",
        N_("Blocked goods"),
        N_("Goods that are not promised to anybody, and why."),
        N_("No goods are blocked. F7 blocks some."),
    ),
}
"""Every board, in the order in which they are offered."""

BOARD_PANES = frozenset(BOARDS)
