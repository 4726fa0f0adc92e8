"""What a partner's HR system says of its staff."""

from __future__ import annotations

from typing import Any

import httpx

from tests.integration.partners.conftest import TENANT
from tests.support.partners import PartnerSystem, address, joined, message
from tests.support.services import INVENTED, Installation


async def people_called(site: Installation, http: httpx.AsyncClient, participant_id: str) -> dict[str, Any]:
    lead = site.issuer.headers("lead", tenant=TENANT)
    url = f"{site.processes[0].url}/v1/{TENANT}/participants/{participant_id}"
    return (await http.get(url, headers=lead)).raise_for_status().json()


async def add(site: Installation, http: httpx.AsyncClient, **body: Any) -> str:
    lead = site.issuer.headers("lead", tenant=TENANT)
    told = {"role": "carer", "name": f"{INVENTED} Somebody", "email": address("x")} | body
    url = f"{site.processes[0].url}/v1/{TENANT}/participants"
    answer = (await http.post(url, headers=lead, json=told)).raise_for_status()
    return answer.headers["location"].rpartition("/")[2]


async def test_staff_who_join_take_part_as_professionals_of_the_partner(
    site: Installation, http: httpx.AsyncClient, belfast: PartnerSystem
) -> None:
    answer = await belfast.answer(joined("joins", cohort="2018-spring"))

    assert answer.accepted
    somebody = await people_called(site, http, answer.data["participant_id"])
    assert (somebody["role"], somebody["organisation"]) == ("professional", "BHSCT")
    assert somebody["state"] == "joined"
    assert somebody["cohort"] == "2018-spring"
    assert not any(one["given"] for one in dict(somebody.get("consents") or {}).values())


async def test_the_same_message_twice_is_done_once_and_gets_the_same_answer(belfast: PartnerSystem) -> None:
    sent = joined("twice")
    first = await belfast.answer(sent)
    await belfast.send([sent])
    await belfast.until(lambda _: len(belfast.answers(sent.id)) == 2)

    again = belfast.answers(sent.id)[1]
    assert (again.id, again.type, again.data) == (first.id, first.type, first.data)


async def test_an_id_that_was_used_gets_its_first_answer_whatever_comes_with_it(
    belfast: PartnerSystem,
) -> None:
    first = await belfast.answer(joined("first", "same-id"))
    await belfast.send([joined("quite-another", "same-id")])
    await belfast.until(lambda _: len(belfast.answers("same-id")) == 2)

    assert belfast.answers("same-id")[1].data == first.data


async def test_known_staff_are_accepted_without_change_and_keep_their_id(belfast: PartnerSystem) -> None:
    first = await belfast.answer(joined("known"))
    second = await belfast.answer(joined("known", cohort="another"))

    assert second.accepted
    assert second.data["participant_id"] == first.data["participant_id"]


async def test_staff_of_another_partner_are_neither_taken_over_nor_moved_nor_let_go(
    site: Installation, http: httpx.AsyncClient, belfast: PartnerSystem, northern: PartnerSystem
) -> None:
    theirs = (await northern.answer(joined("theirs"))).data["participant_id"]

    assert (await belfast.answer(joined("theirs"))).reason == "ask-the-lead"
    for told in ({"email": address("theirs")}, {"participant_id": theirs}):
        assert (await belfast.answer(message("StaffLeft", **told))).reason == "no-such-staff"
        assert (await belfast.answer(message("StaffMoved", cohort="c", **told))).reason == "no-such-staff"
    somebody = await people_called(site, http, theirs)
    assert (somebody["organisation"], somebody["state"]) == ("NHSCT", "joined")


async def test_no_employer_learns_that_somebody_of_theirs_takes_part_as_a_carer(
    site: Installation, http: httpx.AsyncClient, belfast: PartnerSystem
) -> None:
    await add(site, http, role="carer", organisation="BHSCT", email=address("carer"))

    of_a_carer = await belfast.answer(message("StaffLeft", email=address("carer")))
    of_nobody = await belfast.answer(message("StaffLeft", email=address("nobody at all".replace(" ", "-"))))

    assert of_a_carer.reason == of_nobody.reason == "no-such-staff"
    assert of_a_carer.data["sentence"] == of_nobody.data["sentence"]
    assert (await belfast.answer(joined("carer"))).reason == "ask-the-lead"


async def test_staff_move_to_the_trusts_own_college_and_back(
    site: Installation, http: httpx.AsyncClient, belfast: PartnerSystem
) -> None:
    who = (await belfast.answer(joined("moves"))).data["participant_id"]

    assert (await belfast.answer(message("StaffMoved", email=address("moves"), organisation="BRC"))).accepted
    assert (await people_called(site, http, who))["organisation"] == "BRC"
    back = message("StaffMoved", participant_id=who, organisation="BHSCT", cohort="2019")
    assert (await belfast.answer(back)).accepted
    somebody = await people_called(site, http, who)
    assert (somebody["organisation"], somebody["cohort"]) == ("BHSCT", "2019")


async def test_staff_are_not_moved_to_another_organisation(belfast: PartnerSystem) -> None:
    await belfast.answer(joined("stays"))

    told = message("StaffMoved", email=address("stays"), organisation="NHSCT")
    assert (await belfast.answer(told)).reason == "organisation-not-yours"
    assert (await belfast.answer(message("StaffMoved", email=address("stays")))).reason == "nothing-said"


async def test_staff_leave_with_a_reason_and_are_not_brought_back_by_a_message(
    site: Installation, http: httpx.AsyncClient, belfast: PartnerSystem
) -> None:
    who = (await belfast.answer(joined("leaves"))).data["participant_id"]
    told = {"reason": "work_release", "left_on": "2018-04-30"}

    assert (await belfast.answer(message("StaffLeft", participant_id=who, **told))).accepted
    assert (await belfast.answer(message("StaffLeft", participant_id=who, reason="time"))).accepted
    somebody = await people_called(site, http, who)
    assert (somebody["state"], somebody["leaving_reason"]) == ("left", "work_release")
    assert (await belfast.answer(joined("leaves"))).reason == "ask-the-lead"


async def test_whom_it_is_about_is_said_in_one_way(belfast: PartnerSystem) -> None:
    assert (await belfast.answer(message("StaffLeft"))).reason == "name-one"
    both = message("StaffLeft", participant_id="p", email=address("p"))
    assert (await belfast.answer(both)).reason == "name-one"
    declined = message("StaffLeft", email=address("p"), reason="declined")
    assert (await belfast.answer(declined)).reason == "reason-does-not-fit"


async def test_whose_message_it_is_the_topic_says_and_never_the_message(
    site: Installation, http: httpx.AsyncClient, belfast: PartnerSystem
) -> None:
    sent = joined("elsewhere", tenant="another-ni", organisation="NHSCT")
    sent.headers.append(("ce_tenant", b"another-ni"))
    answer = await belfast.answer(sent)

    somebody = await people_called(site, http, answer.data["participant_id"])
    assert somebody["organisation"] == "BHSCT"
    assert answer.headers["ce_tenant"] == TENANT


async def test_nothing_that_was_said_of_somebody_is_kept_but_sealed(
    site: Installation, belfast: PartnerSystem
) -> None:
    await belfast.answer(joined("sealed"))
    await belfast.answer(message("StaffLeft", email=address("unknown-to-all")))
    await belfast.answer(joined("broken", name=7))

    with site.databases() as client:
        for service in ("registration", "training", "notifications"):
            database = client[site.database(service)]
            for name in database.list_collection_names():
                for document in database[name].find():
                    assert INVENTED.lower() not in repr(document).lower(), name


async def test_a_partner_is_told_what_concerns_it_as_it_was_told_and_in_order(belfast: PartnerSystem) -> None:
    who = (await belfast.answer(joined("told"))).data["participant_id"]
    await belfast.answer(message("StaffLeft", participant_id=who))
    subject = f"participant/{who}"

    def about(_: object) -> list[str]:
        return [one.headers["ce_type"] for one in belfast.seen if one.headers.get("ce_subject") == subject]

    await belfast.until(lambda seen: len(about(seen)) >= 2)
    assert about(None)[:2] == [
        "levelfield.registration.ParticipantJoined.v1",
        "levelfield.registration.ParticipantLeft.v1",
    ]
    told = next(one for one in belfast.seen if one.headers.get("ce_subject") == subject)
    assert told.headers["ce_sequence"] == "1"
    assert told.headers["ce_source"] == "/levelfield/registration"
    assert told.data["organisation"] == "BHSCT"
