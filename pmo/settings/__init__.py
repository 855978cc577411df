"""All settings, read from the environment, with defaults that run on one machine without configuration.

One module per subject; docs/operations lists the variables. Later modules may rely on earlier ones, never the reverse.
"""

from .base import *
from .database import *
from .cache import *
from .celery import *
from .security import *
from .accounts import *
from .i18n import *
from .mail import *
from .files import *
from .api import *
from .usage import *
from .logging import *
