# Reads calendar objects and writes them again with other people's libraries, one JSON line in, one out.
import ctypes
import json
import sys

import icalendar
import vobject

libical = ctypes.CDLL("libical.so.3")
libical.icalparser_parse_string.restype = ctypes.c_void_p
libical.icalparser_parse_string.argtypes = [ctypes.c_char_p]
libical.icalcomponent_as_ical_string_r.restype = ctypes.c_void_p
libical.icalcomponent_as_ical_string_r.argtypes = [ctypes.c_void_p]
libical.icalcomponent_free.argtypes = [ctypes.c_void_p]
libc = ctypes.CDLL(None)
libc.free.argtypes = [ctypes.c_void_p]


def with_libical(text):
    component = libical.icalparser_parse_string(text.encode())
    written = libical.icalcomponent_as_ical_string_r(component)
    again = ctypes.string_at(written).decode()
    libc.free(written)
    libical.icalcomponent_free(component)
    return again


def with_icalendar(text):
    return icalendar.Calendar.from_ical(text).to_ical().decode()


def with_vobject(text):
    return vobject.readOne(text).serialize(validate=False)


PROGRAMS = {"libical": with_libical, "icalendar": with_icalendar, "vobject": with_vobject}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = {"text": PROGRAMS[asked["program"]](asked["text"])}
    except Exception as error:  # what it cannot read is an answer as well
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
