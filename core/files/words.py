"""Sentences for files that cannot be read; the placeholders are the parameters of the Refusal."""

from __future__ import annotations

from core.i18n import N_

FILE_WORDS = {
    "file_missing": N_("There is no file {path}."),
    "file_is_directory": N_("{path} is a folder; name the file in it."),
    "file_no_permission": N_("The file {path} may not be read by this user."),
    "file_unreadable": N_("The file {path} cannot be read: {why}."),
    "file_empty": N_("The file {path} is empty."),
    "file_too_big": N_("The file {path} is larger than {limit_mb} MB; split it."),
    "file_too_many_rows": N_("The file {path} has more than {limit} rows; split it."),
    "file_kind": N_("{path} is not a table but {kind}; save it as CSV (UTF-8) or XLSX."),
    "file_not_utf8": N_(
        "{path} is not UTF-8 from line {line} on; save it again as CSV UTF-8 or as XLSX."
    ),
    "file_quotes_broken": N_(
        "{path}: the quotes are broken in the row that begins on line {line}; nothing was taken in."
    ),
    "file_workbook_broken": N_("The workbook {path} is damaged; save it again as XLSX."),
    "file_workbook_too_big": N_(
        "The workbook {path} would take {size_mb} MB when unpacked; at most {limit_mb} are allowed."
    ),
    "file_no_header": N_(
        "{path}, line {line}: the first row must name the columns. Allowed are: {allowed}."
    ),
    "file_columns_unknown": N_(
        "{path}, line {line}: unknown columns {columns}. Allowed are: {allowed}."
    ),
    "file_columns_twice": N_("{path}, line {line}: columns named twice: {columns}."),
    "file_columns_missing": N_("{path}, line {line}: columns missing: {columns}."),
}
"""Refusal code to message id."""
