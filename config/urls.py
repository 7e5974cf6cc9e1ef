"""All addresses. A room's own ones are in its `api/urls.py`, gathered by config/api.py."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from config import offline, screens, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("sw.js", offline.worker, name="worker"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", views.ApiDocs.as_view(url_name="schema"), name="docs"),
    path("api/v1/", include("config.api")),
    path("_allauth/", include("people.sign_in_urls")),
    path("", include("transparency.pages.urls")),
    *screens.addresses(),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("dev/", views.development, name="development"),
        path("dev/mail/", views.caught_mail, name="caught-mail"),
        path("dev/mail/<str:name>", views.caught_letter, name="caught-letter"),
    ]

handler403 = "config.views.refused"
handler404 = "config.views.not_found"
handler500 = "config.views.failed"
