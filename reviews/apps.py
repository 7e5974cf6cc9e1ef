from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "審査"

    def ready(self) -> None:
        from fund.services import versions
        from ledger import explain
        from notices import radar
        from people import holdings, places
        from reviews import figures, reminders
        from reviews.holdings import REVIEWS
        from reviews.places import COMMITTEE
        from reviews.services.telling import tell_of_amendment

        for rule in reminders.RULES:
            radar.register(rule)
        holdings.register("reviews", REVIEWS)
        explain.register("ranking", figures.explain_score)
        places.register("round", COMMITTEE)
        if tell_of_amendment not in versions.TELLERS:
            versions.TELLERS.append(tell_of_amendment)
