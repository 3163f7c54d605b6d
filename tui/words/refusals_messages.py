"""Refusals about messages to buyers: their settings, their texts, and when none is sent."""

from __future__ import annotations

from core.i18n import N_

MESSAGES: dict[str, str] = {
    "config_mail_sender": N_(
        "{path}, line {line}: a mail server needs a sender, the address that messages come from."
    ),
    "config_mail_login": N_(
        "{path}, line {line}: user and password of the mail server go together; one is missing."
    ),
    "config_mail_plain": N_(
        "{path}, line {line}: the line to {host} would not be safe. Use starttls or ssl, or say "
        "allow_plain = true."
    ),
    "config_whatsapp_url": N_(
        "{path}, line {line}: base_url must be an https address, such as "
        "https://graph.facebook.com."
    ),
    "config_whatsapp_token": N_(
        "{path}, line {line}: phone_number_id needs a token, best as a named secret."
    ),
    # Texts
    "template_unknown": N_("There is no text {name}; there are: {known}."),
    "template_language": N_("Kemas does not know the language {language}; it knows: {known}."),
    "template_placeholder": N_("Nothing fills {{{name}}}. What can be filled in: {known}."),
    "text_brace": N_(
        "A brace stands alone near “{near}”. Write {{{{ for a brace, {{customer}} for a gap."
    ),
    "template_empty": N_("A text needs a subject and at least one line."),
    "template_long": N_(
        "The text is too long: a subject has at most {subject} characters, a text {body}."
    ),
    # Sending
    "message_not_found": N_("There is no message {message}."),
    "message_already": N_(
        "{order}: {text} went already on {when} by {way}, sent by {who} ({state}). "
        "It is not sent again within {hours} hours unless you say so."
    ),
    "message_not_fitting": N_("{order} is {status}: {text} is not for it."),
    "message_paid": N_("{order}: nothing is left to be paid, so nobody is reminded."),
    "message_blocked": N_("{order}: the buyer is blocked ({reason}); write from the order itself."),
    "message_no_tracking": N_("{order} has no tracking number yet."),
    "message_empty": N_("The message has no text."),
    "message_long": N_("The message is too long: at most {limit} characters."),
    "message_not_unknown": N_("The message {message} is {state}: nothing is to be answered."),
    "message_not_waiting": N_("The message {message} is {state}: it does not wait any more."),
    "message_not_again": N_("The message {message} is {state}: it is not sent again."),
    "way_no_mail": N_("No mail server is set up: [mail] in the configuration."),
    "way_no_whatsapp": N_("The WhatsApp API is not set up: [whatsapp] in the configuration."),
    "way_no_email": N_("{order}: the buyer's e-mail address is not known."),
    "way_wrong_email": N_("{order}: {email} is not an e-mail address."),
    "way_no_phone": N_("{order}: the buyer's phone number is not known."),
    "way_wrong_phone": N_("{order}: {phone} is not a phone number that can be written to."),
    "mail_test_failed": N_("The test message did not go out: {why}"),
}
"""Sentence by code; the placeholders are the parameters of the refusal."""
