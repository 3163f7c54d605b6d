"""Refusals about what platforms bill the shop."""

from __future__ import annotations

from core.i18n import N_

PLATFORM_BILLS: dict[str, str] = {
    "bills_account_unknown": N_(
        "No account named {name} is set up. Name one of: {known}; or add it to the configuration."
    ),
    "bills_none_set_up": N_(
        "No platform is set up that bills you. Add a [[platform_bills]] table to the configuration."
    ),
    "platform_bill_unknown": N_("There is no bill {number}. To see them: kemas bills list"),
    "platform_bill_gone": N_("The platform took the bill {number} back. There is nothing to book."),
    "platform_bill_unbooked": N_("The bill {number} is not booked. To book it: kemas bills book"),
    "bills_file_there": N_("{path} is there already. Name another place."),
    "config_platform_twice": N_(
        "{path}, line {line}: two accounts of {key} are named {account}. Give each a name."
    ),
    "config_platform_token": N_(
        "{path}, line {line}: {key} is missing. Write the access token of the platform there."
    ),
}
"""Sentences by code; the placeholders are the parameters of the refusal."""
