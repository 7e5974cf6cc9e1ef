"""Addresses of what everybody may read, under /api/v1/public/."""

from __future__ import annotations

from django.urls import path

from transparency.api import giving, views

FUND = "public/funds/<id:pk>/"

urlpatterns = [
    path("public/funds/", views.PublicFunds.as_view(), name="public-funds"),
    path(f"{FUND}figures/", views.Figures.as_view(), name="public-figures"),
    path(f"{FUND}figures/<int:year>/", views.FiguresOfYear.as_view(), name="public-figures-year"),
    path(f"{FUND}donations/", views.Gifts.as_view(), name="public-donations"),
    path("public/donations/<id:pk>/", views.Journey.as_view(), name="public-donation"),
    path("public/giving/", giving.GivingView.as_view(), name="public-giving"),
    path("public/gifts/<str:token>/journey/", giving.StoryByLink.as_view(), name="public-gift-journey"),
    path("donations/<id:pk>/journey/", giving.OwnStory.as_view(), name="donation-journey"),
    path("public/projects/<id:pk>/", views.ProjectView.as_view(), name="public-project"),
    path("public/rounds/", views.ReleasedRounds.as_view(), name="public-rounds"),
    path("public/rounds/<id:pk>/results/", views.Results.as_view(), name="public-results"),
]
