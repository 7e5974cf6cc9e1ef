from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "お知らせ"

    def ready(self) -> None:
        from notices.holdings import LETTERS
        from notices.services import write_personal
        from people import holdings, letters

        holdings.register("letters", LETTERS)
        if write_personal not in letters.writers:
            letters.writers.append(write_personal)
