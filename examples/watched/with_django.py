"""How the databases stand, below /goofer of a Django project: its urls.py."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from goofer_py.observe.wsgi import StatusWSGI

STATUS = StatusWSGI()


def status(request: HttpRequest, page: str) -> HttpResponse:
    answer = STATUS.respond(f"/{page}", request.META["QUERY_STRING"], request.method)
    return HttpResponse(answer.body, status=answer.code, headers=answer.headers)


urlpatterns = [path("goofer/<path:page>", status)]
