"""Every address of the product; each room brings its own."""

from django.conf import settings
from django.urls import include, path

from pmo.api import urlpatterns as api_urls
from pmo.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include((api_urls, "api"))),
    path("account/", include("pmo.accounts.urls_sign_in")),
    path("me/", include("pmo.accounts.urls")),
    path("people/", include("pmo.accounts.urls_people")),
    path("units/", include("pmo.orgs.urls")),
    path("calendars/", include("pmo.calendars.urls")),
    path("inbox/", include("pmo.notify.urls")),
    path("jobs/", include("pmo.jobs.urls")),
    path("import/", include("pmo.exchange.urls")),
    path("files/", include("pmo.files.urls")),
    path("search/", include("pmo.search.urls")),
    path("tokens/", include("pmo.tokens.urls")),
    path("history/", include("pmo.audit.urls")),
    path("", include("pmo.web.urls")),
    *[path("", include(f"{package}.urls")) for package in settings.UPPER_PACKAGES],
]
