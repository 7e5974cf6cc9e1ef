from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = "申請"

    def ready(self) -> None:
        from applications import figures, reminders
        from ledger import explain
        from notices import radar

        for rule in reminders.RULES:
            radar.register(rule)
        explain.register("application", figures.explain_application)
