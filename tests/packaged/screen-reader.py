"""What a screen reader learns of CareDesk, over AT-SPI, the accessibility bus of Linux desktops.

Reads lines; answers each with one line of JSON: the accessible objects of the program in document
order, or an empty list while there is none.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

# The name of the executable, as packed and as a test renames it.
PROGRAMS = ("caredesk", "electron")


def describe(item):
    states = item.get_state_set()
    role = item.get_role_name()
    text = ""
    if role in ("entry", "text") and states.contains(Atspi.StateType.EDITABLE):
        text = Atspi.Text.get_text(item, 0, -1)
    return {
        "role": role,
        "name": item.get_name() or "",
        "text": text,
        "focused": states.contains(Atspi.StateType.FOCUSED),
        "checked": states.contains(Atspi.StateType.CHECKED),
    }


def walk(item, found):
    try:
        found.append(describe(item))
        for index in range(item.get_child_count()):
            child = item.get_child_at_index(index)
            if child is not None:
                walk(child, found)
    except GLib.Error:
        # Gone while it was being read; the next reading shows what is there instead.
        pass


Atspi.init()
Atspi.set_timeout(2000, 5000)
for _ in sys.stdin:
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    objects = []
    for index in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(index)
        try:
            if program is not None and program.get_name() in PROGRAMS:
                program.clear_cache()
                walk(program, objects)
        except GLib.Error:
            pass
    print(json.dumps(objects), flush=True)
