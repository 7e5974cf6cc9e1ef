"""What the public's templates say and link: both languages side by side, yen, days, icons, addresses."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from transparency.pages import words

register = template.Library()

ICONS = {
    "check": '<path d="M4.5 12.5l5 5L20 7"/>',
    "right": '<path d="M9 5l7 7-7 7"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6"/><path d="M12 7.4v.1"/>',
    "warn": '<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v5"/><path d="M12 17.6v.1"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "ring": '<circle cx="12" cy="12" r="8"/>',
    "file": '<path d="M6 3.5h8l4 4v13H6z"/><path d="M14 3.5v4h4"/><path d="M9 12h6M9 16h6"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3"/><rect x="7" y="14" width="10" height="6.5"/>',
    "stop": '<circle cx="12" cy="12" r="9"/><path d="M7 17 17 7"/>',
}


@register.simple_tag(takes_context=True)
def say(context: dict[str, Any], ja: str, en: str, **values: Any) -> str:
    """A text in the reader's language; `{name}` is filled in, escaped."""
    text = en if context.get("lang") == "en" else ja
    if not values:
        return SafeString(text)
    return format_html(text, **values)


@register.simple_tag(takes_context=True)
def called(context: dict[str, Any], table: str, code: str) -> str:
    """What a code is called (words.TABLES)."""
    return words.called(table, code, context.get("lang", "ja"))


@register.simple_tag(takes_context=True)
def yen(context: dict[str, Any], amount: int | None) -> str:
    """Yen that never break over a line."""
    if amount is None:
        return words.NONE
    return format_html('<span class="num">{}</span>', words.yen(amount, context.get("lang", "ja")))


@register.simple_tag(takes_context=True)
def yen_text(context: dict[str, Any], amount: int | None) -> str:
    """The same as plain text."""
    return words.NONE if amount is None else words.yen(amount, context.get("lang", "ja"))


@register.simple_tag(takes_context=True)
def signed(context: dict[str, Any], amount: int | None) -> str:
    """A difference with its sign."""
    return words.NONE if amount is None else words.signed(amount, context.get("lang", "ja"))


@register.simple_tag(takes_context=True)
def day(context: dict[str, Any], value: date | None, weekday: bool = False) -> str:
    if value is None:
        return words.NONE
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat(),
        words.day(value, context.get("lang", "ja"), weekday=weekday),
    )


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], value: datetime) -> str:
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), words.moment(value, context.get("lang", "ja"))
    )


@register.simple_tag(takes_context=True)
def month(context: dict[str, Any], value: date) -> str:
    return words.month(value, context.get("lang", "ja"))


@register.simple_tag(takes_context=True)
def fiscal_year(context: dict[str, Any], value: int) -> str:
    return words.year(value, context.get("lang", "ja"))


@register.simple_tag(takes_context=True)
def rate(context: dict[str, Any], value: Fraction) -> str:
    return words.part(value, context.get("lang", "ja"))


@register.simple_tag
def percent(amount: int, whole: int) -> str:
    return words.percent(amount, whole)


@register.filter
def thousands(value: int) -> str:
    return f"{value:,}"


@register.simple_tag(takes_context=True)
def to(context: dict[str, Any], name: str, *args: Any, **query: Any) -> str:
    """The address of a page for this reader: language, furigana and fund are kept."""
    address: str = context["reader"].link(name, *args, **query)
    return address


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], **changed: Any) -> str:
    """This page's address with something changed."""
    address: str = context["reader"].here(**changed)
    return address


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """A drawn sign beside a word; it says nothing of its own."""
    return mark_safe(  # noqa: S308 names and kinds are our templates' own
        f'<svg class="i {conditional_escape(kind)}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f"{ICONS[name]}</svg>"
    )


@register.simple_tag
def width(amount: int | None, largest: int) -> str:
    """A bar's length in per cent of the longest, to a tenth."""
    return f"{(amount or 0) * 1000 // largest / 10 if largest else 0:.1f}%"
