#!/usr/bin/env python
"""Django's command line, on the same settings and data as the running application."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")
    # A migration waits briefly for locks and never dies of a statement limit; other commands get the worker's limits.
    os.environ.setdefault("LUODI_ROLE", "migrate" if "migrate" in sys.argv[1:2] else "worker")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
