"""The command line, one module a group; a module is imported when its group is asked for.

A module offers ``add(parser)``, which describes its arguments and sets ``run``: a function that
takes a `tui.context.Context` and does the work. It returns None, or an exit code.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import N_


@dataclass(frozen=True, slots=True)
class Group:
    """One word after ``kemas``."""

    name: str
    module: str
    help: str


GROUPS = (
    Group("demo", "tui.commands.demo", N_("look around in a throw-away warehouse")),
    Group("init", "tui.commands.init", N_("set up: configuration, database and first operators")),
    Group("scan", "tui.commands.scan", N_("pack by lines of codes, without a screen")),
    Group("orders", "tui.commands.orders", N_("orders: list, show, import, hold, cancel")),
    Group(
        "customers", "tui.commands.customers", N_("customers: find, change, merge, trust, block")
    ),
    Group("products", "tui.commands.products", N_("products: prices, barcodes, variants, files")),
    Group("stock", "tui.commands.stock", N_("what is where, and the ledger")),
    Group("warehouses", "tui.commands.warehouses", N_("warehouses: where, whose, how they rank")),
    Group("zones", "tui.commands.zones", N_("zones: parts of a warehouse")),
    Group("bins", "tui.commands.bins", N_("bins: make, change, walk, labels")),
    Group("walks", "tui.commands.walks", N_("pick many orders at once: plan, walk, sort")),
    Group("replenish", "tui.commands.replenish", N_("pick bins that run low: fill them up")),
    Group("counts", "tui.commands.counts", N_("counting: plans, counts, scans, differences")),
    Group("transfers", "tui.commands.transfers", N_("goods between warehouses: send, receive")),
    Group("lookup", "tui.commands.lookup", N_("what a code is, and all that is known of it")),
    Group("suppliers", "tui.commands.suppliers", N_("suppliers: what they sell and ask for it")),
    Group("purchases", "tui.commands.purchases", N_("purchase orders and goods that come in")),
    Group("shipments", "tui.commands.shipments", N_("shipments: create, cancel, hand over")),
    Group("parcels", "tui.commands.parcels", N_("parcels on their way: late ones, news, steps")),
    Group("handover", "tui.commands.handover", N_("hand parcels to couriers, signed and kept")),
    Group("channels", "tui.commands.channels", N_("shops at marketplaces: connect, read, stock")),
    Group("bills", "tui.commands.bills", N_("what platforms bill the shop, and what it cost")),
    Group("books", "tui.commands.books", N_("the journal for the accountant, closed periods")),
    Group("cod", "tui.commands.cod", N_("money that couriers collect: expected, paid, overdue")),
    Group("couriers", "tui.commands.couriers", N_("couriers: what they cost, how fast they are")),
    Group("billing", "tui.commands.billing", N_("who is billed how, and what is due")),
    Group("invoices", "tui.commands.invoices", N_("invoices: issue, list, print, PDF")),
    Group("einvoice", "tui.commands.einvoice", N_("e-invoices: issue, follow, Coretax")),
    Group("payments", "tui.commands.payments", N_("payments: bank statements, credit, refunds")),
    Group(
        "receivables", "tui.commands.receivables", N_("who owes what: balances, ages, reminders")
    ),
    Group("returns", "tui.commands.returns", N_("what comes back from buyers")),
    Group("printers", "tui.commands.printers", N_("printers: status, test page, command sheet")),
    Group("paper", "tui.commands.paper", N_("what stands on labels, receipts and lists")),
    Group("labels", "tui.commands.labels", N_("labels that couriers give out as PDF")),
    Group("jobs", "tui.commands.jobs", N_("print jobs: look, print again, cancel, answer")),
    Group("messages", "tui.commands.messages", N_("messages to buyers: look, send again, texts")),
    Group("worker", "tui.commands.worker", N_("print and book without a terminal")),
    Group("people", "tui.commands.people", N_("operators and their badges")),
    Group("stations", "tui.commands.stations", N_("work places")),
    Group("offline", "tui.commands.offline", N_("scans made while the database was away")),
    Group("db", "tui.commands.db", N_("the database")),
    Group("audit", "tui.commands.audit", N_("who did what, where and when; the seals of it")),
    Group("backup", "tui.commands.backup", N_("keep the whole shop in one file, proved")),
    Group("restore", "tui.commands.restore", N_("bring a backup back into use")),
    Group("doctor", "tui.commands.doctor", N_("prove that all rules hold, and repair")),
    Group(
        "support-bundle",
        "tui.commands.support_bundle",
        N_("one file for a helper, without secrets and buyers"),
    ),
    Group("bench", "tui.commands.bench", N_("measure how fast it is on this machine")),
)
