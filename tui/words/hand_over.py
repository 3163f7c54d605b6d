"""Words for handing parcels over, for the end of the day, and for money that couriers collect."""

from __future__ import annotations

from core.i18n import N_, _
from core.shipping.cod.models import LineState
from core.shipping.day_end import Loose, LooseEnd
from tui.words.verdicts_parts import Words

_NEXT_PARCEL = N_("Scan the next parcel.")
_PARCEL = N_("A parcel for {courier}")

HAND_OVER_WORDS: dict[str, Words] = {
    "ok/hand_over": Words(
        N_("{parcel} ({order}) is {courier}'s: {count} handed over."),
        N_("{left} more stand there"),
        _NEXT_PARCEL,
    ),
    "ok_line_done/hand_over": Words(
        N_("{parcel} ({order}) is {courier}'s: all {count} handed over."),
        "",
        N_("F9 closes the manifest with a name."),
    ),
    "info/hand_over_begun": Words(
        N_("{manifest}: handing over to {courier}."),
        N_("Parcels that stand there: {left}"),
        N_("Scan each parcel as it leaves."),
    ),
    "info/hand_over_goes_on": Words(
        N_("{manifest} goes on: {count} handed over."), "", _NEXT_PARCEL
    ),
    "info/hand_over_again": Words(
        N_("{parcel} is on {manifest} already; nothing changed."), "", _NEXT_PARCEL
    ),
    "info/hand_over_added": Words(
        N_("{parcel} ({order}) counted as gone already: now it is on {manifest}."),
        "",
        _NEXT_PARCEL,
    ),
    "undone/hand_over": Words(
        N_("{parcel} ({order}) is off {manifest}: it stays here. {count} handed over."),
        "",
        N_("Put it to the parcels of {courier}; scan it when it really leaves."),
    ),
    "undone/hand_over_alone": Words(
        N_("{parcel} ({order}) stays here: it is not handed over any more."),
        "",
        N_("Put it to the parcels of {courier}; scan it when it really leaves."),
    ),
    "info/hand_over_whole": Words(
        N_("All parcels of {courier} are on {manifest}: {count}."),
        "",
        N_("F9 closes the manifest with a name."),
    ),
    "needs_confirmation/hand_over_left": Words(
        N_("Not scanned for {courier}: {left}. {places}"),
        N_("These parcels, where they were seen last"),
        N_("Bring and scan them, or close the manifest without them: F9."),
    ),
    "info/hand_over_signed": Words(
        N_("{manifest} is closed, signed by {signed_by}. Parcels: {parcels}."), "", ""
    ),
    "info/hand_over_printed": Words(
        N_(
            "{manifest} is closed, signed by {signed_by}. Parcels: {parcels}. "
            "It prints on {printer}."
        ),
        "",
        "",
    ),
    "info/cod_taken": Words(N_("{amount} for {order} is taken; {due} was expected."), "", ""),
    "info/cod_taken_part": Words(
        N_("{amount} for {order} is taken; {due} was expected."),
        "",
        N_("The courier still owes the rest: it stays in this list until it comes."),
    ),
    "info/cod_taken_whole": Words(
        N_("{amount} for {order} is taken as all there is; {due} was expected."), "", ""
    ),
    "info/cod_line_settled": Words(N_("The line with {waybill} is settled."), "", ""),
    "info/cod_forgone": Words(
        N_("{amount} for parcel {parcel} is not asked of the courier any more."), "", ""
    ),
    "info/manifest_prints": Words(N_("{manifest} prints on {printer}."), "", ""),
    "cancelled/hand_over": Words(
        N_("{parcel} must not leave: {order} is cancelled."),
        N_("That it stays here"),
        N_("Put the parcel aside and tell the lead, then scan the next one."),
    ),
    "on_hold/hand_over": Words(
        N_("{parcel} must not leave: {order} is on hold."),
        N_("That it stays here"),
        N_("Put the parcel aside and tell the lead, then scan the next one."),
    ),
    "wrong_label/hand_over": Words(
        N_("The label of {parcel} ({order}) counts no more."),
        N_("Its new label"),
        N_("Put the parcel aside; scan it at the table to label it anew."),
    ),
    "wrong_item/hand_over_courier": Words(
        N_("{parcel} ({order}) is for {whose}, not for {courier}."),
        _PARCEL,
        N_("Put it to the parcels of {whose}, then scan the next one."),
    ),
    "wrong_item/hand_over_elsewhere": Words(
        N_("{parcel} ({order}) was packed in another warehouse."),
        N_("A parcel of this warehouse"),
        N_("Put the parcel aside and tell the lead, then scan the next one."),
    ),
    "wrong_item/hand_over_gone": Words(
        N_("{parcel} ({order}) is not with {whose} any more: it came back, or is lost."),
        N_("A parcel that has not left"),
        N_("Look at it in Returns, or at its order; then scan the next one."),
    ),
    "unknown_code/hand_over": Words(
        N_("{parcel} is no parcel of ours."),
        N_("The waybill number or parcel code on the label"),
        N_("Scan the label again; if it stays unknown, put the parcel aside."),
    ),
}
"""Words by ``kind/detail``."""

COD_MONEY = frozenset({"cod_taken", "cod_taken_part", "cod_taken_whole", "cod_forgone"})
"""Those that name amounts."""

HAND_OVER: dict[str, str] = {
    "manifest_unknown": N_("There is no manifest {manifest}. To see them: kemas handover list"),
    "manifest_none_in_hand": N_(
        "No hand-over is in hand. Scan a parcel, or choose a courier (F7)."
    ),
    "manifest_unsigned": N_("Say who signs {manifest} for the courier."),
    "manifest_nothing": N_("{manifest} has no parcel yet. Scan the parcels that leave."),
    "manifest_closed": N_("{manifest} is closed already. To print it again: kemas handover print"),
    "stay_not_out": N_("{parcel} is in the house: it is not handed over."),
    "stay_signed": N_(
        "{parcel} is on {manifest}, signed by {signed_by}. Give it to that courier, "
        "or tell the courier that it stayed here."
    ),
    "stay_told": N_(
        "The courier told of {parcel} ({order}) since: it has it. See: kemas parcels show {parcel}"
    ),
    "manifest_busy": N_(
        "Somebody closed the manifest of {courier} right now. Scan the parcel again."
    ),
    "manifest_none_open": N_(
        "There is no open manifest of {courier}. Scan its parcels first: kemas handover scan"
    ),
    "cod_line_unknown": N_("There is no line {line} of a statement. To see them: kemas cod list"),
    "cod_nothing_owed": N_("Nothing is owed for parcel {parcel}. To see what is: kemas cod list"),
    "cod_not_paid_yet": N_(
        "No statement has paid for parcel {parcel} yet. F7 reads one, F8 lets the money go."
    ),
    "cod_line_decides": N_(
        "Line {line} with {waybill} is none that can be put away. "
        "One of another amount is taken: kemas cod accept {line}"
    ),
    "cod_line_settled": N_(
        "Line {line} with {waybill} has no difference to be accepted. To see those: kemas cod list"
    ),
}
"""Sentences by the code of a refusal."""

HAND_OVER_EVENTS: dict[str, str] = {
    "parcel_stayed": N_("not handed over after all: the parcel is in the house"),
    "manifest_without": N_("{parcel} is off manifest {manifest}: it was scanned out by mistake"),
    "cod_differs": N_("the courier paid {amount} {currency} for {waybill}, expected {expected}"),
    "cod_line_settled": N_("a line of a statement with {waybill} is settled"),
    "cod_forgone": N_("{courier} does not pay {amount} {currency}, it is not asked: {reason}"),
    "manifest_closed": N_("manifest {manifest} closed with {parcels} parcels"),
}
"""What is told in the history of an order."""

_LOOSE: dict[Loose, str] = {
    Loose.STANDING: N_("packed, not handed over"),
    Loose.UNPROVED: N_("labelled, not packed to the end"),
    Loose.UNLABELLED: N_("packed, without a label"),
    Loose.BOOKING: N_("its courier is being asked"),
    Loose.HELD: N_("packed, order on hold"),
    Loose.UNKNOWN: N_("courier: nobody knows"),
    Loose.PAPER: N_("paper: nobody knows"),
    Loose.UNLISTED: N_("left, on no manifest"),
}
_CURES: dict[Loose, str] = {
    Loose.STANDING: N_("Scan it out when its courier comes: kemas handover scan {parcel}"),
    Loose.UNPROVED: N_("Scan the order {order} at the table, then its label."),
    Loose.UNLABELLED: N_("Book it: kemas shipments create {order}"),
    Loose.BOOKING: N_("Wait: its label prints as soon as the courier answers."),
    Loose.HELD: N_("See why, then: kemas orders release {order}"),
    Loose.UNKNOWN: N_(
        "Look at the courier's, then: kemas shipments resolve {parcel} --waybill NUMBER, "
        "or --not-booked"
    ),
    Loose.UNLISTED: N_(
        "If its driver is here, scan it: kemas handover scan {parcel}. "
        "If it is still here: kemas handover back {parcel}"
    ),
    Loose.PAPER: N_("Look at the printer, then say so: kemas jobs list --state unknown"),
}
_KEYS: dict[Loose, str] = {
    Loose.STANDING: N_("F9, and scan it when its courier comes."),
    Loose.UNLABELLED: N_("F9, then Alt+Q: Enter books it."),
    Loose.HELD: N_("F9 shows why; Alt+U there releases it."),
    Loose.UNKNOWN: N_("Look at the courier's, then F6: say what it has."),
    Loose.UNLISTED: N_("F9: scan it if its driver is here; F6 if it stays."),
    Loose.PAPER: N_("Look at the printer; F9: say if it came out."),
}
"""The same at a station, where it is done by keys."""
_LINES: dict[LineState, str] = {
    LineState.MATCHED: N_("paid"),
    LineState.DIFFERS: N_("another amount"),
    LineState.ACCEPTED: N_("taken as it came"),
    LineState.UNKNOWN: N_("no parcel of ours"),
    LineState.TWICE: N_("paid before"),
    LineState.FEE: N_("fee only"),
}


def loose_name(kind: Loose) -> str:
    """What is left over, in the current language."""
    return _(_LOOSE[kind])


def cure(one: LooseEnd, *, keys: bool = False) -> str:
    """What puts it right, by commands or by keys of the station."""
    words = _(_KEYS.get(one.kind, _CURES[one.kind]) if keys else _CURES[one.kind])
    return words.format(parcel=one.parcel, order=one.order_no)


def line_state(state: LineState) -> str:
    """What a line of a statement came to."""
    return _(_LINES[state])
