"""What our templates may say: `kata` for phrases, filters for numbers and days, icons, and links that keep a query."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from binakampung.portal.words import codes, formats, language, say

register = template.Library()


@register.simple_tag
def kata(text: str, /, **facts: object) -> str:
    """`{% kata "Ada {n} anak" n=3 %}` in the reader's language."""
    return say(text, **facts)


@register.filter
def said(text: str) -> str:
    """A phrase kept in a variable, in the reader's language."""
    return say(text) if text else ""


@register.filter
def number(value: float | None, places: int | None = None) -> str:
    """`{{ 1234.5|number }}` -> 1.234,5; `|number:2` with exactly two decimals."""
    return formats.number(value, places, language())


@register.filter
def day(value: date | datetime | None) -> str:
    return formats.day(value, language())


@register.filter
def month(value: date | None) -> str:
    return formats.month(value, language())


@register.filter
def moment(value: datetime | None) -> str:
    return formats.moment(value, language())


@register.filter
def age(birth: date, on: date | None = None) -> str:
    """How old on a day; today when no day is given."""
    return formats.age(birth, on or timezone.localdate(), language())


@register.filter
def dotted(code: str) -> str:
    return formats.dotted(code)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from the sprite; always beside a word, so hidden from screen readers."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("img/icons.svg"), name)


@register.simple_tag
def tag(text: str, tone: str = "", picture: str = "") -> SafeString:
    """A word of state: colour, picture and word together. `text` is said already."""
    drawn = icon(picture or {"good": "check", "warn": "alert", "bad": "alert"}.get(tone, "")) if picture or tone else ""
    return format_html('<span class="tag{}">{}{}</span>', f" tag--{tone}" if tone else "", drawn, text)


@register.simple_tag
def state(table: str, code: str) -> SafeString:
    """`{% state "OUTCOMES" row.outcome %}`: a code of `words/codes.py` as a tag."""
    known: codes.State | None = getattr(codes, table).get(code)
    return tag(say(known.text), known.tone, known.picture) if known else tag(code)


@register.simple_tag
def name_of(table: str, code: str) -> str:
    """`{% name_of "CHANNEL_NAMES" row.channel %}`: the plain words of a code."""
    return say(getattr(codes, table).get(code, code))


@register.simple_tag
def unsure() -> SafeString:
    """Beside a judgement whose rule is not yet confirmed."""
    return format_html('<span class="unsure">{}</span>', say("belum dipastikan"))


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The address's query with some values changed; None drops one."""
    request: HttpRequest = context["request"]
    values = request.GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None:
            values[name] = str(value)
    return f"?{values.urlencode()}" if values else "?"
