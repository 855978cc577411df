"""The HTTP interface for programs: JSON only, problem documents, a schema that documents itself."""

from typing import Any

from .base import LUODI_VERSION

__all__ = ["REST_FRAMEWORK", "SPECTACULAR_SETTINGS"]

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "pmo.web.api.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "pmo.web.api.pages.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "1200/min", "events": "600/min", "imports": "30/min"},
    "EXCEPTION_HANDLER": "pmo.web.api.problems.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Luodi 落地 API",
    "DESCRIPTION": "Portfolio, project, change and metrics data. Everything the pages can do, programs can do.",
    "VERSION": LUODI_VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ActionFinish": "metrics.reviews.serializers.FINISHED",
        "ActionStatus": "metrics.reviews.choices.ActionStatus",
        "ChangeLineKind": "projects.scope.choices.LineKind",
        "GoalStatus": "projects.goals.choices.GoalStatus",
        "HealthStatus": "projects.portfolio.choices.Status",
        "JobState": "pmo.jobs.choices.State",
        "KpiKind": "projects.goals.choices.KpiKind",
        "LinkKind": "projects.schedule.serializers.LINKS",
        "LogStatus": "metrics.processes.choices.LogStatus",
        "MeasurementSource": "metrics.kpis.choices.Source",
        "PainPointSource": "projects.goals.choices.PainSource",
        "PainPointStatus": "projects.goals.choices.PainStatus",
        "ProjectState": "projects.portfolio.choices.State",
        "RequirementStatus": "projects.goals.choices.RequirementStatus",
        "ReviewStatus": "metrics.reviews.choices.ReviewStatus",
        "SignOffStatus": "projects.goals.choices.SignOffStatus",
        "UnitKind": "pmo.orgs.choices.UnitKind",
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": True,
    # The schema has its own tests; generating it at every `check --deploy` would only repeat them.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
