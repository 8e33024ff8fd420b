"""Writing a policy without seeing its file: what it says part by part, and each change as a change of its text."""
