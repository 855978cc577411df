"""This room's background work runs as jobs (`analysing`); Celery has no task of its own here."""

__all__: list[str] = []
