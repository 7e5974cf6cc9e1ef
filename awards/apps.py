from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = "交付決定"

    def ready(self) -> None:
        from awards import checks, figures, reminders, secrets
        from donations.queries import secret_uses
        from ledger import explain, integrity
        from notices import radar

        for rule in reminders.RULES:
            radar.register(rule)
        explain.register("award", figures.explain_award)
        if secrets.untold_uses not in secret_uses:
            secret_uses.append(secrets.untold_uses)
        integrity.register(
            "awards.booked",
            "交付決定は、決定額・確定額・取消しのとおりに指定枠と受入に記帳されている",
            checks.awards_are_booked,
        )
        integrity.register(
            "awards.refunds_booked", "返還金未収金は、返還の残額と一致する", checks.refunds_are_booked
        )
