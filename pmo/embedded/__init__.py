"""Running everything on one machine without configuration. Knows no Django model."""
