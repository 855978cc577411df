"""Shapes of what people enter about goals. Services decide whether it is accepted."""
