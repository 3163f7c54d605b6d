"""The ways bytes reach a printer, all behind one Protocol, and what each of them can promise."""
