from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = "申請"

    def ready(self) -> None:
        from applications import figures, queries, reminders
        from applications.holdings import MESSAGES, SUBMISSIONS
        from applications.services.telling import tell_of_amendment
        from fund import permissions
        from fund.services import versions
        from ledger import explain
        from notices import radar
        from people import holdings

        holdings.register("submissions", SUBMISSIONS)
        holdings.register("messages", MESSAGES)
        for rule in reminders.RULES:
            radar.register(rule)
        if tell_of_amendment not in versions.TELLERS:
            versions.TELLERS.append(tell_of_amendment)
        explain.register("application", figures.explain_application)
        permissions.hidden_subjects["application"] = queries.is_hidden_from_office
        permissions.hidden_subjects["attachment"] = queries.is_file_hidden_from_office
        if queries.groups_filed_with not in permissions.known_groups:
            permissions.known_groups.append(queries.groups_filed_with)
