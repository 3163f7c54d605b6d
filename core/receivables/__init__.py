"""Money that customers owe: payments, what they are for, bank statements, balances, reminders."""
