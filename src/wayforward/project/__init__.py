"""Puts the parts together as one website."""
