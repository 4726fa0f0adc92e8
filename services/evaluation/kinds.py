"""How each kind of thing that evaluation owns is kept. Policies and the definition both name them."""

from __future__ import annotations
