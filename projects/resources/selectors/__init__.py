"""Reads of people, their time and their work."""
