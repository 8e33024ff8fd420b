"""Messages owed because of an escalation, and whether anybody received them."""
