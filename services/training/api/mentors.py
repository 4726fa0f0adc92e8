"""Mentors over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.training.api.acting import acting_for
from services.training.api.mentor_models import (
    MentorTerms,
    MentorView,
    MentorWithMentorships,
    NewMentor,
    Suggestions,
    SuggestionView,
)
from services.training.api.module_views import Created
from services.training.api.paths import Id
from services.training.api.wiring import Wiring
from services.training.commands.change_mentor_terms import ChangeMentorTerms, change_mentor_terms
from services.training.commands.offer_to_mentor import OfferToMentor, offer_to_mentor
from services.training.queries.suggest_mentors import suggest_mentors
from shared.contracts.training import MentorTopic
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.idempotency import IdempotencyKey
from shared.web.paging import Page, PageQuery, encode_cursor

MentorId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["01993c5f-3d20-7a18-b1c5"])]


def mentors_router(wiring: Wiring) -> APIRouter:
    """The routes of mentors."""
    router = APIRouter(prefix="/v1/{tenant}/mentors", tags=["mentoring"])

    @router.post("", status_code=201, dependencies=[allow("lead", "facilitator", "member")])
    async def offer(
        tenant: TenantId,
        new: NewMentor,
        who: CurrentPrincipal,
        _: IdempotencyKey,
        request: Request,
        response: Response,
    ) -> Created:
        """Offers to mentor: for members of Q, oneself or on behalf of somebody."""
        command = OfferToMentor(
            tenant=tenant,
            participant_id=acting_for(who, tenant, new.participant_id),
            topics=new.topics,
            capacity=new.capacity,
            on=new.offered_on or wiring.today(),
            today=wiring.today(),
            fingerprint=await wiring.fingerprint(request),
        )
        with wiring.meter.measure("offer_to_mentor"):
            saved = await offer_to_mentor(
                command, wiring.mentors(tenant), wiring.people(tenant), wiring.organisations(tenant)
            )
        tell(response, saved, f"/v1/{tenant}/mentors/{command.participant_id}")
        return Created(id=command.participant_id)

    @router.get("", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def list_all(tenant: TenantId, page: PageQuery) -> Page[MentorView]:
        """Lists mentors, a page at a time, without whom they mentor."""
        found = await wiring.mentors(tenant).page({}, page.limit + 1, _after(page.after_as(str)))
        shown = found[: page.limit]
        following = encode_cursor(shown[-1].id) if len(found) > page.limit else None
        return Page(items=[MentorView.of(mentor) for mentor in shown], next=following)

    @router.get("/suggestions", dependencies=[allow("lead", "facilitator", "member")])
    async def suggestions(
        tenant: TenantId,
        who: CurrentPrincipal,
        learner: Annotated[Id | None, Query(description="Yourself if left out.")] = None,
        topics: Annotated[list[MentorTopic] | None, Query(max_length=len(MentorTopic))] = None,
    ) -> Suggestions:
        """Suggests mentors with a place free: the same Trust first, then shared topics, then load."""
        found = await suggest_mentors(
            tenant,
            acting_for(who, tenant, learner),
            frozenset(topics or ()),
            wiring.mentors(tenant),
            wiring.people(tenant),
            wiring.organisations(tenant),
        )
        return Suggestions(items=[SuggestionView.of(one) for one in found])

    @router.get(
        "/{mentor_id}",
        dependencies=[allow("lead", "facilitator", "evaluator", "member", own_record="mentor_id")],
    )
    async def read(tenant: TenantId, mentor_id: MentorId, response: Response) -> MentorWithMentorships:
        """Shows a mentor with whom they mentor and have mentored."""
        mentor = await wiring.mentors(tenant).load(mentor_id)
        response.headers["ETag"] = etag(mentor.version)
        return MentorWithMentorships.whole(mentor)

    @router.put(
        "/{mentor_id}/terms",
        dependencies=[allow("lead", "facilitator", "member", own_record="mentor_id")],
    )
    async def change_terms(
        tenant: TenantId,
        mentor_id: MentorId,
        terms: MentorTerms,
        expected: ExpectedVersion,
        response: Response,
    ) -> MentorView:
        """Changes topics and capacity; a capacity of 0 takes nobody new."""
        command = ChangeMentorTerms(
            mentor_id=mentor_id,
            topics=terms.topics,
            capacity=terms.capacity,
            on=wiring.today(),
            expected=expected,
        )
        mentors = wiring.mentors(tenant)
        with wiring.meter.measure("change_mentor_terms"):
            tell(response, await change_mentor_terms(command, mentors, wiring.people(tenant)))
        return MentorView.of(await mentors.load(mentor_id))

    return router


def _after(cursor: tuple[str | int, ...] | None) -> list[str]:
    return [str(part) for part in cursor or ()]
