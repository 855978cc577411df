"""What the application is made of: apps, middleware, templates."""

from .env import BASE_DIR, EMBEDDED, PRODUCTION, TESTING, VAR, flag, text

__all__ = [
    "ASSETS_DIST",
    "AUTH_USER_MODEL",
    "BASE_DIR",
    "DEBUG",
    "DEFAULT_AUTO_FIELD",
    "EMBEDDED",
    "INSTALLED_APPS",
    "LUODI_BASE_URL",
    "LUODI_DEMO",
    "LUODI_VERSION",
    "MIDDLEWARE",
    "PRODUCTION",
    "ROOT_URLCONF",
    "TEMPLATES",
    "TESTING",
    "TEST_RUNNER",
    "UPPER_PACKAGES",
    "VAR",
    "WSGI_APPLICATION",
]

DEBUG = flag("LUODI_DEBUG", default=False)
# People who share the printed demo password may sign in: never where real users work.
LUODI_DEMO = flag("LUODI_DEMO", default=not PRODUCTION)
LUODI_VERSION = text("LUODI_VERSION", "1.0")
# Used where no request is at hand: links in mails and webhooks.
LUODI_BASE_URL = text("LUODI_BASE_URL", "http://127.0.0.1:8000").rstrip("/")

ROOT_URLCONF = "pmo.urls"
WSGI_APPLICATION = "pmo.wsgi.application"
AUTH_USER_MODEL = "pmo.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"
ASSETS_DIST = BASE_DIR / "static" / "dist"

# The packages above the platform, which it knows only by these names (pages and interface are included by them).
UPPER_PACKAGES = ["projects", "changemgmt", "metrics"]

INSTALLED_APPS = [
    "metrics.apps.MetricsConfig",
    "changemgmt.apps.ChangemgmtConfig",
    "projects.apps.ProjectsConfig",
    "pmo.apps.PmoConfig",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "guardian",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "template_partials",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pmo.web.middleware.RequestIdMiddleware",
    # Outside everything that may answer by itself, so that refusals carry the policy headers as well.
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pmo.web.api.middleware.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pmo.web.middleware.UserLocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pmo.web.middleware.PolicyMiddleware",
    "pmo.web.finding.FindingMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {
                "ld": "pmo.web.templatetags.ld",
                "ld_forms": "pmo.web.templatetags.ld_forms",
                "lists": "pmo.web.templatetags.lists",
                "audit": "pmo.web.templatetags.audit",
            },
            "builtins": ["template_partials.templatetags.partials", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "pmo.web.context.shell",
            ],
        },
    },
]
