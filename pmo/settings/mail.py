"""Mail: EMAIL_URL (smtp://, smtp+tls://, smtps://user:password@host:port) or Django's EMAIL_* names; else files."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from .env import VAR, flag, number, text

EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = text("EMAIL_HOST")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = flag("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10

if _url := text("EMAIL_URL"):
    _parts = urlsplit(_url)
    if _parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not _parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp+tls://user:password@host:587")
    EMAIL_HOST = _parts.hostname
    EMAIL_USE_TLS = _parts.scheme == "smtp+tls"
    EMAIL_USE_SSL = _parts.scheme == "smtps"
    EMAIL_PORT = _parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[_parts.scheme]
    EMAIL_HOST_USER = unquote(_parts.username or "")
    EMAIL_HOST_PASSWORD = unquote(_parts.password or "")

# Without a mail server, mails are kept as files where they can be read.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Luodi <luodi@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The mailbox of the support desk: imaps://user:password@host:993/INBOX (imap://: without TLS). Empty: none.
SUPPORT_IMAP_URL = text("SUPPORT_IMAP_URL")
# Its own address, from which nothing is taken, and the key of the project for people several projects concern.
SUPPORT_ADDRESS = text("SUPPORT_ADDRESS")
SUPPORT_PROJECT = text("SUPPORT_PROJECT")
EMAIL_SUBJECT_PREFIX = "[Luodi] "
