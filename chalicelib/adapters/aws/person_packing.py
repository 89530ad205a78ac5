"""A person's row made small: it is written with every visit and read with every worklist.

What the key says is not said twice; her number, her last visit, her purposes and her media are one
text each; what is not so is left out. The call that was matched is mostly that of her last visit,
which `=` stands for.
"""

from collections.abc import Mapping
from typing import Any, Final

PURPOSES: Final[Mapping[str, str]] = {
    "record": "r", "contact": "c", "photo": "p", "video": "v", "publish": "b",
}  # fmt: skip
MEDIA: Final[Mapping[str, str]] = {"photo": "p", "video": "v"}
LETTERS: Final = {"purposes": PURPOSES, "media_kinds": MEDIA}
READINGS: Final[Mapping[str, str]] = {"is_valid": "v", "is_indian": "i", "is_mobile": "m"}
IN_KEY: Final = ("booth_id", "serial", "beneficiary_id")
FACTS: Final = ("has_withdrawn", "is_erased")
LAST_CALL: Final = "="


def packed_person(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a person's fields as the table keeps them."""
    small = {name: value for name, value in body.items() if name not in IN_KEY}
    for fact in FACTS:
        if not small[fact]:
            del small[fact]
    if phone := small.get("phone"):
        small["phone"] = _packed_phone(phone)
    for name, letters in LETTERS.items():
        if words := small.get(name):
            small[name] = "".join(sorted(letters[word] for word in words))
    if last := small.get("last"):
        small["last"] = f"{last['visit_id']} {last['outcome']} {last['at']}"
        if small.get("called") == last["visit_id"]:
            small["called"] = LAST_CALL
    return small


def unpacked_person(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that `packed_person` was given; `item` has the row's key as well."""
    serial, _, beneficiary_id = str(item["sk"]).partition("#")
    body = {
        **item,
        "booth_id": str(item["pk"]).partition("#")[2],
        "serial": int(serial),
        "beneficiary_id": beneficiary_id,
    }
    if phone := item.get("phone"):
        body["phone"] = _unpacked_phone(phone)
    for name, letters in LETTERS.items():
        if name in item:
            body[name] = [word for word, letter in letters.items() if letter in item[name]]
    if last := item.get("last"):
        visit_id, outcome, at = last.split(" ")
        body["last"] = {"visit_id": visit_id, "outcome": outcome, "at": at}
        if item.get("called") == LAST_CALL:
            body["called"] = visit_id
    return body


def _packed_phone(phone: Mapping[str, Any]) -> str:
    reading = phone["reading"]
    facts = "".join(letter for name, letter in READINGS.items() if reading[name])
    return f"{phone['hash']} {phone['sealed']} {phone['shown']} {facts}"


def _unpacked_phone(text: str) -> dict[str, Any]:
    number_hash, sealed, shown, facts = text.split(" ")
    reading = {name: letter in facts for name, letter in READINGS.items()}
    return {"hash": number_hash, "sealed": sealed, "shown": shown, "reading": reading}
