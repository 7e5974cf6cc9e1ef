from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"
    verbose_name = "寄附"

    def ready(self) -> None:
        from donations import checks, figures
        from donations.holdings import GIFTS, RECEIPTS
        from donations.queries import has_given
        from donations.services import claim_on_sign_in
        from fund.permissions import donors
        from ledger import explain, integrity
        from people import holdings
        from people.sign_in import after_sign_in

        if claim_on_sign_in not in after_sign_in:
            after_sign_in.append(claim_on_sign_in)
        if has_given not in donors:
            donors.append(has_given)

        holdings.register("gifts", GIFTS)
        holdings.register("receipts", RECEIPTS)
        explain.register("donation", figures.explain_donation)
        explain.register("match", figures.explain_match)
        integrity.register(
            "donations.booked",
            "受領した寄附は同じ金額で帳簿にあり、ほかの寄附は帳簿にない",
            checks.gifts_are_booked,
        )
