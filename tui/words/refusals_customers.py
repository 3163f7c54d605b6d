"""Refusals about customers, their phones, addresses and groups."""

from __future__ import annotations

from core.i18n import N_

CUSTOMERS: dict[str, str] = {
    "customer_not_found": N_("There is no customer {customer}."),
    "customer_ambiguous": N_("{customer} may be several customers: {some}. Name the number."),
    "customer_name_needed": N_("A customer needs a name."),
    "customer_phone_taken": N_(
        "{phone} is the number of {customer} (#{id}). Merge the two, or use another number."
    ),
    "customer_moved": N_(
        "{customer} was changed by somebody else meanwhile: {changes}. Look at it and save again."
    ),
    "customer_gone": N_("{customer} was merged into {into} (#{id}); change that one."),
    "customer_itself": N_("These are one and the same customer; choose another to merge with."),
    "no_customer_chosen": N_("No customer is chosen."),
    "customer_group_not_found": N_("There is no group {group} of customers."),
    "customer_group_name": N_("A group needs a name of at most {limit} characters."),
    "customer_group_taken": N_("There is a group {group} already."),
    "address_not_found": N_("There is no address {address}."),
    "address_needed": N_("An address needs street and number."),
    "email_not_valid": N_("{value} is not an e-mail address; write it like name@example.com."),
    "phone_masked": N_(
        "{value} is masked and cannot be called; leave it out, or write the whole number."
    ),
    "phone_several": N_("{value} holds more than one number; write one of them, like {first}."),
    "phone_not_valid": N_(
        "{value} is no phone number; write all digits like {example}, from abroad with + and code."
    ),
}
