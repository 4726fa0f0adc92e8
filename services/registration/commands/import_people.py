"""A file with people comes in: it is read at once, and its rows are taken while the sender goes on."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID, uuid5

from services.registration.commands.identify_rows import identify
from services.registration.commands.import_part import ImportTools
from services.registration.commands.ports import Collaboratives, EmailIndex, Vault
from services.registration.commands.run_import import BeginImport, ImportRun, begin_import, run_import
from services.registration.domain.collaborative import Collaborative
from services.registration.domain.participant import Participant
from services.registration.domain.people_cells import Organisations
from services.registration.domain.people_columns import squashed
from services.registration.domain.people_import import ImportedRows, PeopleImport
from services.registration.domain.people_table import PeopleTable, read_people
from shared.persistence.store import Store
from shared.runtime.background import Background

_NAMESPACE = UUID("0c7f9a3e-51d2-5b86-8d40-6a1e2f9b7c55")


@dataclass(frozen=True, kw_only=True)
class ImportPeople:
    """The file, byte by byte."""

    tenant: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ImportDesk:
    """What imports are done with. A store is of the tenant it is asked for.

    Args:
        secret: keys the ids of imports, so that none tells what is in a file.
        gate: how many rows are taken at a time, of all imports together.
        stopping: whether the process stops.
    """

    imports: Callable[[str], Store[PeopleImport]]
    parts: Callable[[str], Store[ImportedRows]]
    participants: Callable[[str], Store[Participant]]
    known: Collaboratives
    vault: Vault
    emails: EmailIndex
    secret: bytes = field(repr=False)
    background: Background
    gate: asyncio.Semaphore
    now: Callable[[], datetime]
    today: Callable[[], date]
    stopping: Callable[[], bool]


async def import_people(command: ImportPeople, desk: ImportDesk) -> PeopleImport:
    """Begins the import of a file, or goes on with it where it was; one that is done is told as it is.

    Raises:
        NotFound: the tenant has no collaborative.
        Refused: the collaborative has been archived.
        Invalid: the file as a whole cannot be read.
        Unavailable: as many imports as may be are in hand.
    """
    tenant, background, imports = command.tenant, desk.background, desk.imports(command.tenant)
    import_id = import_id_of(command, desk.secret)
    name = f"{tenant}/{import_id}"
    found = await imports.find(import_id)
    if found is not None and (found.done or background.has(name)):
        return found
    background.must_have_room()
    desk.known.forget(tenant)  # An organisation that was just added is to be known.
    organisations = organisations_of(await desk.known.opened(tenant))
    # In a thread, because a long file takes a second.
    table = await asyncio.to_thread(read_people, command.content, organisations)
    async with background.beginning:
        if background.has(name):
            return await imports.load(import_id)
        background.must_have_room()
        job = await begin_import(
            BeginImport(
                tenant=tenant,
                import_id=import_id,
                rows=len(table.rows),
                remarks=table.remarks,
                at=desk.now(),
            ),
            imports,
        )
        begun = deepcopy(job)
        if not job.done:
            background.start(name, _run(job, table, desk))
    return begun


async def _run(job: PeopleImport, table: PeopleTable, desk: ImportDesk) -> None:
    rows = await asyncio.to_thread(identify, job.tenant, table.rows, desk.emails)
    tools = ImportTools(
        participants=lambda: desk.participants(job.tenant),
        known=desk.known,
        vault=desk.vault,
        emails=desk.emails,
        gate=desk.gate,
    )
    await run_import(
        ImportRun(
            job=job,
            rows=rows,
            imports=desk.imports(job.tenant),
            parts=desk.parts(job.tenant),
            tools=tools,
            now=desk.now,
            today=desk.today,
            stopping=desk.stopping,
        )
    )


def organisations_of(collaborative: Collaborative) -> Organisations:
    """A code goes before a name that looks the same."""
    listed = collaborative.description.organisations
    names = {squashed(one.name): one.code for one in listed}
    return names | {squashed(one.code): one.code for one in listed}


def import_id_of(command: ImportPeople, secret: bytes) -> str:
    """The same for the same file in the same collaborative, and for nothing else."""
    digest = hmac.new(secret, command.tenant.encode() + b"/", sha256)
    digest.update(command.content)
    return str(uuid5(_NAMESPACE, digest.hexdigest()))
