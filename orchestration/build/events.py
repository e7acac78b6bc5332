"""Which of dbt's events become messages: those that somebody reads.

dbt makes a message of each event, some twenty for a model, before it asks whether a log wants it. To be imported only
where dbt is, because it imports dbt.
"""

from typing import Any

from dbt_common.behavior_flags import BehaviorFlagRendered
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

_RISING = (EventLevel.DEBUG, EventLevel.TEST, EventLevel.INFO, EventLevel.WARN, EventLevel.ERROR)


class HeardEvents(EventManager):
    """dbt's own manager, but for what no log keeps."""

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,  # noqa: ANN401 - dbt's own signature
        force_warn_or_error_handling: bool = False,
    ) -> None:
        """Pass an event on; arguments are dbt's."""
        # Dbt's own callbacks listen to warnings alone.
        kept = min(_RISING.index(heard) for heard in (EventLevel.WARN, *(logger.level for logger in self.loggers)))
        if _RISING.index(level or e.level_tag()) >= kept:
            super().fire_event(e, level, node, force_warn_or_error_handling)


def drop_unheard() -> None:
    """From now on, in this process."""
    ctx_set_event_manager(HeardEvents())
    # dbt names the module in an event of each behaviour flag, for which it reads the whole stack with its source code:
    # half a second for each command.
    BehaviorFlagRendered._default_source = staticmethod(lambda: "dbt")  # type: ignore[method-assign]
