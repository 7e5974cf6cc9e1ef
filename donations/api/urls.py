"""Addresses of gifts, receipts and the city's match under /api/v1/."""

from __future__ import annotations

from django.urls import path

from donations.api import desk, gifts, giving, papers

PAGE = "public/gifts/<str:token>/"
ONE = "donations/<id:pk>/"
FUND = "funds/<id:pk>/"
MATCH = "rounds/<id:pk>/match/"

urlpatterns = [
    path("donations/", gifts.Donations.as_view(), name="donations"),
    path("donations/own/", gifts.OwnDonations.as_view(), name="own-donations"),
    path("donations/own/<int:year>/pdf/", papers.YearPaper.as_view(), name="own-donations-year-pdf"),
    path("donations/claim/", giving.ClaimGifts.as_view(), name="donation-claim"),
    path("donations/ask/", giving.AskForGifts.as_view(), name="donation-ask"),
    path("public/funds/<id:pk>/gifts/", giving.Give.as_view(), name="public-give"),
    path("public/gifts/find/", giving.FindGift.as_view(), name="public-gift-find"),
    path(PAGE, giving.GiftPage.as_view(), name="public-gift"),
    path(f"{PAGE}publicity/", giving.PagePublicity.as_view(), name="public-gift-publicity"),
    path(f"{PAGE}email/", giving.MendEmail.as_view(), name="public-gift-email"),
    path("donations/record/", gifts.Record.as_view(), name="donation-record"),
    path(
        "donations/record-unidentified/",
        gifts.RecordUnidentified.as_view(),
        name="donation-record-unidentified",
    ),
    path(ONE, gifts.DonationView.as_view(), name="donation"),
    path(f"{ONE}start-payment/", gifts.StartPayment.as_view(), name="donation-start-payment"),
    path(f"{ONE}confirm-payment/", gifts.ConfirmPayment.as_view(), name="donation-confirm-payment"),
    path(f"{ONE}fail/", gifts.FailPayment.as_view(), name="donation-fail"),
    path(f"{ONE}receive/", gifts.Receive.as_view(), name="donation-receive"),
    path(f"{ONE}earmark/", gifts.Earmark.as_view(), name="donation-earmark"),
    path(f"{ONE}identify/", gifts.Identify.as_view(), name="donation-identify"),
    path(f"{ONE}prepare-refund/", gifts.PrepareRefund.as_view(), name="donation-prepare-refund"),
    path(f"{ONE}approve-refund/", gifts.ApproveRefund.as_view(), name="donation-approve-refund"),
    path(f"{ONE}publicity/", gifts.SetPublicity.as_view(), name="donation-publicity"),
    path(f"{ONE}issue-receipt/", desk.IssueReceipt.as_view(), name="donation-issue-receipt"),
    path("donors/", gifts.Donors.as_view(), name="donors"),
    path("donors/<id:pk>/", gifts.DonorView.as_view(), name="donor"),
    path("receipts/", desk.Receipts.as_view(), name="receipts"),
    path("receipts/<id:pk>/", desk.ReceiptView.as_view(), name="receipt"),
    path("receipts/<id:pk>/pdf/", papers.ReceiptPaper.as_view(), name="receipt-pdf"),
    path("receipts/<id:pk>/reissue/", desk.ReissueReceipt.as_view(), name="receipt-reissue"),
    path("receipts/<id:pk>/ask-reissue/", desk.AskForReissue.as_view(), name="receipt-ask-reissue"),
    path("receipts/<id:pk>/void/", desk.VoidReceipt.as_view(), name="receipt-void"),
    path(f"{FUND}deposit-cash/", desk.DepositCash.as_view(), name="fund-deposit-cash"),
    path(f"{FUND}settle-cards/", desk.SettleCards.as_view(), name="fund-settle-cards"),
    path(f"{FUND}fees/", desk.TakeFees.as_view(), name="fund-fees"),
    path(f"{FUND}donor-register/", desk.Register.as_view(), name="fund-donor-register"),
    path(MATCH, desk.MatchView.as_view(), name="round-match"),
    path(f"{MATCH}prepare/", desk.PrepareMatch.as_view(), name="round-match-prepare"),
    path(f"{MATCH}confirm/", desk.ConfirmMatch.as_view(), name="round-match-confirm"),
    path(f"{MATCH}receive/", desk.ReceiveMatch.as_view(), name="round-match-receive"),
    path(f"{MATCH}adjust/", desk.AdjustMatch.as_view(), name="round-match-adjust"),
    path(f"{MATCH}return/", desk.ReturnMatch.as_view(), name="round-match-return"),
]
