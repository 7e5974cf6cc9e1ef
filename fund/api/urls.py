"""Addresses of funds and rounds under /api/v1/."""

from __future__ import annotations

from django.urls import path

from fund.api import calendar, deadlines, me, office, outbox, policies, rounds, years

FUND = "funds/<id:pk>/"
YEAR = f"{FUND}years/<int:year>/"
ACCOUNT = f"{FUND}accounts/<id:account_id>/"
TEXT = f"{FUND}letter-texts/<slug:kind>/"
ROUND = "rounds/<id:pk>/"
AMENDMENT = f"{ROUND}amendments/<id:number>/"

urlpatterns = [
    path("me/", me.me, name="me"),
    path("timeline/", me.Timeline.as_view(), name="timeline"),
    path("funds/", office.Funds.as_view(), name="funds"),
    path(FUND, office.FundView.as_view(), name="fund"),
    path(f"{FUND}issuer/", office.SetIssuer.as_view(), name="fund-issuer"),
    path(f"{FUND}sub-funds/", office.SubFunds.as_view(), name="fund-sub-funds"),
    path("sub-funds/<id:pk>/present/", office.PresentSubFund.as_view(), name="sub-fund-present"),
    path("sub-funds/<id:pk>/overflow/", office.SetOverflow.as_view(), name="sub-fund-overflow"),
    path(f"{FUND}staff/", office.Staff.as_view(), name="fund-staff"),
    path(f"{FUND}invitations/", office.InviteStaff.as_view(), name="fund-invitations"),
    path(f"{FUND}invitations/<id:invitation>/", office.WithdrawFromStaff.as_view(), name="fund-invitation"),
    path(f"{FUND}staff/end/", office.EndStaff.as_view(), name="fund-staff-end"),
    path(f"{FUND}policies/", office.Policies.as_view(), name="fund-policies"),
    path(f"{FUND}years/", years.Years.as_view(), name="fund-years"),
    path(YEAR, years.YearView.as_view(), name="fund-year"),
    path(f"{YEAR}opening/", years.PostOpening.as_view(), name="fund-year-opening"),
    path(f"{YEAR}overflow/", years.Overflow.as_view(), name="fund-year-overflow"),
    path(f"{YEAR}prepare-close/", years.PrepareClose.as_view(), name="fund-year-prepare-close"),
    path(f"{YEAR}close/", years.Close.as_view(), name="fund-year-close"),
    path(f"{FUND}accounts/", outbox.GroupAccounts.as_view(), name="fund-accounts"),
    path(ACCOUNT, outbox.GroupAccountView.as_view(), name="fund-account"),
    path(f"{ACCOUNT}verify/", outbox.VerifyAccount.as_view(), name="fund-account-verify"),
    path("letters/", outbox.Letters.as_view(), name="letters"),
    path("letters/release/", outbox.ReleaseLetters.as_view(), name="letters-release"),
    path("letters/hold/", outbox.HoldLetters.as_view(), name="letters-hold"),
    path("letters/suppress/", outbox.SuppressLetters.as_view(), name="letters-suppress"),
    path("letters/send-again/", outbox.SendLettersAgain.as_view(), name="letters-send-again"),
    path("letters/<id:pk>/", outbox.LetterView.as_view(), name="letter"),
    path("letters/<id:pk>/edit/", outbox.EditLetter.as_view(), name="letter-edit"),
    path(f"{FUND}letter-texts/", outbox.LetterTexts.as_view(), name="fund-letter-texts"),
    path(TEXT, outbox.LetterTextView.as_view(), name="fund-letter-text"),
    path(f"{TEXT}preview/", outbox.PreviewLetterText.as_view(), name="fund-letter-text-preview"),
    path(f"{FUND}deadlines/", deadlines.Deadlines.as_view(), name="fund-deadlines"),
    path(f"{FUND}reminders/", deadlines.Reminders.as_view(), name="fund-reminders"),
    path(f"{ROUND}mail/", outbox.RoundMail.as_view(), name="round-mail"),
    path(f"{ROUND}mail/let-go/", outbox.LetRoundMailGo.as_view(), name="round-mail-let-go"),
    path("account/calendar/", calendar.OwnCalendar.as_view(), name="account-calendar"),
    path("account/deadlines/", calendar.OwnDeadlines.as_view(), name="account-deadlines"),
    path("calendar/<secret:secret>.ics", calendar.Feed.as_view(), name="calendar-feed"),
    path("rounds/", rounds.Rounds.as_view(), name="rounds"),
    path(ROUND, rounds.RoundView.as_view(), name="round"),
    path(f"{ROUND}departments/", rounds.AddDepartment.as_view(), name="round-departments"),
    path(f"{ROUND}criteria/", rounds.AddCriterion.as_view(), name="round-criteria"),
    path(f"{ROUND}questions/", rounds.AddQuestion.as_view(), name="round-questions"),
    path(f"{ROUND}document-types/", rounds.AddDocumentType.as_view(), name="round-document-types"),
    path(f"{ROUND}choose-policy/", rounds.ChoosePolicy.as_view(), name="round-choose-policy"),
    path(f"{ROUND}prepare/", rounds.Prepare.as_view(), name="round-prepare"),
    path(f"{ROUND}publish/", rounds.Publish.as_view(), name="round-publish"),
    path(f"{ROUND}cancel/", rounds.Cancel.as_view(), name="round-cancel"),
    path(f"{ROUND}copy/", policies.Copy.as_view(), name="round-copy"),
    path(f"{ROUND}explanation/", policies.Explanation.as_view(), name="round-explanation"),
    path(f"{ROUND}versions/", policies.Versions.as_view(), name="round-versions"),
    path(
        f"{ROUND}versions/<id:number>/difference/",
        policies.Difference.as_view(),
        name="round-version-difference",
    ),
    path(f"{ROUND}amendments/", policies.Amend.as_view(), name="round-amendments"),
    path(f"{AMENDMENT}approve/", policies.ApproveAmendment.as_view(), name="round-amendment-approve"),
    path(f"{AMENDMENT}drop/", policies.DropAmendment.as_view(), name="round-amendment-drop"),
    path("policies/load/", policies.Load.as_view(), name="policies-load"),
    path("departments/<id:pk>/", rounds.DepartmentView.as_view(), name="department"),
]
