"""Reads of this room. Every function serves one person and uses a fixed number of queries."""
