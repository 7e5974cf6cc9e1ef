"""What happens to reviews by the clock."""

from __future__ import annotations

from celery import shared_task

from reviews import services


@shared_task(name="reviews.tasks.close_reviews")
def close_reviews() -> int:
    """Close scoring where its time has come; running twice changes nothing."""
    return services.close_due_reviews()
