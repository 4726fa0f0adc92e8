"""Personal data: kept by registration alone, sealed, findable only by those who may, erasable at once.

- ``PersonVault``: a key per person; what is sealed with it opens for that person's record alone, and
  for nobody once the key is shredded.
- ``BlindIndex``: a keyed hash to look a person up by e-mail without keeping the e-mail.
- ``Private`` and ``Erased``: what opening gives. ``Private`` never shows its content when printed.
- ``Kms``: where the master key is; the seam to a cloud's key management.

Invariants are stated in each module; together: nothing readable about a person is written anywhere,
nothing written opens in another person's or tenant's record, and erasing is one durable delete.
"""

from shared.privacy.blind_index import BlindIndex, new_index_key, normal_email
from shared.privacy.kms import BadKey, Kms, new_master_key
from shared.privacy.private import Erased, Private, PrivateValue
from shared.privacy.vault import CannotOpen, KeyId, PersonVault, Unsealable, WrongMasterKey

__all__ = [
    "BadKey",
    "BlindIndex",
    "CannotOpen",
    "Erased",
    "KeyId",
    "Kms",
    "PersonVault",
    "Private",
    "PrivateValue",
    "Unsealable",
    "WrongMasterKey",
    "new_index_key",
    "new_master_key",
    "normal_email",
]
