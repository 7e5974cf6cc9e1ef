"""Addresses of read models under /api/v1/screens/: each gathers what one screen shows."""

from __future__ import annotations

from django.urls import path

from screens.api import correction, group, home, receipt, report, status

urlpatterns = [
    path("screens/my-home/", home.MyHome.as_view(), name="screen-my-home"),
    path(
        "screens/application-status/<id:pk>/",
        status.ApplicationStatus.as_view(),
        name="screen-application-status",
    ),
    path(
        "screens/application-receipt/<id:pk>/",
        receipt.ApplicationReceipt.as_view(),
        name="screen-application-receipt",
    ),
    path(
        "screens/application-correction/<id:pk>/<id:number>/",
        correction.ApplicationCorrection.as_view(),
        name="screen-application-correction",
    ),
    path(
        "screens/award-report/<id:pk>/<str:report_kind>/",
        report.AwardReport.as_view(),
        name="screen-award-report",
    ),
    path("screens/group-profile/<id:pk>/", group.GroupProfile.as_view(), name="screen-group-profile"),
]
