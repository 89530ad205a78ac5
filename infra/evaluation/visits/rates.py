"""How honest life goes: how often each untidiness happens. One table, for the generator and docs.

Where nothing was measured the rate is a guess of ours, on the untidy side: a set that is tidier
than the field would flatter the checks. Shares are of what the sentence speaks of.
"""

from collections.abc import Mapping
from typing import Final

Rates = Mapping[str, tuple[float, str]]

ROLL: Final[Rates] = {
    "no phone": (0.05, "people have no number on the roll"),
    "landline": (0.012, "people have a landline on the roll"),
    "old number": (0.03, "people have a number on the roll that is no longer theirs"),
    "shared phone": (0.6, "homes of several people have one number for all"),
    "no scheme": (0.008, "people have no scheme on the roll"),
    "birth year": (0.65, "people have a year of birth on the roll"),
    "child": (0.006, "people are under 18; a guardian agrees, and nothing is published"),
    "booth without place": (0.3, "booths have no place in the files"),
    "booth without reach": (0.4, "booths with a place have no reach in the files"),
    "booth's place wrong": (0.003, "booths have a place that is 2-6 km wrong"),
    "apartments": (0.03, "booths are apartment houses: 8-20 homes at one spot"),
    "scattered homes": (0.15, "booths are hamlets with homes up to 2.2 km away"),
    "town": (0.2, "booths lie in a town, homes within 250 m"),
}
PHONES: Final[Rates] = {
    "clock minutes off": (0.07, "phones' clocks are 1-15 minutes wrong"),
    "clock hours off": (0.025, "phones' clocks are 1-12 hours wrong"),
    "clock a day off": (0.004, "phones' clocks are a day wrong"),
    "phone without place": (0.08, "workers' phones never tell a place"),
    "camera without place": (0.35, "phones' cameras write no place into files"),
    "files stripped": (0.08, "workers send every file through what strips it"),
    "zone not told": (0.4, "phones' photos name no time zone"),
    "film names no device": (0.5, "phones' films name no make and model"),
}
DAYS: Final[Rates] = {
    "not home": (0.12, "people are not home at first"),
    "never home": (0.15, "of those are not tried again"),
    "refused": (0.03, "people do not want to talk"),
    "moved": (0.02, "people have moved"),
    "deceased": (0.008, "people have died"),
    "no fix": (0.04, "visits have no place although the phone could tell"),
    "wide fix": (0.025, "places are sure to 60-2000 m only; the rest to 4-60 m"),
    "stale fix": (0.004, "places are old ones, 200-3000 m away, that claim to be sure"),
    "clock set right": (0.002, "visits come from a phone whose wrong clock was set right since"),
    "met elsewhere": (0.006, "people are met in a field or market, 0.5-4 km from home"),
    "entered together": (0.004, "families of three and more are entered within two minutes"),
    "substitute": (0.004, "booths are visited by the worker of another one"),
    "home named": (0.5, "workers write down which home it is"),
    "came again": (0.004, "people are visited a second time, to make a film that failed"),
    "late by hours": (0.2, "files and reports come in the evening"),
    "late by days": (0.05, "files and reports come one to three days later"),
}
TALK: Final[Rates] = {
    "no publishing": (0.1, "people met do not agree to publishing"),
    "photo only": (0.05, "people who agree do not agree to a film"),
    "no name shown": (0.3, "people who agree want no name shown"),
    "another name": (0.012, "people are known by a name that the roll does not have"),
    "called": (0.85, "people who agree ring during the visit, and are matched"),
    "called late": (0.05, "people who agree ring within 55 minutes after it"),
    "called from elsewhere": (0.04, "people who agree ring from a number on no roll"),
    "dialling not noted": (0.25, "phones do not note when she dialled"),
    "consent by call": (0.06, "people who agree do so by that call"),
    "consent shown by film": (0.08, "consents name the film as their evidence"),
    "took back": (0.003, "people who agreed take everything back within three days"),
    "phone corrected": (
        0.25,
        "people whose number is missing or old have it corrected after the visit",
    ),
    "year corrected": (0.004, "people's year of birth is corrected after the visit"),
    "name corrected": (0.02, "people's name is written anew at the door, in either script"),
    "transcript": (0.15, "visits get a transcript of what is said"),
}
FILES: Final[Rates] = {
    "no photo": (0.03, "visits have no photo"),
    "no film": (0.1, "visits have no film although it was agreed to"),
    "second photo": (0.08, "visits have a second photo"),
    "grants apart": (
        0.3,
        "visits' files are offered one after the other, so a verdict comes first",
    ),
    "rejected": (0.01, "files are rejected"),
    "abandoned": (0.008, "files never arrive"),
    "picture first": (0.1, "photos are taken up to 10 minutes before the visit is opened"),
    "picture long before": (0.004, "photos are taken 15-40 minutes before"),
    "picture later": (0.01, "photos are taken 5-55 minutes after the end"),
    "picture much later": (0.003, "photos are taken 1-3 hours after the end"),
    "sent by messenger": (0.006, "files alone were stripped, by a messenger"),
    "second phone": (0.025, "films are made with another phone, of a relative or colleague"),
    "edited": (0.003, "photos were made brighter with a known editor"),
    "blurred": (0.006, "photos are out of focus"),
    "dark": (0.005, "photos are too dark"),
    "against the sun": (0.003, "photos are burnt out"),
    "patterned cloth": (0.003, "photos show cloth or a grille that repeats like a display's grid"),
    "family picture": (0.004, "visits in a family send the file of the visit before"),
    "faint": (0.006, "films are too faint"),
    "silent": (0.003, "films have no sound"),
    "short": (0.008, "films last 2-5 seconds"),
}
TABLES: Final[Mapping[str, Rates]] = {
    "The roll": ROLL, "Phones": PHONES, "Days": DAYS, "Talk": TALK, "Files": FILES,
}  # fmt: skip
_EVERY: Final = {name: share for rates in TABLES.values() for name, (share, _) in rates.items()}


def rate(name: str) -> float:
    """Return the share of one of the tables."""
    return _EVERY[name]
