from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "審査"

    def ready(self) -> None:
        from fund.services import versions
        from notices import radar
        from reviews import reminders
        from reviews.services.telling import tell_of_amendment

        for rule in reminders.RULES:
            radar.register(rule)
        if tell_of_amendment not in versions.TELLERS:
            versions.TELLERS.append(tell_of_amendment)
