"""Refusals about the installation: configuration, secrets, database, people, files."""

from __future__ import annotations

from core.i18n import N_

SETUP: dict[str, str] = {
    "system_error": N_("The system refused: {reason}."),
    "system_error_at": N_("{path}: the system refused: {reason}."),
    "text_not_utf8": N_("A text is not valid UTF-8; write it anew."),
    "disk_is_full": N_("The disk is full: not everything was written. Free some space."),
    # The configuration file
    "config_none": N_("There is no configuration yet. Make one with: kemas init --config {path}"),
    "config_missing": N_("There is no configuration file {path}."),
    "config_unreadable": N_("The configuration file {path} cannot be read: {reason}."),
    "config_too_big": N_("{path} is larger than {limit_kb} KB; no configuration is that long."),
    "config_encoding": N_("{path}, line {line}: the file must be UTF-8 text."),
    "config_syntax": N_("{path}, line {line}: this is not valid TOML: {reason}."),
    "config_too_deep": N_("{path}: this is not valid TOML: it is nested too deep."),
    "config_unknown_key": N_("{path}, line {line}: there is no key {key}; allowed are: {allowed}."),
    "config_unknown_courier": N_(
        "{path}, line {line}: there is no courier {name} ({key}); allowed are: {allowed}."
    ),
    "config_required": N_("{path}, line {line}: {key} is missing; it must be given."),
    "config_wants_text": N_('{path}, line {line}: {key} must be a text in quotes, such as "A".'),
    "config_wants_flag": N_("{path}, line {line}: {key} must be true or false."),
    "config_wants_list": N_("{path}, line {line}: {key} must be a list in square brackets."),
    "config_wants_table": N_("{path}, line {line}: {key} must be a table of keys."),
    "config_wrong": N_("{path}, line {line}: {key} has a value of the wrong kind."),
    "config_range": N_("{path}, line {line}: {key} must be a whole number from {low} to {high}."),
    "config_text": N_(
        "{path}, line {line}: {key} must be one line of {low} to {high} characters without "
        "control characters or spaces around it."
    ),
    "config_pattern": N_("{path}, line {line}: {key} must look like {allowed}."),
    "config_choice": N_("{path}, line {line}: {key} is “{value}”; allowed are: {allowed}."),
    "config_time": N_('{path}, line {line}: {key} must be a time such as "17:00".'),
    "config_timezone": N_(
        "{path}, line {line}: {key} is “{value}”; it must be a time zone such as Asia/Jakarta."
    ),
    "config_currency": N_(
        "{path}, line {line}: {key} is “{value}”; it must be a currency code such as IDR or VND."
    ),
    "config_database_url": N_(
        "{path}, line {line}: {key} must look like sqlite:///FILE or postgresql://USER@HOST/NAME."
    ),
    "config_printer_host": N_(
        "{path}, line {line}: {key} is missing; the network printer {printer} needs a host."
    ),
    "config_printer_path": N_(
        "{path}, line {line}: {key} is missing; the printer {printer} needs the path of its "
        "device or file."
    ),
    "config_printer_fallback": N_(
        "{path}, line {line}: the fallback of the printer {printer} must be another printer; "
        "there are: {known}."
    ),
    "config_printer_usb": N_(
        "{path}, line {line}: {key}: the USB printer {printer} needs either path "
        '(such as "/dev/usb/lp0") or usb (such as "04b8:0202").'
    ),
    "config_printer_queue": N_(
        "{path}, line {line}: {key} is missing; the printer {printer} needs the name of its "
        "CUPS queue."
    ),
    "config_printer_public": N_(
        "{path}, line {line}: {key} is {host}, an address on the public internet; allowed are "
        "private addresses, or set allow_public = true."
    ),
    "config_printer_roles": N_(
        "{path}, line {line}: {key} of {printer} must name at least one role, each once."
    ),
    "config_printer_twice": N_(
        "{path}, line {line}: two printers are named {printer}; each needs its own name."
    ),
    "config_printer_width": N_(
        "{path}, line {line}: {key} differs from the profile {profile}, which prints {width} dots."
    ),
    "config_services": N_(
        "{path}, line {line}: {key} of {courier} names a service twice; each must differ."
    ),
    "config_default_service": N_(
        "{path}, line {line}: {key} is not a service of the default courier; allowed are: "
        "{allowed}."
    ),
    "config_courier": N_(
        "{path}, line {line}: {courier} is not a courier that is set up here; those that are: "
        "{allowed}."
    ),
    "config_server_url": N_(
        "{path}, line {line}: {key} is not an address of a server, such as https://api.example; "
        "http is for this very machine only."
    ),
    "config_courier_origin": N_(
        "{path}, line {line}: {key} does not say where parcels are picked up; it needs: {needed}."
    ),
    "config_viettelpost_login": N_(
        "{path}, line {line}: {key} has no login; it needs username and password, or a token."
    ),
    "config_amount": N_(
        "{path}, line {line}: {key} must be an amount in {currency} from 0 on: a whole number, or "
        'a text such as "4.50" where the currency has cents.'
    ),
    "config_tariff_service": N_(
        "{path}, line {line}: {key} names “{value}”, which the courier does not have; allowed are: "
        "{allowed}."
    ),
    "config_rule_courier": N_(
        "{path}, line {line}: {key} is {courier}, which is not set up here; those that are: "
        "{allowed}."
    ),
    "config_rule_service": N_(
        "{path}, line {line}: {key} is “{value}”, which the courier does not have; allowed are: "
        "{allowed}."
    ),
    "config_rule_range": N_(
        "{path}, line {line}: {key} can never apply: {least} is more than {most}."
    ),
    "config_rule_hidden": N_(
        "{path}, line {line}: {key} can never apply: rule {above} takes all of its orders before. "
        "Put it above that one, or take it out."
    ),
    "config_tariff_promise": N_("{path}, line {line}: {key} stands beside days; say one of them."),
    "config_empty_list": N_("{path}, line {line}: {key} must not be empty."),
    "config_too_many": N_("{path}, line {line}: {key} may hold at most {high}."),
    # Templates and the logo
    "template_missing": N_(
        "There is no file of templates {path}. Make one with: kemas paper preview --template"
    ),
    "template_both": N_(
        "{path}, line {line}: {key} stands beside fields; say either what is there or what is not."
    ),
    "template_step": N_(
        "{path}, line {line}: {key} must be the name of a field in quotes, or a line of your own "
        'such as {{ text = "Thank you" }}.'
    ),
    "template_field": N_(
        "{path}, line {line}: {key} is “{name}”, which {kind} does not have; allowed are: "
        "{allowed}."
    ),
    "template_twice": N_("{path}, line {line}: {key} is “{name}”, which stands there already."),
    "template_word": N_(
        "{path}, line {line}: {key} has {name}, which {kind} cannot fill in; allowed are: "
        "{allowed}."
    ),
    "template_brace": N_(
        "{path}, line {line}: {key} has a brace that stands for nothing; braces are only for: "
        "{allowed}."
    ),
    "template_needs": N_(
        "{path}, line {line}: {key} leaves out “{name}”; without it this paper is of no use."
    ),
    "template_needs_courier": N_(
        "{path}, line {line}: {key} leaves out “{name}”; every label must say who carries the "
        "parcel, and how."
    ),
    "template_needs_sort_code": N_(
        "{path}, line {line}: {key} leaves out “{name}”; couriers sort by it and refuse a label "
        "without it."
    ),
    "template_needs_waybill": N_(
        "{path}, line {line}: {key} leaves out “{name}”; no courier takes a parcel without its "
        "waybill number as text and as bars."
    ),
    "template_needs_cod": N_(
        "{path}, line {line}: {key} leaves out “{name}”; the courier must see how much to collect, "
        "or that nothing is to be collected."
    ),
    "template_needs_recipient": N_(
        "{path}, line {line}: {key} leaves out “{name}”; a parcel without name, phone and address "
        "cannot be delivered."
    ),
    "template_needs_sender": N_(
        "{path}, line {line}: {key} leaves out “{name}”; couriers ask for the sender, and what is "
        "refused goes back there."
    ),
    "template_needs_order": N_(
        "{path}, line {line}: {key} leaves out “{name}”; couriers ask for order number, weight and "
        "number of parcels."
    ),
    "logo_missing": N_(
        "There is no logo {path}. Put it there, or take logo out of [shop] in the configuration."
    ),
    "logo_unreadable": N_("The logo {path} cannot be read: {reason}."),
    "logo_not_png": N_("The logo {path} is not a PNG file. Save it as PNG."),
    "logo_too_big": N_(
        "The logo {path} is too large; at most {limit_kb} KB, {pixels} million dots and {side} "
        "dots a side are allowed."
    ),
    "logo_broken": N_("The logo {path} is damaged. Save it as PNG once more."),
    # Secrets
    "secret_missing": N_("{path}, line {line}: the secret {reference} for {key} is not there."),
    "secret_open": N_(
        "{path}, line {line}: the secret {reference} for {key} can be read by others (mode "
        "{mode}); allowed is 0600."
    ),
    "secret_unreadable": N_(
        "{path}, line {line}: the secret {reference} for {key} cannot be read: {reason}."
    ),
    "secret_no_keyring": N_(
        "{path}, line {line}: {reference} for {key} needs the package keyring, which is not "
        "installed."
    ),
    # Setting up
    "init_config_exists": N_("{path} exists already; it is left as it is."),
    "init_database_exists": N_("The database {where} holds a shop already; it is left as it is."),
    "init_needs_answers": N_("Nobody is here to answer; use --unattended."),
    "path_outside": N_(
        "{path} is outside of {folder}: from a station only files in there can be read or "
        "written. Have the file put there, and give its name."
    ),
    # The database
    "database_missing": N_("There is no database {path}. Make one with: kemas init"),
    "database_lost": N_(
        "The database {path} was moved or deleted while Kemas had it open. Nothing more is "
        "saved. Put it back, or close Kemas and restore a backup."
    ),
    "database_newer": N_(
        "The database {where} was made by a newer Kemas (schema {found}, this one knows "
        "{known}). Install the newer Kemas."
    ),
    "database_older": N_(
        "The database {where} is of an older Kemas (schema {found}, needed is {known}). "
        "Make a copy of it, then run: kemas db upgrade"
    ),
    "database_upgraded": N_(
        "The warehouse was upgraded to a newer Kemas; nothing was saved. Close this one, and sign "
        "in again with the new version."
    ),
    "upgrade_occupied": N_(
        "The tables were left as they are, for an older Kemas is at work on them ({count}, named "
        "above). Close those stations and end those workers (systemctl stop kemas-worker; those "
        "that a station began end by themselves), then try again."
    ),
    "database_foreign": N_("The database {where} holds no Kemas tables. Run: kemas db upgrade"),
    "database_kind": N_("Databases of the kind {kind} are not supported."),
    "database_busy": N_("The database is busy; nothing was saved. Try again."),
    "disk_full": N_("The disk of the database is full; nothing was saved. Free some space."),
    "database_readonly": N_("The database {where} cannot be written to; nothing was saved."),
    "database_unreadable": N_("The database {where} cannot be opened or is not a database."),
    "database_damaged": N_("The database {where} is damaged. Restore a backup."),
    "database_login": N_(
        "The server refuses to open {where}; nothing was saved. Check user and password."
    ),
    "database_absent": N_(
        "The server has no database {where}. Have it made there, then run: kemas db upgrade"
    ),
    "database_unreachable": N_(
        "The database {where} cannot be reached; nothing was saved. Check server and network."
    ),
    "database_error": N_("The database {where} failed ({why}); nothing was saved."),
    # People
    "not_signed_in": N_("Nobody is signed in here. Scan your badge first."),
    "not_allowed": N_("{operator} may not {permission}. Ask somebody who is: {roles}."),
    "badge_unreadable": N_("This badge was not read right. Scan it again."),
    "operator_not_found": N_("Nobody has the badge or name {who}."),
    "operator_ambiguous": N_("More than one person is called {who}. Scan the badge."),
    "operator_left": N_("{who} is not active any more."),
    "pin_unusable": N_("A PIN is {shortest} to {longest} digits."),
    "pin_guessable": N_("Everybody would try this PIN first. Choose another."),
    "pin_differs": N_("The two PINs were not the same. Nothing was changed."),
    "pin_needed": N_("{who} signs in with a PIN. Give it in KEMAS_PIN, or scan the badge."),
    "pin_wrong": N_("This is not the PIN of {who}. Tries before a wait: {left}."),
    "pin_locked": N_("Too many wrong PINs of {who}: the next one is taken at {until}."),
    "pin_none": N_("{who} has no PIN. Set one: kemas people pin."),
    "call_unknown": N_("There is no call {call}."),
    "call_over": N_("The call from {station} is over: {who} said so."),
    "call_answered": N_("{who} is on the way to {station} already."),
    "session_moved": N_("{who} goes on at {station}. Nobody is signed in here any more."),
    "both_tables": N_(
        "Order {open} is open here, and other work at {station}: both do not fit on one table."
    ),
    "approver_may_not": N_("{who} may not say yes for others; a lead may."),
    "approver_is_you": N_("{who} cannot say yes to their own deed. Ask another lead."),
    "approver_needs_pin": N_("{who} says yes with a PIN."),
    "approval_stale": N_("Nothing was done: something else happened here since a lead was asked."),
    "approval_for_nobody": N_(
        "Without --operator everything is allowed here; --approved-by needs an --operator."
    ),
    "operator_exists": N_("There is an operator called {who} already."),
    "role_unknown": N_("There is no role {role}; allowed are: {allowed}."),
    "language_unknown": N_("There is no language {language}; allowed are: {allowed}."),
    "name_unusable": N_("“{name}” cannot be a name; it takes 1 to {limit} characters."),
    "last_admin": N_("{who} is the last administrator and must stay one."),
    "station_not_found": N_("There is no station {name}."),
    "no_terminal": N_(
        "The station needs a terminal. For codes from a pipe or a port use: kemas scan"
    ),
    "station_in_use": N_(
        "The station {station} is open already on {host} (process {pid}). Close it there, or use "
        "another station name."
    ),
    "station_lost": N_("The station {station} is open in another process now; nothing was saved."),
    "printer_unknown": N_("There is no printer {printer}; there are: {known}."),
    "printer_same": N_("The jobs of {printer} wait there already; name another printer."),
    "calibration_answer": N_(
        "“{value}” is no answer to the question {question}; allowed: {allowed}."
    ),
    "network_unusable": N_(
        "{network} cannot be searched. Name a private network such as 192.168.1.0/24, of at most "
        "{most} addresses."
    ),
    "printer_none": N_("No printer is set up for the role {role}."),
    "station_unknown": N_("There is no station {station}."),
    "warehouse_unknown": N_("There is no warehouse {warehouse}; there are: {known}."),
    # Files
    "file_missing": N_("There is no file {path}."),
    "folder_missing": N_("There is no folder {path}; make it first, or name another."),
    "file_is_directory": N_("{path} is a folder, not a file."),
    "file_no_permission": N_("{path} may not be read by this user."),
    "file_unreadable": N_("{path} cannot be read: {why}."),
    "file_empty": N_("{path} is empty."),
    "file_kind": N_("{path} is neither CSV nor XLSX ({kind})."),
    "file_not_utf8": N_("{path}, line {line}: not UTF-8. Save the file as CSV UTF-8."),
    "file_quotes_broken": N_("{path}, line {line}: a quotation mark is not closed."),
    "file_no_header": N_("{path}, line {line}: the first row must name the columns: {allowed}."),
    "file_columns_missing": N_("{path}, line {line}: these columns are missing: {columns}."),
    "file_columns_twice": N_("{path}, line {line}: these columns stand there twice: {columns}."),
    "file_columns_unknown": N_(
        "{path}, line {line}: these columns are not known: {columns}; allowed are: {allowed}."
    ),
    "file_too_big": N_("{path} is larger than {limit_mb} MB."),
    "file_too_many_rows": N_("{path} has more than {limit} rows."),
    "file_workbook_broken": N_("{path} is not a readable XLSX workbook."),
    "file_sheets_several": N_(
        "{path} has rows on several sheets: {sheets}. Save each as a file of its own."
    ),
    "file_workbook_too_big": N_(
        "{path} unpacks to {size_mb} MB; at most {limit_mb} MB are allowed."
    ),
    "repair_unknown": N_(
        "What the check {name} finds needs your decision; these can be repaired: {known}."
    ),
    "repair_impossible": N_(
        "This would leave more promised than lies in a bin. Count the bins that are named, or "
        "cancel orders that hold too much, and try again."
    ),
    "repair_not_sure": N_(
        "Nothing was changed: {count} things would be set right. Say --yes to do it."
    ),
}
