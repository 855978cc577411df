"""Forms of gates and pilots."""
