"""Reading a policy from its files: its shape, its meaning, its account of clauses, where it is kept."""
