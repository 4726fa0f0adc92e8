from __future__ import annotations

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request

from shared.web.access import CurrentPrincipal, TenantId, allow, allow_platform, principal, public
from shared.web.identity import Principal, principal_from
from tests.unit.web import support
from tests.unit.web.support import OTHER_TENANT, TENANT, app_of, client_of, code_of

OWN = "0198-ann"


def routes() -> APIRouter:
    router = APIRouter()

    @router.get("/v1/{tenant}/leads", dependencies=[allow("lead", "facilitator")])
    async def leads(tenant: TenantId, who: CurrentPrincipal) -> dict[str, str]:
        return {"subject": who.subject}

    @router.get(
        "/v1/{tenant}/participants/{participant_id}",
        dependencies=[allow("lead", "member", own_record="participant_id")],
    )
    async def record(tenant: TenantId, participant_id: str) -> dict[str, str]:
        return {}

    @router.get(
        "/v1/{tenant}/organisations/{code}",
        dependencies=[allow("partner", own_organisation="code", platform=("operator",))],
    )
    async def organisation(tenant: TenantId, code: str) -> dict[str, str]:
        return {}

    @router.get("/v1/platform", dependencies=[allow_platform("operator")])
    async def platform(who: CurrentPrincipal) -> dict[str, str]:
        return {"subject": who.subject}

    @router.get("/v1/open", dependencies=[public()])
    async def opened() -> dict[str, str]:
        return {}

    return router


def app() -> FastAPI:
    return app_of(
        routes(),
        tokens={
            "lead": support.principal("lead", subject="ann"),
            "elsewhere": support.principal("lead", tenant=OTHER_TENANT),
            "evaluator": support.principal("evaluator"),
            "member": support.principal("member", participants={TENANT: frozenset({OWN})}),
            "stray": support.principal("member", participants={OTHER_TENANT: frozenset({OWN})}),
            "both": support.principal("member", "lead", participants={TENANT: frozenset({OWN})}),
            "partner": support.principal("partner", organisations={TENANT: frozenset({"BHSCT"})}),
            "operator": support.principal(platform_roles=frozenset({"operator"})),
            "national": support.principal(platform_roles=frozenset({"national"})),
        },
    )


async def get(path: str, token: str | None = None) -> httpx.Response:
    async with client_of(app(), token) as client:
        return await client.get(path)


async def test_a_role_that_the_route_names_is_let_in_and_known_inside() -> None:
    response = await get(f"/v1/{TENANT}/leads", "lead")
    assert (response.status_code, response.json()) == (200, {"subject": "ann"})


async def test_without_a_token_the_answer_is_401_with_a_challenge() -> None:
    response = await get(f"/v1/{TENANT}/leads")
    assert (response.status_code, code_of(response)) == (401, "token-missing")
    assert response.headers["www-authenticate"] == 'Bearer realm="levelfield"'


async def test_with_a_bad_token_the_challenge_says_so() -> None:
    response = await get(f"/v1/{TENANT}/leads", "unknown")
    assert (response.status_code, code_of(response)) == (401, "token-invalid")
    assert response.headers["www-authenticate"] == 'Bearer realm="levelfield", error="invalid_token"'


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic bGVhZA==", "lead", "Bearer  "])
async def test_any_other_authorization_than_one_bearer_token_is_401(header: str) -> None:
    async with client_of(app()) as client:
        response = await client.get(f"/v1/{TENANT}/leads", headers={"Authorization": header})
    assert response.status_code == 401
    assert code_of(response) in ("token-malformed", "token-invalid")


async def test_two_authorization_headers_are_401() -> None:
    async with client_of(app()) as client:
        both = [("Authorization", "Bearer lead"), ("Authorization", "Bearer member")]
        response = await client.get(f"/v1/{TENANT}/leads", headers=both)
    assert (response.status_code, code_of(response)) == (401, "token-malformed")


async def test_a_collaborative_of_others_looks_just_like_one_that_does_not_exist() -> None:
    existing = await get(f"/v1/{TENANT}/leads", "elsewhere")
    missing = await get("/v1/never-created/leads", "elsewhere")
    malformed = await get("/v1/NO%20TENANT/leads", "elsewhere")
    assert {each.status_code for each in (existing, missing, malformed)} == {403}
    assert {code_of(each) for each in (existing, missing, malformed)} == {"not-your-collaborative"}
    assert len({each.json()["detail"] for each in (existing, missing, malformed)}) == 1


async def test_a_role_that_the_route_does_not_name_is_403_and_told_which_are() -> None:
    response = await get(f"/v1/{TENANT}/leads", "evaluator")
    assert (response.status_code, code_of(response)) == (403, "role-not-allowed")
    assert "facilitator, lead" in response.json()["detail"]


async def test_a_platform_role_opens_no_collaborative_by_itself() -> None:
    assert code_of(await get(f"/v1/{TENANT}/leads", "operator")) == "not-your-collaborative"


async def test_a_member_reaches_their_own_record_only() -> None:
    assert (await get(f"/v1/{TENANT}/participants/{OWN}", "member")).status_code == 200
    other = await get(f"/v1/{TENANT}/participants/0198-bob", "member")
    assert (other.status_code, code_of(other)) == (403, "not-your-own")


async def test_ones_own_record_in_another_collaborative_counts_for_nothing_here() -> None:
    assert code_of(await get(f"/v1/{TENANT}/participants/{OWN}", "stray")) == "not-your-own"


async def test_whoever_holds_a_wider_role_as_well_is_not_limited() -> None:
    assert (await get(f"/v1/{TENANT}/participants/0198-bob", "both")).status_code == 200


async def test_a_partner_reaches_their_own_organisation_only() -> None:
    assert (await get(f"/v1/{TENANT}/organisations/BHSCT", "partner")).status_code == 200
    assert code_of(await get(f"/v1/{TENANT}/organisations/SEHSCT", "partner")) == "not-your-own"


async def test_a_route_may_let_a_platform_role_into_any_collaborative() -> None:
    assert (await get(f"/v1/{OTHER_TENANT}/organisations/X", "operator")).status_code == 200
    assert code_of(await get(f"/v1/{OTHER_TENANT}/organisations/X", "national")) == "not-your-collaborative"
    assert (await get("/v1/Not-A-Tenant/organisations/X", "operator")).status_code == 403


async def test_a_platform_route_asks_for_a_platform_role() -> None:
    assert (await get("/v1/platform", "operator")).status_code == 200
    assert code_of(await get("/v1/platform", "national")) == "role-not-allowed"
    assert code_of(await get("/v1/platform", "lead")) == "role-not-allowed"
    assert (await get("/v1/platform")).status_code == 401


async def test_a_public_route_is_open() -> None:
    assert (await get("/v1/open")).status_code == 200


async def test_who_may_not_call_a_route_learns_nothing_about_its_body() -> None:
    router = APIRouter()

    @router.post("/v1/{tenant}/things", dependencies=[allow("lead")])
    async def make(tenant: TenantId, body: dict[str, int]) -> dict[str, str]:
        return {}

    async with client_of(app_of(router), "member") as client:
        response = await client.post(f"/v1/{TENANT}/things", json={"a": "not a number"})
    assert code_of(response) == "role-not-allowed"


async def test_code_with_the_request_at_hand_can_ask_who_it_is() -> None:
    router = APIRouter()

    @router.get("/v1/{tenant}/me", dependencies=[allow("lead")])
    async def me(tenant: TenantId, request: Request) -> str:
        return principal(request).subject

    async with client_of(app_of(router), "lead") as client:
        assert (await client.get(f"/v1/{TENANT}/me")).json() == "someone"


def test_a_claim_gives_a_right_only_in_exactly_the_expected_form() -> None:
    who = principal_from(
        {
            "sub": "s",
            "levelfield_roles": [
                *(f"{TENANT}:lead", f"{TENANT}:partner", f"{OTHER_TENANT}:member", "operator"),
                *("lead", f"{TENANT}:operator", f"{TENANT}:admin", f"{TENANT}:lead:x", ":lead", "BAD:lead"),
                *(f"{TENANT}:Lead", f"{TENANT} :lead", "superuser", 7, None, ["a:lead"], f"{TENANT}\n:lead"),
            ],
            "levelfield_participant": [
                f"{TENANT}:p1",
                f"{TENANT}:p2",
                f"{TENANT}:",
                "p3",
                1,
                f"{TENANT}:a/b",
            ],
            "levelfield_organisation": {"not": "a list"},
        }
    )
    assert who == Principal(
        "s",
        {TENANT: frozenset({"lead", "partner"}), OTHER_TENANT: frozenset({"member"})},
        frozenset({"operator"}),
        {TENANT: frozenset({"p1", "p2"})},
        {},
    )


@pytest.mark.parametrize("claim", [None, "operator", {"operator": 1}, 3, [["operator"]]])
def test_a_roles_claim_of_another_kind_gives_no_right(claim: object) -> None:
    assert principal_from({"sub": "s", "levelfield_roles": claim}) == Principal("s")


def test_a_principal_answers_questions_about_itself() -> None:
    who = support.principal(
        "lead", participants={TENANT: frozenset({OWN})}, organisations={TENANT: frozenset({"B"})}
    )
    assert who.has_role(TENANT, "lead", "member")
    assert not who.has_role(OTHER_TENANT, "lead")
    assert who.is_participant(TENANT, OWN)
    assert not who.is_participant(OTHER_TENANT, OWN)
    assert who.speaks_for(TENANT, "B")
    assert not who.speaks_for(TENANT, "C")
