"""Shapes of the forms of this room."""
