"""Professional disagreements being resolved: their history, written once and read by need."""
