"""What partners send, taken in one service: the mechanisms wired together."""

from __future__ import annotations

from shared.messaging.partner_desk import PARTNER_ANSWERS, Handlers, PartnerDesk
from shared.messaging.partner_inbox import PartnerInbox
from shared.messaging.partner_publisher import PartnerPublisher
from shared.runtime.backbone import Backbone

UNKNOWN_TYPES = frozenset({""})
"""Whatever is of no type that partners may send."""


def take_from_partners(backbone: Backbone, handlers: Handlers) -> None:
    """The service takes, and answers, the messages for which it has a handler.

    It has to declare ``PARTNER_ANSWERS`` among its records.
    """
    desk = PartnerDesk(
        handlers,
        lambda tenant: backbone.records(PARTNER_ANSWERS, tenant),
        backbone.unit_of_work,
        backbone.clock,
    )
    _accompany(backbone, desk.types, desk)


def reject_what_is_of_no_type(backbone: Backbone) -> None:
    """The service, of all one alone, answers whatever is no service's to take."""
    _accompany(backbone, UNKNOWN_TYPES, None)


def _accompany(backbone: Backbone, types: frozenset[str], desk: PartnerDesk | None) -> None:
    settings, name = backbone.settings, backbone.definition.name
    publisher = PartnerPublisher(settings.kafka_bootstrap_servers, settings.topic, backbone.clock)
    backbone.accompany_with(
        PartnerInbox(
            service=name,
            bootstrap_servers=settings.kafka_bootstrap_servers,
            prefix=settings.topic(""),
            group=f"{settings.group(name)}-partners",
            types=types,
            desk=desk,
            publisher=publisher,
            health=backbone.health,
        )
    )
