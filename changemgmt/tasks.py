"""Register of the package's background tasks."""
