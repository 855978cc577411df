"""Engines of the projects package: pure numerics, arrays and frozen dataclasses in and out."""
