"""Addresses of awards under /api/v1/."""

from __future__ import annotations

from django.urls import path

from awards.api import desk, letters, report_drafts, report_files, settlement, settling, trial, views

ROUND = "rounds/<id:pk>/"
DESK = f"{ROUND}decisions/"
AWARD = "awards/<id:pk>/"
CHANGE = "award-changes/<id:pk>/"
CANCELLATION = "cancellations/<id:pk>/"
PROMOTION = "promotions/<id:pk>/"
REPORT = "reports/<id:pk>/"
REFUND = "refunds/<id:pk>/"
WAIVER = "interest-waivers/<id:pk>/"

urlpatterns = [
    path(DESK, desk.Decisions.as_view(), name="decisions"),
    path(f"{DESK}prepare/", desk.PrepareDecisions.as_view(), name="decisions-prepare"),
    path(f"{DESK}send-back/", desk.SendBackDecisions.as_view(), name="decisions-send-back"),
    path(f"{DESK}approve/", desk.ApproveDecisions.as_view(), name="decisions-approve"),
    path(f"{DESK}letters/", desk.PrepareLetters.as_view(), name="decisions-letters"),
    path(f"{DESK}release/", desk.ReleaseResults.as_view(), name="decisions-release"),
    path(f"{ROUND}try/", trial.TryRound.as_view(), name="round-try"),
    path("policies/try/", trial.TryPolicy.as_view(), name="policies-try"),
    path(f"{ROUND}settle/", desk.SettleRound.as_view(), name="round-settle"),
    path(f"{ROUND}prepare-archive/", desk.PrepareArchive.as_view(), name="round-prepare-archive"),
    path(f"{ROUND}archive/", desk.ApproveArchive.as_view(), name="round-archive"),
    path(f"{ROUND}waitlist/", desk.Waitlist.as_view(), name="waitlist"),
    path("applications/<id:pk>/conditions/", desk.SetConditions.as_view(), name="application-conditions"),
    path("departments/<id:pk>/promote/", desk.Promote.as_view(), name="department-promote"),
    path("promotions/", desk.Promotions.as_view(), name="promotions"),
    path(f"{PROMOTION}approve/", desk.ApprovePromotion.as_view(), name="promotion-approve"),
    path(f"{PROMOTION}drop/", desk.DropPromotion.as_view(), name="promotion-drop"),
    path("sub-funds/<id:pk>/designate/", views.Designate.as_view(), name="sub-fund-designate"),
    path("awards/", views.Awards.as_view(), name="awards"),
    path(AWARD, views.AwardView.as_view(), name="award"),
    path(f"{AWARD}accept/", views.Accept.as_view(), name="award-accept"),
    path(f"{AWARD}decline/", views.Decline.as_view(), name="award-decline"),
    path(f"{AWARD}activate/", views.Activate.as_view(), name="award-activate"),
    path(f"{AWARD}approve-designated/", views.ApproveDesignated.as_view(), name="award-approve-designated"),
    path(f"{AWARD}drop-designated/", views.DropDesignated.as_view(), name="award-drop-designated"),
    path(f"{AWARD}changes/", views.AskChange.as_view(), name="award-changes"),
    path(f"{AWARD}changes/try/", views.TryChange.as_view(), name="award-changes-try"),
    path(f"{AWARD}settlement/", settlement.SettlementView.as_view(), name="award-settlement"),
    path(f"{AWARD}cancellations/", views.PrepareCancellation.as_view(), name="award-cancellations"),
    path(f"{AWARD}report/start/", settling.StartReport.as_view(), name="award-report-start"),
    path(f"{AWARD}fixing/prepare/", settling.PrepareFixing.as_view(), name="award-fixing-prepare"),
    path(f"{AWARD}fixing/send-back/", settling.SendBackFixing.as_view(), name="award-fixing-send-back"),
    path(f"{AWARD}fixing/approve/", settling.ApproveFixing.as_view(), name="award-fixing-approve"),
    path(f"{CHANGE}withdraw/", views.WithdrawChange.as_view(), name="award-change-withdraw"),
    path(f"{CHANGE}prepare/", views.PrepareChange.as_view(), name="award-change-prepare"),
    path(f"{CHANGE}approve/", views.ApproveChange.as_view(), name="award-change-approve"),
    path(f"{CHANGE}refuse/", views.RefuseChange.as_view(), name="award-change-refuse"),
    path(f"{CANCELLATION}approve/", views.ApproveCancellation.as_view(), name="cancellation-approve"),
    path(f"{CANCELLATION}drop/", views.DropCancellation.as_view(), name="cancellation-drop"),
    path("official-letters/", letters.OfficialLetters.as_view(), name="official-letters"),
    path("official-letters/<id:pk>/pdf/", letters.OfficialLetterPaper.as_view(), name="official-letter-pdf"),
    path("reports/", settling.Reports.as_view(), name="reports"),
    path(REPORT, settling.ReportView.as_view(), name="report"),
    path(f"{REPORT}draft/", report_drafts.ReportDraft.as_view(), name="report-draft"),
    path(f"{REPORT}files/", report_files.ReportFiles.as_view(), name="report-files"),
    path(f"{REPORT}files/<id:file_id>/", report_files.ReportFileView.as_view(), name="report-file"),
    path(
        f"{REPORT}files/<id:file_id>/unpublish/",
        report_files.UnpublishPhoto.as_view(),
        name="report-file-unpublish",
    ),
    path("public/photos/<id:pk>/<int:width>/", report_files.PublicPhoto.as_view(), name="public-photo"),
    path(f"{REPORT}submit/", settling.SubmitReport.as_view(), name="report-submit"),
    path(f"{REPORT}resubmit/", settling.ResubmitReport.as_view(), name="report-resubmit"),
    path(f"{REPORT}judge/", settling.JudgeReport.as_view(), name="report-judge"),
    path(f"{REPORT}return/", settling.ReturnReport.as_view(), name="report-return"),
    path(f"{REPORT}accept/", settling.AcceptReport.as_view(), name="report-accept"),
    path("refunds/", settling.Refunds.as_view(), name="refunds"),
    path(REFUND, settling.RefundView.as_view(), name="refund"),
    path(f"{REFUND}receive/", settling.ReceiveRefund.as_view(), name="refund-receive"),
    path(f"{REFUND}waivers/", settling.PrepareWaiver.as_view(), name="refund-waivers"),
    path(f"{WAIVER}approve/", settling.ApproveWaiver.as_view(), name="interest-waiver-approve"),
    path(f"{WAIVER}drop/", settling.DropWaiver.as_view(), name="interest-waiver-drop"),
]
