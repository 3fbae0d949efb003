"""The figures of a survey, whole and by region."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from binakampung.domain.prevalence import prevalence
from binakampung.registry.surveys import Survey

ALL = "Semua"


def figures(survey: Survey, by_region: bool) -> dict[str, Any]:
    """Every indicator over the whole survey, then over each of its regions when asked."""
    regions = np.array(survey.regions)
    parts = [(ALL, np.ones(len(regions), dtype=bool))]
    parts += [(str(region), regions == region) for region in sorted(set(survey.regions) - {""}) if by_region]
    return {
        "survey": survey.name,
        "rows": survey.count,
        "kept": len(survey.rows.z),
        "groups": [
            {"group": name, "estimates": [asdict(estimate) for estimate in prevalence(survey.rows, part=part)]}
            for name, part in parts
        ],
    }
