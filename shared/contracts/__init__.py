"""What services promise each other, and what the domain may stand on.

Events (one file per owning service), the base of every aggregate, and how a use case refuses.
This is the only part of ``shared`` that a ``domain/`` may import.
"""
