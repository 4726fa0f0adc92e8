"""What a partner's learning system says of attendance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from tests.integration.partners.conftest import TENANT
from tests.support.partners import PartnerSystem, Sent, joined, message
from tests.support.services import Installation


async def _session(site: Installation, http: httpx.AsyncClient, enrolled: str) -> str:
    """A session that has begun, in which somebody has a place, put where training keeps it."""
    from services.training.definition import TRAINING
    from services.training.domain.enrolment import Enrolment, EnrolmentStatus
    from services.training.domain.session import Session
    from services.training.domain.session_plan import SessionPlan
    from services.training.kinds import SESSIONS
    from shared.contracts.registration import Role
    from shared.contracts.training import Track
    from shared.persistence.outbox import Cause
    from shared.runtime.backbone import Backbone
    from tests.support.backbone import settings_for

    begun = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
    plan = SessionPlan(
        starts_at=begun,
        ends_at=begun + timedelta(hours=1),
        starts_on=begun.date(),
        place="A room",
        link=None,
        capacity=10,
        held_places=0,
        release_days=0,
    )
    session = Session.schedule(
        tenant=TENANT,
        session_id=f"session-{enrolled}",
        module_id="module-1",
        module_version=1,
        part=1,
        track=Track.JOINT,
        college="BRC",
        plan=plan,
    )
    session.enrolments.append(
        Enrolment(
            participant_id=enrolled,
            role=Role.PROFESSIONAL,
            organisation="BHSCT",
            status=EnrolmentStatus.CONFIRMED,
            turn=1,
            enrolled_on=begun.date(),
        )
    )
    backbone = Backbone(TRAINING, settings_for(site.parts, site.namespace), worker=False)
    try:
        session.recorded.clear()
        await backbone.aggregates(SESSIONS, TENANT, Cause()).add(session)
    finally:
        await backbone.client.close()
    return session.id


async def test_a_learning_system_reports_its_own_people_and_corrects_what_it_said(
    site: Installation, http: httpx.AsyncClient, belfast: PartnerSystem, northern: PartnerSystem
) -> None:
    who = (await belfast.answer(joined("learns"))).data["participant_id"]
    await belfast.until(lambda seen: any(one.data.get("participant_id") == who for one in seen))
    session_id = await _session(site, http, who)

    def report(attendance: str, participant_id: str = who, **more: str) -> Sent:
        told = {"session_id": session_id, "participant_id": participant_id, "attendance": attendance}
        return message("AttendanceReported", **told, **more)

    assert (await belfast.answer(report("attended"))).accepted
    assert (await belfast.answer(report("absent"))).accepted
    assert (await belfast.answer(report("apologies"))).reason == "barrier-needed"
    with_barrier = report("apologies", barrier="work_release")
    assert (await belfast.answer(with_barrier)).accepted
    assert (await northern.answer(report("attended"))).reason == "no-such-person"
    of_nobody = report("attended", "nobody")
    assert (await belfast.answer(of_nobody)).reason == "no-such-person"
    elsewhere = message("AttendanceReported", session_id="none", participant_id=who, attendance="attended")
    assert (await belfast.answer(elsewhere)).reason == "no-such-session"

    with site.databases() as client:
        kept = client[site.database("training")]["sessions"].find_one({"_id": f"{TENANT}/{session_id}"})
        assert kept is not None
        enrolment = kept["state"]["enrolments"][0]
        assert (enrolment["attendance"], enrolment["barrier"]) == ("apologies", "work_release")
