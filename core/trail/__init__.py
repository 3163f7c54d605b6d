"""The audit trail as a whole: searched, and sealed so that a change behind the program shows."""
