"""``kill -9`` of a service, at each of the four points where something could be lost or done twice."""

from __future__ import annotations

import signal

import pytest

from tests.chaos.aftermath import Aftermath
from tests.chaos.traffic import traffic
from tests.support.services import Installation, Running, all_ready, eventually

_KILLED = -signal.SIGKILL
_TIMES = 120
"""How often registration passes the place before it is killed there, in the middle of traffic."""


@pytest.mark.parametrize("place", ["after-commit", "after-publish"])
async def test_registration_killed_under_traffic_loses_nothing_it_acknowledged(
    site: Installation, place: str
) -> None:
    registration = site.launch("registration", fault=f"{place}:{_TIMES}")
    training = site.launch("training")
    await all_ready(registration, training)
    aftermath = Aftermath(site)

    async with traffic(site, [registration.url], expects_kills=True) as journal:
        await _killed(registration)
        again = site.launch("registration", port=registration.port)
        await all_ready(again)
        await journal.grows_by(100)

    await aftermath.check(journal)
    # The place was reached with the events in the outbox, where only the sweeper finds them again.
    assert again.metric("levelfield_outbox_republished_total") >= 1


@pytest.mark.parametrize("fault", ["after-apply:3", "before-offset-commit"])
async def test_training_killed_under_traffic_applies_everything_once(site: Installation, fault: str) -> None:
    registration = site.start("registration")
    aftermath = Aftermath(site)

    async with traffic(site, [registration.url]) as journal:
        # It finds a backlog, so that it has much in hand when it is killed.
        await journal.grows_by(200)
        training = site.launch("training", fault=fault)
        await _killed(training)
        again = site.launch("training", port=training.port)
        await all_ready(again)

    await aftermath.check(journal)
    # The place was reached with effects committed and offsets not: what was applied was delivered again.
    assert again.metric("levelfield_events_skipped_total", reason="duplicate") >= 1


async def test_evaluation_that_was_away_and_killed_as_it_came_back_has_everything_once(
    site: Installation,
) -> None:
    registration, training = site.launch("registration"), site.launch("training")
    await all_ready(registration, training)
    aftermath = Aftermath(site)

    async with traffic(site, [registration.url]) as journal:
        await journal.grows_by(200)
    evaluation = site.launch("evaluation", fault="after-apply:2")
    await _killed(evaluation)
    again = site.launch("evaluation", port=evaluation.port)
    await all_ready(again)

    await aftermath.check(journal, verified=("registration", "training", "evaluation"))
    assert again.metric("levelfield_events_skipped_total", reason="duplicate") >= 1


async def _killed(process: Running) -> None:
    await eventually(lambda: process.exit_code is not None, 30, "the fault kills the process")
    assert process.exit_code == _KILLED
