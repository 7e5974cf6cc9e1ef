"""Addresses of reviews under /api/v1/."""

from __future__ import annotations

from django.urls import path

from reviews.api import components, meeting, office, views

ONE = "reviews/<id:pk>/"
ROUND = "rounds/<id:pk>/"
DEPARTMENT = "departments/<id:pk>/"
APPLICATION = "applications/<id:pk>/"

urlpatterns = [
    path("reviews/", views.OwnReviews.as_view(), name="reviews"),
    path(ONE, views.OwnReview.as_view(), name="review"),
    path(f"{ONE}declare/", views.Declare.as_view(), name="review-declare"),
    path(f"{ONE}recuse/", views.Recuse.as_view(), name="review-recuse"),
    path(f"{ONE}scores/", views.Scores.as_view(), name="review-scores"),
    path(f"{ONE}submit/", views.Submit.as_view(), name="review-submit"),
    path(f"{ONE}reopen/", views.Reopen.as_view(), name="review-reopen"),
    path(f"{ONE}documents/<id:document_id>/", views.ReviewDocumentView.as_view(), name="review-document"),
    path(f"{ONE}office/", office.BoardReview.as_view(), name="review-office"),
    path(f"{ONE}approve-recusal/", office.ApproveRecusal.as_view(), name="review-approve-recusal"),
    path(f"{ONE}drop-recusal/", office.DropRecusal.as_view(), name="review-drop-recusal"),
    path(f"{ONE}ask-undo-recusal/", office.AskUndoRecusal.as_view(), name="review-ask-undo-recusal"),
    path(
        f"{ONE}approve-undo-recusal/",
        office.ApproveUndoRecusal.as_view(),
        name="review-approve-undo-recusal",
    ),
    path(f"{ONE}release/", office.Release.as_view(), name="review-release"),
    path(f"{ROUND}review/", office.Desk.as_view(), name="round-review"),
    path(f"{ROUND}reviews/", office.Board.as_view(), name="round-reviews"),
    path(f"{ROUND}committee/", office.Committee.as_view(), name="round-committee"),
    path(f"{ROUND}invitations/", office.InviteMember.as_view(), name="round-invitations"),
    path(
        f"{ROUND}invitations/<id:invitation>/",
        office.WithdrawFromCommittee.as_view(),
        name="round-invitation",
    ),
    path(f"{ROUND}assign-reviews/", office.Assign.as_view(), name="round-assign-reviews"),
    path(f"{ROUND}start-review/", office.StartReview.as_view(), name="round-start-review"),
    path(f"{ROUND}close-review/", office.CloseReview.as_view(), name="round-close-review"),
    path(f"{ROUND}minutes/", office.WriteMinutes.as_view(), name="round-minutes"),
    path(f"{ROUND}shortlist/", meeting.Shortlist.as_view(), name="round-shortlist"),
    path("committee-members/<id:pk>/", office.Member.as_view(), name="committee-member"),
    path(f"{DEPARTMENT}ranking/", meeting.RankingView.as_view(), name="department-ranking"),
    path(f"{DEPARTMENT}decide-tie/", meeting.DecideTie.as_view(), name="department-decide-tie"),
    path(f"{DEPARTMENT}decide-by-mean/", meeting.DecideByMean.as_view(), name="department-decide-by-mean"),
    path(f"{DEPARTMENT}tokens/", components.Tokens.as_view(), name="department-tokens"),
    path(
        f"{DEPARTMENT}record-audience/",
        components.RecordAudience.as_view(),
        name="department-record-audience",
    ),
    path(f"{APPLICATION}stages/", components.Stages.as_view(), name="application-stages"),
    path(f"{APPLICATION}decide-stage/", components.DecideStage.as_view(), name="application-decide-stage"),
    path(f"{APPLICATION}record-score/", meeting.RecordScore.as_view(), name="application-record-score"),
    path(
        f"{APPLICATION}committee-amount/",
        meeting.CommitteeAmountView.as_view(),
        name="application-committee-amount",
    ),
    path(f"{APPLICATION}admit/", office.Admit.as_view(), name="application-admit"),
]
