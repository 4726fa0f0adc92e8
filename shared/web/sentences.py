"""What each kind of validation error is called, in our own words.

Invariant: a sentence is made from its kind and from limits that the schema declares, never from the
value that was sent. Pydantic's own messages are not used because some repeat the value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_FALLBACK = "This value cannot be used here."

_SENTENCES = {
    "missing": "This is required.",
    "extra_forbidden": "There is a field here that is not known.",
    "string_type": "This must be text.",
    "string_unicode": "This must be valid Unicode text.",
    "string_too_short": "This must be at least {min_length} characters long.",
    "string_too_long": "This must be at most {max_length} characters long.",
    "string_pattern_mismatch": "This does not have the expected form.",
    "string_not_ascii": "This must be plain ASCII text.",
    "enum": "This must be one of: {expected}.",
    "literal_error": "This must be one of: {expected}.",
    "union_tag_invalid": "This must be one of: {expected_tags}.",
    "union_tag_not_found": "This does not say which kind it is.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_parsing_size": "This number is too long.",
    "int_from_float": "This must be a whole number.",
    "float_type": "This must be a number.",
    "float_parsing": "This must be a number.",
    "finite_number": "This must be a finite number.",
    "decimal_type": "This must be a number.",
    "decimal_parsing": "This must be a number.",
    "decimal_max_digits": "This may have at most {max_digits} digits.",
    "decimal_max_places": "This may have at most {decimal_places} decimal places.",
    "multiple_of": "This must be a multiple of {multiple_of}.",
    "greater_than": "This must be greater than {gt}.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than": "This must be less than {lt}.",
    "less_than_equal": "This must be at most {le}.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "none_required": "This must be null.",
    "list_type": "This must be a list.",
    "set_type": "This must be a list.",
    "frozen_set_type": "This must be a list.",
    "tuple_type": "This must be a list.",
    "too_short": "This must have at least {min_length} entries.",
    "too_long": "This must have at most {max_length} entries.",
    "dict_type": "This must be an object.",
    "model_type": "This must be an object.",
    "model_attributes_type": "This must be an object.",
    "date_type": "This must be a date such as 2026-01-31.",
    "date_parsing": "This must be a date such as 2026-01-31.",
    "date_from_datetime_parsing": "This must be a date such as 2026-01-31.",
    "date_from_datetime_inexact": "This must be a date without a time.",
    "date_past": "This date must be in the past.",
    "date_future": "This date must be in the future.",
    "time_type": "This must be a time such as 14:30.",
    "time_parsing": "This must be a time such as 14:30.",
    "datetime_type": "This must be a time such as 2026-01-31T14:30:00Z.",
    "datetime_parsing": "This must be a time such as 2026-01-31T14:30:00Z.",
    "datetime_from_date_parsing": "This must be a time such as 2026-01-31T14:30:00Z.",
    "timezone_aware": "This time must say its offset, such as Z or +01:00.",
    "datetime_past": "This time must be in the past.",
    "datetime_future": "This time must be in the future.",
    "time_delta_type": "This must be a duration.",
    "time_delta_parsing": "This must be a duration such as PT90M.",
    "uuid_type": "This must be a UUID.",
    "uuid_parsing": "This must be a UUID.",
    "uuid_version": "This must be a UUID of another version.",
    "url_type": "This must be a web address.",
    "url_parsing": "This must be a web address.",
    "url_too_long": "This web address is too long.",
    "url_scheme": "This web address must begin with one of: {expected_schemes}.",
    "bytes_type": "This must be text.",
    "value_error": "This value does not make sense here.",
    "assertion_error": "This value does not make sense here.",
}

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")


def sentence_for(kind: str, message: str, context: Mapping[str, object]) -> str:
    """The sentence for one error.

    Args:
        kind: pydantic's error type.
        message: pydantic's message, used only for an error that a service named itself with
            ``PydanticCustomError(code, sentence)`` and no context: that takes a literal string.
        context: pydantic's context, of which only declared limits are read.
    """
    if (template := _SENTENCES.get(kind)) is not None:
        try:
            return template.format_map(context)
        except KeyError:
            return _FALLBACK
    return message if is_our_own(kind, context) else _FALLBACK


def is_our_own(kind: str, context: Mapping[str, object]) -> bool:
    """Whether the error was named by a service's own validator; those names have hyphens."""
    return "-" in kind and not context


def code_for(kind: str) -> str:
    """The error's code, in the form that all our codes have."""
    return kind.replace("_", "-") if _CODE.fullmatch(kind) else "invalid"
