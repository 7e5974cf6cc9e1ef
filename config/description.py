"""What the API's description says of each kind of thing: the tags, by the first word of an address."""

from __future__ import annotations

from typing import Any, Final

TAGS: Final = {
    "account": "One's own account: name, language, places.",
    "applications": "Applications (申請), from the draft to the decision.",
    "award-changes": "Changes and abolition of an award (変更・廃止).",
    "awards": "Awards (交付決定), their changes, reports and fixing.",
    "bank-account-preview": "What the bank's file will call an account.",
    "bank-branches": "Branches of a bank, to choose from.",
    "banks": "Banks, to choose from.",
    "batches": "Payment batches and the bank's file (総合振込).",
    "books": "The ledger's books of a fund and year.",
    "calendar": "A calendar of deadlines to subscribe to.",
    "cancellations": "Cancellations of awards (取消).",
    "committee-members": "Seats in a committee.",
    "departments": "Departments of a round (部門) with their ranking.",
    "donations": "Gifts (寄附), from the pledge to the receipt.",
    "donors": "Who gives.",
    "explain": "Any figure, unfolded into how it came about.",
    "funds": "A fund: its office, sub-funds, years and desks.",
    "groups": "Citizen groups, their people and bank accounts.",
    "instalments": "Instalments of an award (概算払・精算払).",
    "interest-waivers": "Waivers of interest and surcharge.",
    "invitations": "Places offered by letter.",
    "letters": "The outbox of letters.",
    "me": "Who is asking.",
    "messages": "Messages between groups and the office (やりとり).",
    "official-letters": "Letters of decision and the like (通知書), as issued.",
    "policies": "Settings of calls as files: tried and loaded.",
    "promotions": "Awards that move up from the waitlist (繰上げ).",
    "public": "What everybody may see, without signing in.",
    "receipts": "Receipts of gifts (受領証).",
    "refunds": "Money that comes back (返還).",
    "reports": "Reports of what was done (実績報告).",
    "reviews": "A reviewer's own applications and points.",
    "rounds": "Calls (募集): settings, review, decisions.",
    "screens": "What one screen shows, gathered in one answer.",
    "sign-in": "The demo's sign-in with a password.",
    "sign-out": "Ending the session.",
    "sub-funds": "Sub-funds and where what is too much goes.",
    "timeline": "What happened to a thing, by whom and when.",
    "tokens": "Tokens of one's own for programs.",
    "transfers": "Single transfers of a batch and what the bank said.",
}


def tell_tags(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The tags in use; one without words here is a fault that the linters name."""
    used = {
        tag for operations in result["paths"].values() for told in operations.values() for tag in told["tags"]
    }
    result["tags"] = [{"name": tag, "description": words} for tag, words in TAGS.items() if tag in used]
    return result
