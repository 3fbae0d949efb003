"""Which villages are Kampung KB: on the village's page, in the lists above it, and as a dated act."""

from __future__ import annotations

from datetime import date

import pytest

from binakampung.registry.actions.quality_villages import declare_quality_village, quality_villages
from binakampung.registry.actions.site import remember
from binakampung.registry.models import AuditRow
from tests.builders import VILLAGE
from tests.portal.office import Office

SINCE = date(2019, 3, 14)


def test_a_declared_village_is_known_as_one_from_its_day_on(office: Office) -> None:
    declare_quality_village(village=VILLAGE, since=SINCE, classification="mandiri", by="bina")
    assert set(quality_villages(SINCE)) == set(quality_villages(SINCE, VILLAGE[:6])) == {VILLAGE}
    assert not quality_villages(date(2019, 3, 13)) and not quality_villages(SINCE, "352801")
    assert AuditRow.objects.filter(act="declare_quality_village", subject=VILLAGE).exists()


@pytest.mark.parametrize(
    ("village", "classification"), [("3528059999", ""), ("352805", ""), (VILLAGE, "paripurna"), (VILLAGE, "dasar")]
)
def test_what_cannot_be_declared_is_refused(office: Office, village: str, classification: str) -> None:
    declare_quality_village(village=VILLAGE, since=SINCE, by="bina")
    with pytest.raises(ValueError, match=r"unknown|already"):
        declare_quality_village(village=village, since=SINCE, classification=classification, by="bina")


def test_pages_say_it_and_say_when_it_is_invented(office: Office) -> None:
    district = office.client("district")
    declare_quality_village(village=VILLAGE, since=SINCE, classification="mandiri", by="bina")
    page = district.get(f"/wilayah/{VILLAGE}/").content.decode()
    assert "Kampung KB sejak 14 Maret 2019" in page and "Mandiri" in page and "rekaan" not in page
    assert "1 Kampung KB" in district.get("/wilayah/3528/").content.decode()
    listed = district.get(f"/wilayah/{VILLAGE[:6]}/").content.decode()
    assert listed.count(">Kampung KB<") == 1
    remember("demonstration", "1")
    assert "penetapan rekaan" in district.get(f"/wilayah/{VILLAGE}/").content.decode()
    assert "Kampung KB di peragaan ini rekaan" in district.get(f"/wilayah/{VILLAGE[:6]}/").content.decode()


def test_an_unfinished_demonstration_says_how_far_it_is(office: Office) -> None:
    remember("demonstration", "1")
    remember("demonstration_loading", "61")
    assert "Peragaan sedang dimuat: 61 %" in office.client("district").get("/").content.decode()
    remember("demonstration_loading", "")
    assert "sedang dimuat" not in office.client("district").get("/").content.decode()
