"""Addresses of the public's reading pages. What people do there is the browser application's."""

from __future__ import annotations

from django.urls import path

from transparency.pages import calls, home, machines, numbers, projects, texts

urlpatterns = [
    path("", home.home, name="public-home"),
    path("rounds", home.rounds, name="public-rounds"),
    path("rounds/<str:slug>", calls.round_page, name="public-round"),
    path("projects", projects.projects, name="public-projects"),
    path("projects.csv", projects.projects_csv, name="public-projects-csv"),
    path("projects/<id:pk>", projects.project, name="public-project-page"),
    path("numbers", numbers.numbers, name="public-numbers"),
    path("numbers.csv", numbers.numbers_csv, name="public-numbers-csv"),
    path("help", texts.help_page, name="public-help"),
    path("accessibility", texts.accessibility, name="public-accessibility"),
    path("privacy", texts.privacy, name="public-privacy"),
    path("contact", texts.contact, name="public-contact"),
    path("robots.txt", machines.robots, name="public-robots"),
    path("sitemap.xml", machines.sitemap, name="public-sitemap"),
    path("feed.atom", machines.feed, name="public-feed"),
]
