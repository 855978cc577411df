"""Shapes of stakeholders, impacts, load and the pulse."""
