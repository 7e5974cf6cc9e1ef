"""The writers of this room: gifts taken in, given back and certified, cash and cards, fees, the match."""

from donations.services.certifying import ask_for_reissue, issue_receipt, reissue_receipt, void_receipt
from donations.services.claiming import ask_for_gifts, claim_gifts, claim_on_sign_in
from donations.services.donors import update_donor
from donations.services.giving import give, mend_email, send_link, set_publicity_by_link
from donations.services.matching import (
    adjust_match,
    confirm_match,
    prepare_match,
    receive_match,
    return_unspent_match,
)
from donations.services.pledging import lapse_pledges, pledge_donation, set_publicity
from donations.services.receiving import (
    confirm_payment,
    earmark_donation,
    fail_payment,
    identify_donation,
    receive_donation,
    record_donation,
    record_unidentified,
    start_payment,
)
from donations.services.refunding import approve_refund, prepare_refund
from donations.services.settling import deposit_cash, settle_cards, take_fees

start_card_payment = start_payment

__all__ = [
    "adjust_match",
    "approve_refund",
    "ask_for_gifts",
    "ask_for_reissue",
    "claim_gifts",
    "claim_on_sign_in",
    "confirm_match",
    "confirm_payment",
    "deposit_cash",
    "earmark_donation",
    "fail_payment",
    "give",
    "identify_donation",
    "issue_receipt",
    "lapse_pledges",
    "mend_email",
    "pledge_donation",
    "prepare_match",
    "prepare_refund",
    "receive_donation",
    "receive_match",
    "record_donation",
    "record_unidentified",
    "reissue_receipt",
    "return_unspent_match",
    "send_link",
    "set_publicity",
    "set_publicity_by_link",
    "settle_cards",
    "start_card_payment",
    "start_payment",
    "take_fees",
    "update_donor",
    "void_receipt",
]
