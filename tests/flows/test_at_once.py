"""Fifty identical posts at the same moment make one record and fifty good answers."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable

import pytest

from tests.flows.phones import Phone, Record, a_family
from tools.bina_server import BinaServer

pytestmark = pytest.mark.once
AT_ONCE = 50


@pytest.mark.parametrize("way", ["collect", "sync"])
def test_fifty_identical_posts_make_one_record(server: BinaServer, way: str) -> None:
    token, family = server.token(), a_family(random.Random(7))
    phones = [Phone(server.port, token, seed=1 if way == "sync" else 0) for _ in range(AT_ONCE)]
    answers = _at_once([lambda phone=phone: phone.deliver([family]) for phone in phones])
    assert answers == [True] * AT_ONCE
    assert [phone.complaints for phone in phones] == [[]] * AT_ONCE
    assert server.bina("submissions", "ids", "family_registration").split() == [family.instance_id]
    assert json.loads(server.bina("replay", "--all", "--json"))["different"] == 0


def test_fifty_different_posts_with_one_number_make_one_record(server: BinaServer) -> None:
    token = server.token()
    families = [a_family(random.Random(seed)) for seed in range(AT_ONCE)]
    first = families[0].instance_id
    same = [
        Record(each.form_id, first, each.xml.replace(each.instance_id.encode(), first.encode())) for each in families
    ]
    phones = [Phone(server.port, token, seed=0) for _ in same]
    answers = _at_once(
        [lambda phone=phone, one=one: phone.deliver([one]) for phone, one in zip(phones, same, strict=True)]
    )
    assert answers.count(True) == 1
    refused = [complaint for phone in phones for complaint in phone.complaints]
    assert len(refused) == AT_ONCE - 1
    assert all(complaint.startswith("409 ") for complaint in refused)
    assert server.bina("submissions", "ids", "family_registration").split() == [first]


def _at_once(acts: list[Callable[[], bool]]) -> list[bool]:
    together = threading.Barrier(len(acts))
    answers = [False] * len(acts)

    def one(place: int) -> None:
        together.wait()
        answers[place] = acts[place]()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
