"""The tracker of a partnership's own office: the list, chasing, and logging for a worker who telephoned."""
