"""What each permission and role is called."""

from __future__ import annotations

from core.i18n import N_

PERMISSIONS = {
    "order_view": N_("see orders"),
    "order_import": N_("import orders"),
    "order_add": N_("add orders"),
    "order_correct": N_("correct parked orders"),
    "order_note": N_("write notes on orders"),
    "order_hold": N_("hold orders"),
    "order_release": N_("release held orders"),
    "order_cancel": N_("cancel orders"),
    "order_edit": N_("change orders"),
    "pick": N_("pick"),
    "pack": N_("pack"),
    "short": N_("record missing goods"),
    "take_over": N_("take over the work of another station"),
    "override_contents": N_("ship goods that were not scanned"),
    "shipment_create": N_("create shipments"),
    "shipment_cancel": N_("cancel shipments"),
    "label_void": N_("void labels"),
    "hand_over": N_("hand parcels to the courier"),
    "print": N_("print"),
    "reprint": N_("print again"),
    "printer_manage": N_("set up printers"),
    "product_import": N_("import products"),
    "stock_view": N_("see stock"),
    "stock_adjust": N_("correct stock"),
    "money_view": N_("see amounts"),
    "payment_report": N_("write down payments"),
    "payment_confirm": N_("confirm payments"),
    "refund": N_("give money back"),
    "customer_edit": N_("change customers"),
    "customer_trust": N_("trust and block customers"),
    "message_send": N_("write to buyers"),
    "template_edit": N_("change message texts"),
    "return_register": N_("take in returns"),
    "return_inspect": N_("inspect returned goods"),
    "return_settle": N_("settle returns"),
    "put_away": N_("put goods back on the shelf"),
    "purchase_view": N_("see purchase orders"),
    "purchase_change": N_("change suppliers and purchase orders"),
    "receive": N_("receive goods"),
    "people_manage": N_("manage operators"),
    "station_manage": N_("manage stations"),
}

ROLES = {
    "packer": N_("packer"),
    "picker": N_("picker"),
    "lead": N_("warehouse lead"),
    "office": N_("office"),
    "finance": N_("finance"),
    "admin": N_("administrator"),
}
