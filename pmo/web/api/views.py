"""The base of every view of the API: who calls, in which language, what may be asked, how it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pmo.web.api import etags, keyed, languages, params, problems
from pmo.web.api.auth import SessionAuthentication, TokenAuthentication, check_route
from pmo.web.api.operations import Operation
from pmo.web.api.params import Param
from pmo.web.api.render import JSONRenderer, dumps
from pmo.web.api.schema import ApiSchema
from pmo.web.api.serializers import BatchOf
from pmo.web.api.strict import JSONParser, UploadParser

NOTHING = Operation()


class Negotiation(DefaultContentNegotiation):
    """By the Accept header alone: a `format` parameter is as unknown as any other."""

    class settings:
        URL_FORMAT_OVERRIDE = None


class ApiView(APIView):
    """A view whose methods are described by `@operation` (or @read / @act)."""

    authentication_classes = (TokenAuthentication, SessionAuthentication)
    permission_classes = ()
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = Negotiation
    metadata_class = None
    schema = ApiSchema()

    max_body: ClassVar[int | None] = None
    """Bytes a body may have; default DATA_UPLOAD_MAX_MEMORY_SIZE, for uploads LUODI_MAX_UPLOAD_BYTES."""

    params: dict[str, Any] = {}

    # --- the way of a request -------------------------------------------------------------------------------------

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        language = languages.language_for(request, getattr(request, "user", None))
        with translation.override(language), timezone.override(timezone.get_current_timezone()):
            response: Any = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            return self._finish(request, response)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._check_size(request)
        self.params = params.read(request.query_params, self.query_params())
        key = request.headers.get("Idempotency-Key")
        handler = getattr(self, "post", None)
        if request.method == "POST" and key is not None and handler is not None:
            # APIView.dispatch looks the method up after this.
            self.post = partial(keyed.once, self, handler, key)

    def check_permissions(self, request: Request) -> None:
        match = request.resolver_match
        if match is not None:
            check_route(request, match.view_name)
        # From here on the caller is known: their language, unless they asked for another, and their time zone.
        translation.activate(languages.language_for(request._request, request.user))
        timezone.activate(languages.zone_for(request.user))

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, exceptions.UnsupportedMediaType):
            exc.types = ", ".join(parser.media_type for parser in self.get_parsers())  # type: ignore[attr-defined]
        elif isinstance(exc, exceptions.NotAcceptable):
            exc.types = ", ".join(renderer.media_type for renderer in self.get_renderers())  # type: ignore[attr-defined]
        elif isinstance(exc, exceptions.MethodNotAllowed):
            exc.method = self.request.method  # type: ignore[attr-defined]
        return super().handle_exception(exc)

    def get_exception_handler(self) -> Callable[..., Response]:
        return problems.exception_handler

    def get_parsers(self) -> list[Any]:
        return [UploadParser()] if self.operation.upload else super().get_parsers()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        # A download has one form, whatever the caller would rather accept.
        return super().perform_content_negotiation(request, force=force or bool(self.operation.media_types))

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        raise exceptions.MethodNotAllowed(request.method or "")

    def _check_size(self, request: Request) -> None:
        upload = self.operation.upload
        limit = self.max_body or (settings.LUODI_MAX_UPLOAD_BYTES if upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if size > limit:
            raise problems.too_large(limit)

    def _finish(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.streaming:
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if "ETag" not in response.headers:
            response.headers["ETag"] = etags.make(response.content, None)
        if etags.matches(request.headers.get("If-None-Match", ""), response.headers["ETag"]):
            response.status_code = 304
            response.content = b""
            response.headers.pop("Content-Type", None)
        return response

    # --- what a view asks and says --------------------------------------------------------------------------------

    @property
    def operation(self) -> Operation:
        """The description of the method that serves this request."""
        request = getattr(self, "request", None)
        # Parsers are chosen before a viewset knows its action; its method is bound under the verb already.
        return self.describe(getattr(self, "action", None) or (getattr(request, "method", None) or "").lower())

    def describe(self, name: str) -> Operation:
        """The description of the method called `name` ("list", "get", an act)."""
        found: Operation = getattr(getattr(self, name or "-", None), "kit", NOTHING)
        return found

    def query_params(self) -> Mapping[str, Param]:
        return self.operation.params

    @cached_property
    def now(self) -> datetime:
        """When the request was served."""
        return timezone.now()

    @property
    def today(self) -> date:
        """The caller's day."""
        return timezone.localdate(self.now)

    def context(self) -> dict[str, Any]:
        return {"request": self.request, "view": self, "format": None}

    def body(self) -> Any:
        """The validated body: a dict, or a list for BatchOf. Raises ValidationError."""
        kind = self.operation.request
        if isinstance(kind, BatchOf):
            return kind.validate(self.request.data, self.context())
        serializer = kind(data=self.request.data, context=self.context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def answer(
        self, result: Any = None, *, status: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """`result` through the response serializer of the operation."""
        op = self.operation
        code = op.status if status is None else status
        if op.response is None:
            return Response(result, status=code if result is not None else 204, headers=dict(headers or {}))
        data = op.response(result, many=op.many, context=self.context()).data
        tags = {} if op.many else self._version_header(result, data)
        response = Response(data, status=code, headers={**tags, **(headers or {})})
        if isinstance(result, getattr(self, "model", ())):
            response.subject = getattr(result, "pk", "")  # type: ignore[attr-defined]
        return response

    def accepted(self, job: Any) -> Response:
        """202: `job` works on it, and tells how far it is under Location."""
        address = self.request.build_absolute_uri(reverse("api:job-detail", args=[job.pk]))
        data = self.operation.response(job, context=self.context()).data if self.operation.response else {"id": job.pk}
        return Response(data, status=202, headers={"Location": address})

    def etag_of(self, obj: Any, data: Any) -> str:
        return etags.make(dumps(data), etags.version_of(obj))

    def _version_header(self, obj: Any, data: Any) -> dict[str, str]:
        return {"ETag": self.etag_of(obj, data)} if etags.version_of(obj) is not None else {}
