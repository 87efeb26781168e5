# Expands recurrence rules with python3-dateutil: a list of [rule, start, end, limit] in, a list of starts each out.
# Texts are wall times, YYYYMMDDTHHMMSS. COUNT is left to the caller: here DTSTART counts only if the rule makes it.
# Null for a rule that takes too long: dateutil looks for a time that never comes until the year 9999.
import itertools
import json
import signal
import sys
import datetime as dates
from datetime import datetime

from dateutil import rrule as library

FORMAT = '%Y%m%dT%H%M%S'
SECONDS_EACH = 0.03


class Dates:
    """The datetime module as dateutil sees it, with an earlier end of time."""

    MAXYEAR = 9999

    def __getattr__(self, name):
        return getattr(dates, name)


library.datetime = Dates()


class TooSlow(Exception):
    pass


def stop(_signal, _frame):
    raise TooSlow


def starts(rule, start, end, limit):
    until = datetime.strptime(end, FORMAT)
    library.datetime.MAXYEAR = until.year + 1
    parts = []
    for part in rule.split(';'):
        if part.startswith('UNTIL='):
            until = min(until, datetime.strptime(part[6:21], FORMAT))
        elif not part.startswith('COUNT='):
            parts.append(part)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_EACH)
    try:
        made = library.rrulestr(';'.join(parts), dtstart=datetime.strptime(start, FORMAT)).replace(until=until)
        return [at.strftime(FORMAT) for at in itertools.islice(made, limit)]
    except (TooSlow, ValueError):
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


signal.signal(signal.SIGVTALRM, stop)
json.dump([starts(*case) for case in json.load(sys.stdin)], sys.stdout)
