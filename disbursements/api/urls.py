"""Addresses of instalments, payment batches and transfers under /api/v1/."""

from __future__ import annotations

from django.urls import path

from disbursements.api import batches, instalments, papers, payments

INSTALMENT = "instalments/<id:pk>/"
BATCH = "batches/<id:pk>/"
TRANSFER = "transfers/<id:pk>/"

urlpatterns = [
    path("instalments/", instalments.Instalments.as_view(), name="instalments"),
    path(INSTALMENT, instalments.InstalmentView.as_view(), name="instalment"),
    path(f"{INSTALMENT}request/", instalments.AskFor.as_view(), name="instalment-request"),
    path(f"{INSTALMENT}pdf/", papers.RequestPaper.as_view(), name="instalment-pdf"),
    path(f"{INSTALMENT}take-back/", instalments.TakeBack.as_view(), name="instalment-take-back"),
    path(f"{INSTALMENT}approve/", instalments.Approve.as_view(), name="instalment-approve"),
    path(f"{INSTALMENT}retry/", instalments.Retry.as_view(), name="instalment-retry"),
    path("awards/<id:pk>/payments/", payments.Payments.as_view(), name="award-payments"),
    path("batches/", batches.Batches.as_view(), name="batches"),
    path(BATCH, batches.BatchView.as_view(), name="batch"),
    path(f"{BATCH}prepare/", batches.Prepare.as_view(), name="batch-prepare"),
    path(f"{BATCH}send-back/", batches.SendBack.as_view(), name="batch-send-back"),
    path(f"{BATCH}approve/", batches.Approve.as_view(), name="batch-approve"),
    path(f"{BATCH}export/", batches.Export.as_view(), name="batch-export"),
    path(f"{BATCH}file/", batches.BankFile.as_view(), name="batch-file"),
    path(f"{BATCH}void/", batches.Void.as_view(), name="batch-void"),
    path(f"{BATCH}confirm/", batches.Confirm.as_view(), name="batch-confirm"),
    path(f"{TRANSFER}confirm/", batches.ConfirmTransfer.as_view(), name="transfer-confirm"),
    path(f"{TRANSFER}fail/", batches.FailTransfer.as_view(), name="transfer-fail"),
]
