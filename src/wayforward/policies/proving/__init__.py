"""Proofs about a policy, over all its states and every minute of a year: reasoned, never tried one by one."""
