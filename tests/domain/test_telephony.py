"""What providers send: each one's words, and everything that is not a call."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.call_forms import MOST_FIELDS, parameters
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.telephony import PROVIDERS, VENDORS, Rung, read, vendor_of

AT = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
EXOTEL = {
    "CallSid": "56b1234567abcdef",
    "CallFrom": "09876543210",
    "CallTo": "08030752400",
    "CallStatus": "completed",
    "Direction": "incoming",
    "CallType": "call-attempt",
    "StartTime": "2026-11-14 17:30:00",
    "EndTime": "1970-01-01 05:30:00",
    "digits": '"1"',
}
OZONETEL = {
    "monitorUCID": "9049754955340984",
    "CallerID": "919876543210",
    "Did": "914466949093",
    "StartTime": "2026-11-14 17:30:00",
    "Status": "NotAnswered",
    "Type": "InBound",
    "Apikey": "not ours to read",
}
KNOWLARITY = {
    "callid": "ec8a4ba6-c2eb-4e71-888f-c3acbf585111",
    "caller_id": "+919876543210",
    "dispnumber": "+919019101000",
    "start_time": "2026-11-14 12:00:00.391601+00:00",
    "call_type": "incoming",
    "hangup_cause": "900",
}
CALLERDESK = {
    "CallSid": "1672649960.960",
    "SourceNumber": "9876543210",
    "DestinationNumber": "01204113399",
    "StartTime": "2026-11-14  17:30:00",
    "Status": "NOANSWER",
    "Direction": "IVR",
}
MAPPING = {"id": "ref", "from": "msisdn", "to": "did", "at": "when", "zone": "+00:00"}
GENERIC = {"ref": "a.1", "msisdn": "9876543210", "did": "18001234", "when": "2026-11-14T12:00:00"}


def exotel(**fields: str) -> Rung | None:
    return read(VENDORS["exotel"], {**EXOTEL, **fields})


def refused_field(error: pytest.ExceptionInfo[InvalidInput]) -> object:
    return error.value.facts["field"]


# Each provider


@pytest.mark.parametrize(
    ("provider", "query", "body", "caller", "called"),
    [
        ("exotel", EXOTEL, b"", "09876543210", "08030752400"),
        (
            "ozonetel", {}, urlencode({"data": json.dumps(OZONETEL)}).encode(),
            "919876543210", "914466949093",
        ),
        ("knowlarity", {}, json.dumps(KNOWLARITY).encode(), "+919876543210", "+919019101000"),
        ("knowlarity", {}, urlencode(KNOWLARITY).encode(), "+919876543210", "+919019101000"),
        ("knowlarity", KNOWLARITY, b"", "+919876543210", "+919019101000"),
        ("callerdesk", {}, json.dumps(CALLERDESK).encode(), "9876543210", "01204113399"),
        ("generic", GENERIC, b"", "9876543210", "18001234"),
        ("generic", {"of": "no use"}, urlencode(GENERIC).encode(), "9876543210", "18001234"),
    ],
    ids=[
        "exotel", "ozonetel", "knowlarity JSON", "knowlarity form", "knowlarity query",
        "callerdesk", "generic query", "generic form",
    ],
)  # fmt: skip
def test_each_provider_is_read_where_and_how_it_tells_of_a_call(
    provider: str, query: dict[str, str], body: bytes, caller: str, called: str
) -> None:
    vendor = vendor_of(provider, MAPPING if provider == "generic" else {})

    rung = read(vendor, parameters(vendor, query, body))

    assert rung is not None
    assert (rung.caller, rung.called) == (caller, called)
    assert rung.at.replace(microsecond=0) == AT
    assert rung.call_id


def test_every_provider_of_the_issue_is_known() -> None:
    assert set(PROVIDERS) == {"exotel", "ozonetel", "knowlarity", "callerdesk", "generic"}


def test_exotels_older_names_are_read_as_well() -> None:
    older = {name.replace("Call", "") if name in {"CallFrom", "CallTo"} else name: value
             for name, value in EXOTEL.items()}  # fmt: skip

    assert read(VENDORS["exotel"], older) == exotel()


@pytest.mark.parametrize("kind", ["completed", "client-hangup", "incomplete", "voicemail", ""])
def test_an_exotel_call_of_another_kind_is_no_missed_call(kind: str) -> None:
    assert exotel(CallType=kind) is None


@pytest.mark.parametrize(
    ("provider", "sent"),
    [
        ("exotel", {**EXOTEL, "Direction": "outbound-dial"}),
        ("ozonetel", {**OZONETEL, "Status": "Answered"}),
        ("ozonetel", {**OZONETEL, "Type": "Manual"}),
        ("knowlarity", {**KNOWLARITY, "call_type": "outgoing"}),
        ("callerdesk", {**CALLERDESK, "Status": "ANSWER"}),
        ("callerdesk", {**CALLERDESK, "Direction": "WEBOBD"}),
    ],
)
def test_calls_that_were_answered_or_went_out_are_no_missed_calls(
    provider: str, sent: dict[str, str]
) -> None:
    assert read(VENDORS[provider], sent) is None


def test_a_direction_that_is_not_said_is_taken_for_in() -> None:
    sent = {name: value for name, value in EXOTEL.items() if name != "Direction"}

    assert read(VENDORS["exotel"], sent) == exotel()


def test_the_end_and_unknown_fields_are_left_alone() -> None:
    assert exotel(EndTime="garbage", Anything="x" * 10_000) == exotel()


# Fields


@pytest.mark.parametrize("field", ["CallSid", "CallFrom", "CallTo", "StartTime", "CallType"])
def test_a_missing_field_is_named_and_nothing_else_is(field: str) -> None:
    sent = {name: value for name, value in EXOTEL.items() if name != field}

    with pytest.raises(InvalidInput) as error:
        read(VENDORS["exotel"], sent)

    assert refused_field(error) == field
    assert not any(value in str(error.value) for value in sent.values())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("09876543210", "09876543210"),
        ('"09876543210"', "09876543210"),
        ("'+91 98765 43210'", "+91 98765 43210"),
        ("+91-98765-43210", "+91-98765-43210"),
        (" 919876543210", "919876543210"),
        ("", None),
        ("anonymous", None),
        ("Withheld", None),
        ("0", None),
        ("-1", None),
        ("98765ABCDE", None),
        ("1800FLOWERS", None),
        ("९८७६५४३२१०", None),
        ("9876543210;ext=1", None),
        ("9" * 10_000, None),
        ("\x00", None),
    ],
)
def test_a_number_is_digits_or_it_is_withheld(sent: str, kept: str | None) -> None:
    rung = exotel(CallFrom=sent)

    assert rung is not None
    assert rung.caller == kept


@pytest.mark.parametrize(
    "call_id", ["", '""', "a/b", "a#b", "a b", "ü", "x" * 101, "x" * 10_000, "a\x00"]
)
def test_an_id_that_cannot_stand_in_a_key_is_refused(call_id: str) -> None:
    with pytest.raises(InvalidInput) as error:
        exotel(CallSid=call_id)

    assert refused_field(error) == "CallSid"


# Times


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-11-14 17:30:00", AT),
        ("2026-11-14T17:30:00", AT),
        ('"2026-11-14  17:30:00"', AT),
        ("2026-11-14 17:30:00+05:30", AT),
        ("2026-11-14 17:30:00 05:30", AT),
        ("2026-11-14 17:30:00+0530", AT),
        ("2026-11-14 12:00:00Z", AT),
        ("2026-11-14 07:00:00-05:00", AT),
        ("2026-11-14 12:00:00.391601+00:00", AT.replace(microsecond=391_000)),
        ("2026-11-14 12:00:00.5+00:00", AT.replace(microsecond=500_000)),
        (str(int(AT.timestamp())), AT),
        (str(int(AT.timestamp() * 1000)), AT),
    ],
)
def test_a_time_is_read_with_its_zone_or_with_indias(written: str, at: datetime) -> None:
    rung = exotel(StartTime=written)

    assert rung is not None
    assert rung.at == at


@pytest.mark.parametrize(
    "written",
    [
        "", "garbage", "2026-02-31 10:00:00", "14/11/2026 17:30", "2026-11-14", "24:00:00",
        "0001-01-01 00:00:00", "9999-12-31 23:59:59-05:00", "2026-11-14 25:00:00",
        "2026-11-14 17:30:00+99:99", "९९९९-११-१४ १७:३०:००", "9" * 10_000, "NaN",
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_is_refused_by_name(written: str) -> None:
    with pytest.raises(InvalidInput) as error:
        exotel(StartTime=written)

    assert refused_field(error) == "StartTime"


@given(sent=st.dictionaries(st.sampled_from([*EXOTEL]), st.text()), text=st.text())
def test_whatever_is_sent_is_a_call_no_call_or_refused_by_name(
    sent: dict[str, str], text: str
) -> None:
    outcome = told_of({**EXOTEL, **sent, "StartTime": text})

    assert outcome is None or outcome in EXOTEL or isinstance(outcome, Rung)


def told_of(sent: dict[str, str]) -> Rung | object:
    """Return what was read, or the name of the field that was refused."""
    try:
        return read(VENDORS["exotel"], sent)
    except InvalidInput as refusal:
        return refusal.facts["field"]


# Forms


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (urlencode({"data": "[" * 100_000}).encode(), "data"),
        (urlencode({"data": '{"a":' * 50_000}).encode(), "data"),
        (urlencode({"data": "[]"}).encode(), "data"),
        (urlencode({"data": "null"}).encode(), "data"),
        (urlencode({"data": '{"a":' + "9" * 5_000 + "}"}).encode(), "data"),
        (urlencode({"data": ""}).encode(), "data"),
        (b"\xff\xfe", "body"),
        ("&".join(f"f{n}=1" for n in range(MOST_FIELDS + 1)).encode(), "body"),
    ],
    ids=[
        "brackets without end", "objects without end", "a list", "nothing", "a huge number",
        "no JSON", "no UTF-8", "too many fields",
    ],
)  # fmt: skip
def test_a_hostile_form_is_refused(body: bytes, field: str) -> None:
    with pytest.raises(InvalidInput) as error:
        parameters(VENDORS["ozonetel"], {}, body)

    assert refused_field(error) == field


def test_a_form_without_the_field_for_json_lacks_all_of_its_fields() -> None:
    vendor = VENDORS["ozonetel"]

    with pytest.raises(InvalidInput) as error:
        read(vendor, parameters(vendor, OZONETEL, b"a=1"))

    assert refused_field(error) == "Status"


def test_only_texts_and_numbers_of_json_are_read_and_nothing_means_withheld() -> None:
    sent = {**CALLERDESK, "CallSid": 17, "SourceNumber": None, "Junk": {"CallSid": "2"}, "T": True}
    vendor = VENDORS["callerdesk"]

    read_fields = parameters(vendor, {}, json.dumps(sent).encode())
    rung = read(vendor, read_fields)

    assert rung is not None
    assert (rung.call_id, rung.caller) == ("17", None)
    assert {"Junk", "T"}.isdisjoint(read_fields)


# The generic mapping


def test_a_mapping_says_which_kinds_are_missed_calls() -> None:
    vendor = vendor_of("generic", {**MAPPING, "kind": "how", "missed": "Ring NoAnswer"})

    assert read(vendor, {**GENERIC, "how": "NOANSWER"}) is not None
    assert read(vendor, {**GENERIC, "how": "answered"}) is None


def test_without_a_kind_every_call_is_a_missed_one_and_without_to_none_has_a_number() -> None:
    vendor = vendor_of("generic", {"id": "ref", "from": "msisdn", "at": "when", "zone": "-03:30"})

    rung = read(vendor, GENERIC)

    assert rung is not None
    assert rung.called is None
    assert rung.at == datetime(2026, 11, 14, 15, 30, tzinfo=UTC)


def test_a_mapping_without_a_zone_means_indias() -> None:
    vendor = vendor_of("generic", {"id": "ref", "from": "msisdn", "at": "when"})

    rung = read(vendor, {**GENERIC, "when": "2026-11-14 17:30:00"})

    assert rung is not None
    assert rung.at == AT


@pytest.mark.parametrize(
    ("provider", "mapping", "field"),
    [
        ("generic", {}, "mapping"),
        ("generic", {"id": "a", "from": "b"}, "mapping"),
        ("generic", {**MAPPING, "secret": "x"}, "mapping"),
        ("generic", {**MAPPING, "kind": "x"}, "mapping.missed"),
        ("generic", {**MAPPING, "missed": "x"}, "mapping.missed"),
        ("generic", {**MAPPING, "zone": "IST"}, "mapping.zone"),
        ("generic", {**MAPPING, "zone": "+25:00"}, "mapping.zone"),
        ("exotel", MAPPING, "mapping"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(
    provider: str, mapping: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        vendor_of(provider, mapping)

    assert refused_field(error) == field
