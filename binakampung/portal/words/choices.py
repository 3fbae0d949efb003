"""Labels of a form's choices, for rows that keep only the code."""

from __future__ import annotations

from binakampung.domain.forms import leaves, text_in
from binakampung.ledger.forms import current, schema
from binakampung.portal.words import language


def labels(form_id: str, question: str) -> dict[str, str]:
    """Code -> label in the reader's language, of a question by its name in the newest version of a form."""
    form = current(form_id)
    if form is None:
        return {}
    found = (leaf for path, leaf in leaves(schema(form)) if path.rpartition("/")[2] == question)
    return {code: text_in(texts, language()) for leaf in found for code, texts in leaf.choices}


def said(codes: list[str], known: dict[str, str]) -> str:
    """Codes in words, with commas."""
    return ", ".join(known.get(code, code) for code in codes)
