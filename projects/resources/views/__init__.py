"""Pages about people's time."""
