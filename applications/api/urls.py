"""Addresses of applications under /api/v1/."""

from __future__ import annotations

from django.urls import path

from applications.api import check, messages, papers, reuse, screens, views

ONE = "applications/<id:pk>/"
FORM = "public/departments/<id:pk>/form/"

urlpatterns = [
    path(f"{FORM}pdf/", papers.BlankFormPdf.as_view(), name="public-form-pdf"),
    path(f"{FORM}excel/", papers.BlankFormExcel.as_view(), name="public-form-excel"),
    path("applications/", views.Applications.as_view(), name="applications"),
    path("rounds/<id:pk>/paper-applications/", views.FileOnPaper.as_view(), name="paper-applications"),
    path("rounds/<id:pk>/check/", check.RoundCheck.as_view(), name="round-check"),
    path(ONE, views.ApplicationView.as_view(), name="application"),
    path(f"{ONE}draft/", views.Draft.as_view(), name="application-draft"),
    path(f"{ONE}draft/writing/", views.Writing.as_view(), name="application-writing"),
    path(f"{ONE}draft/pdf/", papers.DraftPaper.as_view(), name="application-draft-pdf"),
    path(
        f"{ONE}submissions/<id:number>/pdf/",
        papers.SubmissionPaper.as_view(),
        name="application-submission-pdf",
    ),
    path(f"{ONE}submissions/<id:number>/slip/", papers.ReceiptSlip.as_view(), name="application-slip"),
    path(f"{ONE}submit/", views.Submit.as_view(), name="application-submit"),
    path(f"{ONE}resubmit/", views.Resubmit.as_view(), name="application-resubmit"),
    path(f"{ONE}take-back/", views.TakeBack.as_view(), name="application-take-back"),
    path(f"{ONE}discard/", views.Discard.as_view(), name="application-discard"),
    path(f"{ONE}withdraw/", views.Withdraw.as_view(), name="application-withdraw"),
    path(f"{ONE}ask-correction/", views.AskCorrection.as_view(), name="application-ask-correction"),
    path(
        f"{ONE}postpone-correction/",
        views.PostponeCorrection.as_view(),
        name="application-postpone-correction",
    ),
    path(f"{ONE}corrections/", views.Corrections.as_view(), name="application-corrections"),
    path(f"{ONE}corrections/<id:number>/", views.CorrectionView.as_view(), name="application-correction"),
    path(f"{ONE}assess/", views.Assess.as_view(), name="application-assess"),
    path(f"{ONE}accept/", views.Accept.as_view(), name="application-accept"),
    path(f"{ONE}find-ineligible/", views.FindIneligible.as_view(), name="application-find-ineligible"),
    path(f"{ONE}reopen/", views.Reopen.as_view(), name="application-reopen"),
    path(f"{ONE}extend-deadline/", views.ExtendDeadline.as_view(), name="application-extend-deadline"),
    path(f"{ONE}approve-extension/", views.ApproveExtension.as_view(), name="application-approve-extension"),
    path(f"{ONE}messages/", messages.Messages.as_view(), name="application-messages"),
    path(f"{ONE}messages/read/", messages.MarkRead.as_view(), name="application-messages-read"),
    path("messages/", messages.Threads.as_view(), name="messages"),
    path(f"{ONE}documents/", views.Documents.as_view(), name="application-documents"),
    path(f"{ONE}documents/reuse/", reuse.ReuseDocument.as_view(), name="application-document-reuse"),
    path(f"{ONE}earlier-documents/", reuse.EarlierDocuments.as_view(), name="application-earlier-documents"),
    path(f"{ONE}copy-from/", reuse.CopyFrom.as_view(), name="application-copy-from"),
    path(f"{ONE}documents/<id:document_id>/", views.Document.as_view(), name="application-document"),
    path(
        f"{ONE}documents/<id:document_id>/restore/",
        views.RestoreDocument.as_view(),
        name="application-document-restore",
    ),
    path("screens/applications/<id:pk>/", screens.FormScreen.as_view(), name="screen-application"),
]
