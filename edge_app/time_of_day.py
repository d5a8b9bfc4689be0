"""Moments as text."""

from datetime import datetime, timezone


def utc_text(moment: datetime | None = None, *, precision: str = "milliseconds") -> str:
    """A moment that knows its zone, or now, in UTC: ``2026-01-31T12:00:00.000Z`` (ISO 8601).

    ``precision`` is as ``datetime.isoformat`` calls it.
    """
    utc = (moment or datetime.now(timezone.utc)).astimezone(timezone.utc)
    return utc.isoformat(timespec=precision).replace("+00:00", "Z")
