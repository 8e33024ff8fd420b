"""Pages for the people in an escalation."""
