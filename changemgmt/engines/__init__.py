"""Engines of the change package: pure numerics, arrays and frozen dataclasses in and out."""
