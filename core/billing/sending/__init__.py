"""How issued invoices go out: held until somebody looked, by e-mail or on paper, and the log."""
