"""The agencies of a partnership, their posts, and who holds them."""
