"""The view that the documentation shows for Django, in Django itself."""

from __future__ import annotations

import json

import django
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from tests.migrate.conftest import Folder
from tests.observe.conftest import folder
from tests.observe.test_examples import example, program

__all__ = ["folder", "program"]


@pytest.mark.usefixtures("program")
def test_django_serves_it(folder: Folder) -> None:
    if not settings.configured:
        settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"])
        django.setup()
    module = example("with_django")

    def get(path: str) -> HttpResponse:
        found = resolve(path, urlconf=module)
        answer: HttpResponse = found.func(RequestFactory().get(path), **found.kwargs)
        return answer

    got = get("/goofer/status/default")
    assert json.loads(got.content)["pending_migrations"] == ["1"]
    assert got["Content-Type"] == "application/json"
    assert get("/goofer/readyz").status_code == 503
    folder.remove("1_a")
    assert get("/goofer/healthz").status_code == 200
