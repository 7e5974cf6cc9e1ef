from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "審査"

    def ready(self) -> None:
        from notices import radar
        from reviews import reminders

        for rule in reminders.RULES:
            radar.register(rule)
