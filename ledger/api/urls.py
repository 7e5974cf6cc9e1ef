"""Addresses of the books under /api/v1/."""

from __future__ import annotations

from django.urls import path

from ledger.api import views

ONE = "books/<id:pk>/"

urlpatterns = [
    # A figure is a name with colons, and a sub-fund's code in it may hold a slash.
    path("explain/<path:figure>/", views.Explain.as_view(), name="explain"),
    path("books/", views.Books.as_view(), name="books"),
    path(ONE, views.BookView.as_view(), name="book"),
    path(f"{ONE}journal/", views.Journal.as_view(), name="book-journal"),
    path(f"{ONE}trial-balance/", views.TrialBalance.as_view(), name="book-trial-balance"),
    path(f"{ONE}sub-funds/", views.SubFunds.as_view(), name="book-sub-funds"),
]
