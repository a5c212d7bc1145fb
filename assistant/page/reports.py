"""What the user is told about work that was done or that failed."""

from __future__ import annotations

import logging
import uuid

from assistant.page.escaping import escaped
from vectorstore import ParleyError, StoreMissing

_log = logging.getLogger("parley.page")


def report(text: str, *, good: bool) -> str:
    """Return ``text`` as a block that keeps its lines; ``good`` says whether all went well."""
    return f'<pre class="pa-report {"pa-good" if good else "pa-bad"}" role="status">{escaped(text)}</pre>'


def failure_line(error: Exception) -> str:
    """Return one line for the user.

    What Parley raises on purpose speaks for itself. Anything else may hold what is nobody's business: it goes to the
    log, and the line holds only the reference to find it there.
    """
    # Its own text is for whoever has a shell; on the page, the cure is two clicks away.
    if isinstance(error, StoreMissing):
        return "There are no documents yet: add some under Documents, then ask again."
    if isinstance(error, ParleyError):
        return str(error)
    reference = uuid.uuid4().hex[:8]
    _log.error("page failure %s", reference, exc_info=error)
    return (
        f"Something went wrong inside Parley. Ask again; if it happens again, look for {reference} in the server's log."
    )
