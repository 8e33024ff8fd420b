"""What the clock does: plain functions that are told the time."""
