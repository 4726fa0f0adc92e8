"""Who leaves or is erased frees their places, once, however often it is told; and the directory of people."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.event import Event
from shared.contracts.registration import (
    ParticipantChanged,
    ParticipantErased,
    ParticipantInvited,
    ParticipantLeft,
    QiExperience,
    QJourney,
    QJourneyChanged,
    Role,
)
from shared.contracts.registration.words import LeavingReason
from tests.integration.training.days import TODAY
from tests.support.college import CARER, PROFESSIONAL, SERVICE_USER, College, joined
from tests.support.services import eventually

LEFT = ParticipantLeft(participant_id=CARER, reason=LeavingReason.MOVED, left_on=TODAY)
ERASED = ParticipantErased(participant_id=CARER, erased_on=TODAY)


@pytest.mark.parametrize(("event", "reason"), [(LEFT, "left"), (ERASED, "erased")])
async def test_who_takes_part_no_longer_frees_their_places_and_the_next_have_them(
    college: College, event: Event, reason: str
) -> None:
    module = await college.released()
    first, second = [await college.session(module, capacity=1) for _ in range(2)]
    for session in (first, second):
        await college.done("PUT", f"/sessions/{session}/enrolments/{CARER}")
        await college.done("PUT", f"/sessions/{session}/enrolments/{SERVICE_USER}")

    await college.tell([(CARER, event)])

    for session in (first, second):
        shown = (await college.read(f"/sessions/{session}"))["enrolments"]
        assert [(one["participant_id"], one["status"], one["withdrawal"]) for one in shown] == [
            ("service-user", "confirmed", None),
            ("carer", "withdrawn", reason),
        ]


@pytest.mark.parametrize("event", [LEFT, ERASED])
async def test_told_twice_it_changes_nothing_more(college: College, event: Event) -> None:
    module = await college.released()
    session = await college.session(module, capacity=1)
    for who in (CARER, SERVICE_USER, PROFESSIONAL):
        await college.done("PUT", f"/sessions/{session}/enrolments/{who}")
    await college.tell([(CARER, event)])
    before = await _version(college, session)

    await college.tell_again(CARER, event)
    # Nor if it came as another event, which no watermark would stop.
    await college.tell([(CARER, event)])

    assert await _version(college, session) == before

    async def is_told() -> bool:
        return len((await college.told()).get(f"session/{session}", [])) == 6

    await eventually(is_told, 20, "all of it is on the topic")
    assert [type(one).__name__ for one in (await college.told())[f"session/{session}"]] == [
        "SessionScheduled",
        "EnrolmentConfirmed",
        "EnrolmentWaitlisted",
        "EnrolmentWaitlisted",
        "EnrolmentWithdrawn",
        "EnrolmentPromoted",
    ]


async def test_what_had_begun_before_they_left_stays_as_it_was(college: College) -> None:
    session = await college.past_session(await college.released(), days_ago=60)
    await college.done("PUT", f"/sessions/{session}/enrolments/{CARER}")

    await college.tell([(CARER, LEFT)])

    shown = (await college.read(f"/sessions/{session}"))["enrolments"]
    assert [(one["participant_id"], one["status"]) for one in shown] == [("carer", "confirmed")]


async def test_nothing_that_was_written_about_a_person_who_is_erased_is_kept(college: College) -> None:
    session = await college.session(await college.released(), capacity=1)
    for who in (SERVICE_USER, CARER):
        await college.done("PUT", f"/sessions/{session}/enrolments/{who}")
    reason = {"reason": "Something about one person."}
    await college.done("POST", f"/sessions/{session}/enrolments/{CARER}/promotion", reason)

    await college.tell([(CARER, ERASED)])

    with college.site.databases() as client:
        kept = client[college.site.database("training")]["sessions"].find({"tenant": college.tenant})
        assert "Something about" not in str(list(kept))


async def test_who_has_left_can_not_enrol_until_they_are_back(college: College) -> None:
    session = await college.session(await college.released())
    path = f"/sessions/{session}/enrolments/{CARER}"
    await college.tell([(CARER, LEFT)])

    refused = await college.call("PUT", path)
    await college.tell([(CARER, joined(CARER, Role.SERVICE_USER))])
    back = await college.done("PUT", path)

    assert (refused.status_code, refused.json()["code"]) == (409, "has-left")
    assert back.json()["status"] == "confirmed"


async def test_of_somebody_erased_no_learner_record_is_shown(college: College) -> None:
    module = await college.released()
    session = await college.past_session(module)
    await college.done("PUT", f"/sessions/{session}/enrolments/{CARER}")
    told = await college.done("PUT", f"/sessions/{session}/attendance/{CARER}", {"attendance": "attended"})
    shown = await college.read(f"/learners/{CARER}", after=told.headers["levelfield-event"])

    await college.tell([(CARER, ERASED)])

    assert len(shown["records"][0]["completed"]) == 1
    assert (await college.call("GET", f"/learners/{CARER}")).status_code == 404


async def test_the_directory_follows_people_from_their_invitation_on(college: College) -> None:
    who = "somebody"

    async def shown() -> dict[str, Any]:
        answer = await college.call("GET", f"/people/{who}")
        return answer.json() if answer.status_code == 200 else {}

    await college.tell([(who, _invited(who))])
    invited = await shown()
    await college.tell(
        [
            (who, QJourneyChanged(participant_id=who, journey=QJourney.MEMBER, changed_on=TODAY)),
            (who, joined(who, Role.CARER)),
        ]
    )
    inside = await shown()
    await college.tell([(who, LEFT.model_copy(update={"participant_id": who}))])
    gone = await shown()
    await college.tell([(who, _changed(who)), (who, joined(who, Role.PROFESSIONAL))])
    back = await shown()
    await college.tell([(who, ERASED.model_copy(update={"participant_id": who}))])

    assert invited == {}
    assert (inside["active"], inside["q_journey"], inside["role"]) == (True, "member", "carer")
    assert (gone["active"], gone["left_on"]) == (False, TODAY.isoformat())
    assert (back["active"], back["left_on"], back["q_journey"]) == (True, None, "member")
    assert (back["role"], back["organisation"]) == ("professional", "BHSCT")
    assert await shown() == {}


async def test_who_declines_an_invitation_was_never_in(college: College) -> None:
    declined = ParticipantLeft(participant_id="x", reason=LeavingReason.DECLINED, left_on=TODAY)

    await college.tell([("x", _invited("x")), ("x", declined)])

    assert (await college.call("GET", "/people/x")).status_code == 404
    listed = (await college.read("/people"))["items"]
    assert [one["id"] for one in listed] == [CARER, PROFESSIONAL, SERVICE_USER]


async def test_the_directory_tells_those_who_are_active_from_those_who_have_left(college: College) -> None:
    await college.tell([(CARER, LEFT)])

    active = (await college.read("/people?active=true"))["items"]
    gone = (await college.read("/people?active=false"))["items"]

    assert [one["id"] for one in active] == [PROFESSIONAL, SERVICE_USER]
    assert [one["id"] for one in gone] == [CARER]


def _invited(who: str) -> ParticipantInvited:
    return ParticipantInvited(
        participant_id=who, role=Role.CARER, organisation=None, cohort=None, invited_on=TODAY
    )


def _changed(who: str) -> ParticipantChanged:
    return ParticipantChanged(
        participant_id=who,
        role=Role.PROFESSIONAL,
        organisation="BHSCT",
        cohort=None,
        qi_experience=QiExperience.SOME,
        changed_on=TODAY,
    )


async def _version(college: College, session: str) -> str:
    return (await college.done("GET", f"/sessions/{session}")).headers["etag"]
