"""Addresses of people and groups under /api/v1/."""

from __future__ import annotations

from django.urls import path

from people.api import account, banks, documents, leaving, signing_in, views

ONE = "groups/<id:pk>/"

urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("account/", account.AccountView.as_view(), name="account"),
    path("account/data/", leaving.OwnData.as_view(), name="account-data"),
    path("account/closing/", leaving.Closing.as_view(), name="account-closing"),
    path("tokens/", account.Tokens.as_view(), name="tokens"),
    path("tokens/<id:pk>/", account.Token.as_view(), name="token"),
    path("invitations/look/", account.LookAtInvitation.as_view(), name="invitation-look"),
    path("invitations/accept/", account.AcceptInvitation.as_view(), name="invitation-accept"),
    path("groups/", views.Groups.as_view(), name="groups"),
    path(ONE, views.GroupView.as_view(), name="group"),
    path(f"{ONE}invitations/", account.InviteToGroup.as_view(), name="group-invitations"),
    path(
        f"{ONE}invitations/<id:invitation>/",
        account.WithdrawFromGroup.as_view(),
        name="group-invitation",
    ),
    path(f"{ONE}add-member/", views.AddMember.as_view(), name="group-add-member"),
    path(f"{ONE}end-member/", views.EndMember.as_view(), name="group-end-member"),
    path(f"{ONE}bank-account/", views.EnterAccount.as_view(), name="group-bank-account"),
    path(f"{ONE}documents/", documents.GroupDocuments.as_view(), name="group-documents"),
    path(f"{ONE}documents/<id:document_id>/", documents.OneGroupDocument.as_view(), name="group-document"),
    path("banks/", banks.Banks.as_view(), name="banks"),
    path("bank-branches/", banks.Branches.as_view(), name="bank-branches"),
    path("bank-account-preview/", views.AccountPreview.as_view(), name="bank-account-preview"),
]
