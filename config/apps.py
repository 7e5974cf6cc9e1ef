from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "設定"

    def ready(self) -> None:
        """SQLite's file and the static files need their folders before anything opens them."""
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
