"""What a verdict says to a packer: what happened, what is needed, what to do next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import NotAllowed, NotFound, Refusal
from core.files.reasons import Reason
from core.fulfilment.packing.verdict import GOOD, Kind, Verdict
from core.fulfilment.states import ParcelState
from core.i18n import N_, _
from core.lookup.found import Thing
from core.orders.intake.reasons import say
from core.orders.states import OrderStatus
from tui.words import verdicts_parts as parts
from tui.words.addresses import ADDRESS_WORDS
from tui.words.einvoices import EINVOICE_WORDS
from tui.words.hand_over import COD_MONEY, HAND_OVER_WORDS
from tui.words.invoices import INVOICE_WORDS
from tui.words.messages import in_words
from tui.words.pay_links import PAY_LINK_WORDS
from tui.words.payments import in_words as money_words
from tui.words.permissions import ROLES
from tui.words.receivables import MONEY_WORDS
from tui.words.receiving import can_go
from tui.words.refusals import sentence
from tui.words.refusals_entry import ENTRY
from tui.words.sending import SENDING_WORDS
from tui.words.sending import in_words as sending_words
from tui.words.states import parcel_state, status_name
from tui.words.verdicts_channels import CHANNEL_WORDS
from tui.words.verdicts_counting import COUNTING_WORDS, said_here
from tui.words.verdicts_customers import CUSTOMER_WORDS
from tui.words.verdicts_entry import ENTRY_WORDS
from tui.words.verdicts_good import GOOD_WORDS, INFO_WORDS
from tui.words.verdicts_island import ISLAND_WORDS, conflict_words
from tui.words.verdicts_lots import LOT_WORDS, lots_said
from tui.words.verdicts_messages import MESSAGE_WORDS
from tui.words.verdicts_parts import Words
from tui.words.verdicts_payments import PAYMENT_WORDS
from tui.words.verdicts_payouts import PAYOUT_MONEY, PAYOUT_WORDS
from tui.words.verdicts_people import PEOPLE_WORDS
from tui.words.verdicts_places import PLACE_WORDS
from tui.words.verdicts_platform_bills import PLATFORM_BILL_WORDS
from tui.words.verdicts_products import PRODUCT_WORDS
from tui.words.verdicts_purchases import PURCHASE_WORDS
from tui.words.verdicts_refused import REFUSED_WORDS
from tui.words.verdicts_returns import RETURN_WORDS
from tui.words.verdicts_tasks import TASK_WORDS
from tui.words.verdicts_walks import WALK_WORDS
from tui.words.verdicts_watching import WATCHING_WORDS
from tui.words.verdicts_way import WAY_DETAILS, WAY_WORDS, way_pieces
from tui.words.walks import pieces as walk_pieces

_WITH_REFUND = {"order_cancelled", "return_settled", "return_exchanged", "return_exchanged_short"}
WORDS: dict[str, Words] = {
    **GOOD_WORDS,
    **INFO_WORDS,
    **REFUSED_WORDS,
    **LOT_WORDS,
    **RETURN_WORDS,
    **ENTRY_WORDS,
    **MESSAGE_WORDS,
    **CUSTOMER_WORDS,
    **PAYMENT_WORDS,
    **INVOICE_WORDS,
    **SENDING_WORDS,
    **EINVOICE_WORDS,
    **PAY_LINK_WORDS,
    **WALK_WORDS,
    **TASK_WORDS,
    **PURCHASE_WORDS,
    **PRODUCT_WORDS,
    **PLACE_WORDS,
    **COUNTING_WORDS,
    **HAND_OVER_WORDS,
    **MONEY_WORDS,
    **WAY_WORDS,
    **PEOPLE_WORDS,
    **PLATFORM_BILL_WORDS,
    **PAYOUT_WORDS,
    **CHANNEL_WORDS,
    **ADDRESS_WORDS,
    **WATCHING_WORDS,
    **ISLAND_WORDS,
}
"""Message ids by ``kind`` or ``kind/detail``."""
_PERSON = frozenset(
    {"badge_unreadable", "operator_not_found", "operator_ambiguous", "operator_left"}
)
_REFUSED = {
    Kind.NOT_ALLOWED: "not_allowed",
    Kind.UNKNOWN_CODE: "unknown_code/refusal",
    Kind.SYSTEM_BUSY: "system_busy",
    Kind.NOT_SAVED: "not_saved",
}
"""Kinds whose detail may be the code of a refusal, and the words around its sentence."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A verdict in the current language; `needed` is empty where nothing is left to name."""

    message: str
    needed: str = ""
    next: str = ""


PLACES: dict[str, tuple[str, str]] = {
    "entry": (N_("A product"), N_("Scan or type the product again, or its SKU.")),
    "returns": (N_("An item of the return, its bin, or the label of what came back"), ""),
    "put_back": (N_("Goods of the list, or the bin that they go into"), ""),
    "walk": (N_("Goods of the walk, or another tote"), ""),
    "arrivals": (N_("Goods of the transfer"), ""),
    "receiving": (N_("Goods of the delivery"), ""),
    "counts": (N_("A bin"), ""),
    "products": (N_("The SKU or barcode of a product"), ""),
    "replenish": (N_("A bin of a task, or its goods"), ""),
    "walks": (N_("The sheet of a walk"), ""),
    "places": (N_("A bin"), ""),
}
"""What is needed, and what to do next, in panes where scans mean something of their own."""
_ONCE_MORE = frozenset({"reservation_changed", "manifest_busy"})
"""Refusals that the same scan may pass, as when somebody was faster; those that end in ``_moved``
are of this kind too."""
_FIRST = re.compile(r"\{(\w+)\}")


class _Params(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def speak(
    verdict: Verdict, zone: str, *, keys: bool = True, pressed: bool = False, place: str = ""
) -> Spoken:
    """Put a verdict into words; times are told in the IANA zone `zone`.

    Commands are named by their keys, or with ``keys=False`` by the codes that line mode knows. Of
    what a key was `pressed` for, a refusal says only itself: no code was scanned. In the pane
    `place`, where a scan means something of its own, it says what is needed there.
    """
    if pressed and is_refusal(verdict):
        return Spoken(sentence(_refusal(verdict)))
    if _of_place(verdict, place):
        needed, then = PLACES[place]
        return Spoken(sentence(_refusal(verdict)), _(needed), _(then) if then else "")
    words = WORDS[words_of(verdict)]
    params = _Params(_filled(verdict, zone, keys=keys))

    def said(message: str) -> str:
        if not message:
            return ""
        template = _(message)
        text = template.format_map(params)
        first = _FIRST.match(template)
        # What was scanned, and names, stay as they are: wb-1 is not Wb-1.
        return text if first and first[1] not in parts.COMMAND_NAMES else parts.capital(text)

    if words.needed is None:
        needed = params["rest"]
        if not needed and verdict.kind not in GOOD:
            usual = N_("An order, or an item of the open order")
            needed = _(PLACES[place][0] if place in PLACES else usual)
    else:
        needed = said(words.needed)
    message = said(words.message)
    if verdict.waiting and verdict.kind in GOOD:
        message += " " + parts.not_saved_yet(verdict.waiting)
    return Spoken(message, needed, said(words.next))


def _of_place(verdict: Verdict, place: str) -> bool:
    """Whether it is a refusal of a pane, where no second scan of the same helps."""
    if place not in PLACES or not is_refusal(verdict) or verdict.kind is Kind.SYSTEM_BUSY:
        return False
    again = verdict.detail in _ONCE_MORE or verdict.detail.endswith("_moved")
    return verdict.detail in ENTRY or (bool(verdict.detail) and not again)


def asked_pin(verdict: Verdict) -> str:
    """Whose PIN is awaited after a verdict; empty where none is."""
    return str(verdict.params["who"]) if verdict.detail in {"pin", "pin_wrong"} else ""


def not_taken(verdict: Verdict, place: str) -> bool:
    """Whether all is well but what was scanned in this pane: it is no use to scan it again."""
    return verdict.kind is Kind.NOT_SAVED and _of_place(verdict, place)


def is_refusal(verdict: Verdict) -> bool:
    """Whether its detail is the code of a refusal that has no words of its own as a verdict."""
    return words_of(verdict) in {"not_saved", "system_busy", "unknown_code/refusal"}


def words_of(verdict: Verdict) -> str:
    """The name of the words for a verdict: its kind and detail, made finer by its parameters."""
    detail = _variant(verdict.kind, verdict.detail, verdict.params)
    name = f"{verdict.kind.value}/{detail}" if detail else verdict.kind.value
    if name in WORDS:
        return name
    if verdict.kind is Kind.UNKNOWN_CODE and detail in _PERSON:
        return "unknown_code/person"
    if verdict.kind in _REFUSED:
        return _REFUSED[verdict.kind]
    return verdict.kind.value if verdict.kind.value in WORDS else "not_saved/fault"


def _variant(kind: Kind, detail: str, params: Mapping[str, Any]) -> str:
    packed = int(params.get("packed") or 0)
    match kind.value, detail:
        case "order_open", "" | "pick" if params.get("must_read"):
            return "must_read"
        case "order_open", "" if packed:
            return "begun"
        case "order_complete", "" if params.get("late"):
            return "late_without" if params.get("waived") else "late"
        case "order_complete", "" if params.get("waived"):
            return "without"
        case "resumed", _detail if not params.get("open"):
            return "" if params.get("code") else "idle"
        case "resumed", _detail if not params.get("code"):
            return "begun_picking" if params.get("mode") == "pick" else "begun"
        case "resumed", _detail:
            return "picking" if params.get("mode") == "pick" else "open"
        case "info", "signed_in" if params.get("open"):
            return "signed_in_open"
        case "info", "moved_here" if params.get("open"):
            return "moved_here_open"
        case "info", "held" if not packed:
            return "held_empty"
        case "info", "waits_for_stock" if not packed:
            return "waits_for_stock_empty"
        case "info", "job_no" if params.get("anew"):
            return "job_no_anew"
        case "info", "released" if packed:
            return "released_packed"
        case "info", "released" if not params.get("ready"):
            return "released_short"
        case "info", "order_cancelled" if packed:
            return "order_cancelled_packed"
        case "other_order_open", "" if "packed" not in params:
            return "undo"
        case "other_order_open", "" if not params.get("order"):
            return "begun"
        case "not_claimable", "claimed" if "who" not in params:
            return "claimed_now"
        case "taken_over", "" | "finished" if not params.get("who") and not params.get("station"):
            return "gone"
        case "short", "" if not params.get("rest_units"):
            return "all"
        case "over_quantity", "receipt_over" if not params.get("left"):
            return "receipt_over_all"
        case "not_saved", "island_conflict":
            return conflict_words(params)
        case "not_saved", "sequence" if not params.get("first"):
            return "sequence_gap"
        case _:
            return detail


def _filled(verdict: Verdict, zone: str, *, keys: bool) -> dict[str, str]:
    """Every piece that the words may name, harmless for the terminal."""
    params = verdict.params
    shown = {
        name: parts.short(value)
        for name, value in params.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }
    shown.setdefault("order", parts.short(verdict.order or ""))
    shown.setdefault("parcel", parts.short(verdict.parcel or ""))
    shown |= {
        "scanned": parts.short(verdict.scanned, 60) or _("an empty code"),
        "number": str(params.get("seq", verdict.seq)),
        "item": parts.item(params.get("sku", ""), params.get("name", "")),
        "rest": parts.rest(params),
        "remarks": parts.remarks(params),
        "holder": parts.holder(params),
        **parts.commands(keys=keys),
    }
    if "lines" in params:
        shown["lines_units"] = _("{lines}, {units}").format(
            lines=parts.lines(int(params["lines"])), units=parts.units(int(params["units"]))
        )
    for name in ("short", "waived", "packed", "expected"):
        if isinstance(params.get(name), int):
            shown[f"{name}_units"] = parts.units(params[name])
    for name in ("since", "at"):
        if params.get(name):
            shown[name] = parts.moment(params[name], zone)
    if "bins" in params:
        shown["bins"] = parts.short(params["bins"] or "-")
    if isinstance(params.get("can_go"), int):
        shown["can_go"] = f" {can_go(params['can_go'])}".rstrip()
    if verdict.detail in WAY_DETAILS:
        shown |= way_pieces(params)
    if "reason" in params:
        shown["reason"] = parts.reason(params["reason"])
    if isinstance(params.get("lots"), list):
        shown["lots"] = parts.short(lots_said(params["lots"])) or "-"
    if isinstance(params.get("missing"), list):
        shown["missing_list"] = parts.missing(params["missing"])
    return shown | _special(verdict, zone, keys=keys)


def _special(verdict: Verdict, zone: str, *, keys: bool) -> dict[str, str]:
    """Pieces that only some verdicts have."""
    params = verdict.params
    if verdict.detail == "parcel" and "state" in params:
        return {"state": parcel_state(ParcelState(params["state"]))}
    if verdict.detail in _WITH_REFUND:
        return {"refund": parts.refund(params, how=keys and verdict.detail == "order_cancelled")}
    if verdict.detail == "unconfirmed" and "status" in params:
        return {"status": status_name(OrderStatus(params["status"]))}
    if verdict.detail.startswith(("message_", "text_")) and "text" in params:
        return in_words(params)
    said = f"info/{verdict.detail}"
    if said in PAYMENT_WORDS or said in MONEY_WORDS or verdict.detail in COD_MONEY | PAYOUT_MONEY:
        return money_words(params)
    if verdict.detail in {"way_chosen", "way_sent"}:
        from tui.words.channels import way_name

        way = parts.short(params.get("way", ""))
        words = " · ".join(filter(None, (way_name(way), parts.short(params.get("said", "")))))
        return {"way": words}
    if "out_way" in params:
        return sending_words(params)
    if verdict.detail.startswith("count"):
        return said_here(params, keys=keys)
    if verdict.detail.startswith("walk"):
        return walk_pieces(params)
    if verdict.detail == "lookup" and params.get("thing") in set(Thing):
        from tui.words.lookup import thing_name

        return {"thing_name": thing_name(Thing(params["thing"]))}
    if verdict.detail == "why":
        return {"said": _reminder(verdict, zone, keys=keys), "facts": _facts(params, zone)}
    if verdict.detail == "island_conflict":
        why = params.get("why", {})
        return {"because": why_not_saved(why, verdict.order or "", zone, keys=keys)}
    if verdict.detail == "parked_still":
        found = [say(Reason.from_json(reason)) for reason in params.get("reasons", ())[:3]]
        return {"reasons": parts.short(" ".join(found), 400)}
    if verdict.kind in _REFUSED and verdict.detail:
        roles = [name for name in str(params.get("roles", "")).split(", ") if name in ROLES]
        return {
            "refusal": sentence(_refusal(verdict)),
            "role_names": ", ".join(_(ROLES[name]) for name in roles) or "?",
        }
    return {}


def _facts(params: Mapping[str, Any], zone: str) -> str:
    return parts.facts(params.get("facts", ()), zone)


def _reminder(verdict: Verdict, zone: str, *, keys: bool) -> str:
    """The message of the refusal that is asked about."""
    before = verdict.params
    asked = Verdict(
        Kind(before["kind"]),
        verdict.seq,
        str(before.get("code", "")),
        str(before["about"]),
        before["said"],
        verdict.order,
        verdict.parcel,
    )
    return speak(asked, zone, keys=keys).message


def why_not_saved(why: Mapping[str, Any], order: str, zone: str, *, keys: bool = True) -> str:
    """Why offline scans could not be saved: the message of the verdict that they got."""
    if not why:
        return ""
    kind, detail = Kind(why["kind"]), str(why["detail"])
    made = Verdict(kind, 0, order, detail, why["params"], order or None)
    if is_refusal(made) or kind is Kind.NOT_ALLOWED:
        return sentence(_refusal(made))
    return speak(made, zone, keys=keys).message


def _refusal(verdict: Verdict) -> Refusal:
    made = {Kind.NOT_ALLOWED: NotAllowed, Kind.UNKNOWN_CODE: NotFound}.get(verdict.kind, Refusal)
    params = {name: value for name, value in verdict.params.items() if name != "code"}
    if "roles" in params:
        names = str(params["roles"]).split(", ")
        params["roles"] = ", ".join(_(ROLES.get(name, name)) for name in names)
    return made(verdict.detail, **params)
