"""What findings about a person say, and what would change them, in Hindi and English."""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.names import (
    ASSIGNED,
    GUARDIAN,
    NAME,
    ON_ROLL,
    PHONE,
    PHONE_OF_ROLL,
    SCHEME,
    TWICE,
)
from chalicelib.domain.verification.words.said import Changes, Sentences

_O = FindingOutcome

SENTENCES: Final[Sentences] = {
    (ON_ROLL, 1, _O.PASS): (
        "लाभार्थी इस बूथ की सूची में हैं।",
        "The beneficiary is on this booth's roll.",
    ),
    (ON_ROLL, 1, _O.FAIL): (
        "लाभार्थी इस बूथ की सूची में नहीं हैं; सही बूथ चुनकर भेंट फिर दर्ज करें।",
        "The beneficiary is not on this booth's roll; record the visit under the right booth.",
    ),
    (ON_ROLL, 1, _O.UNKNOWN): (
        "भेंट का विवरण अभी नहीं आया।",
        "The visit itself has not been reported yet.",
    ),
    (ASSIGNED, 1, _O.PASS): (
        "कार्यकर्ता इसी बूथ पर नियुक्त हैं।",
        "The worker is assigned to this booth.",
    ),
    (ASSIGNED, 1, _O.WARN): (
        "कार्यकर्ता अब इस बूथ पर नियुक्त नहीं हैं; संयोजक से पूछें।",
        "The worker is not assigned to this booth now; ask the convener.",
    ),
    (ASSIGNED, 1, _O.UNKNOWN): ("कार्यकर्ता का पता नहीं चला।", "The worker is not known."),
    (PHONE, 1, _O.PASS): (
        "फ़ोन नंबर एक मान्य भारतीय मोबाइल है।",
        "The phone number is a valid Indian mobile.",
    ),
    (PHONE, 1, _O.WARN): (
        "फ़ोन नंबर मान्य भारतीय मोबाइल नहीं है; अगली भेंट में सुधारें।",
        "The phone number is not a valid Indian mobile; correct it at the next visit.",
    ),
    (PHONE, 1, _O.UNKNOWN): ("सूची में फ़ोन नंबर नहीं है।", "The roll has no phone number."),
    (NAME, 1, _O.PASS): (
        "नाम हर जगह सूची से मेल खाता है।",
        "She goes by the roll's name wherever she is named.",
    ),
    (NAME, 1, _O.WARN): (
        "कहीं उनका नाम सूची के नाम से अलग लिखा है; देखें कि यह वही व्यक्ति हैं।",
        "Somewhere she goes by another name than on the roll; see that it is the same person.",
    ),
    (NAME, 1, _O.UNKNOWN): (
        "मिलान के लिए नाम की दूसरी वर्तनी नहीं है।",
        "There is no second spelling of her name to compare.",
    ),
    (GUARDIAN, 1, _O.PASS): (
        "अभिभावक का नाम सूची से मेल खाता है।",
        "Her guardian goes by the roll's name.",
    ),
    (GUARDIAN, 1, _O.WARN): (
        "अभिभावक का नाम सूची के नाम से अलग है; हो सकता है माता-पिता में से दूसरे ने सहमति दी हो।",
        "Her guardian goes by another name than on the roll; it may be the other parent.",
    ),
    (GUARDIAN, 1, _O.UNKNOWN): (
        "अभिभावक के नाम का मिलान करने को कुछ नहीं है।",
        "There is nothing to compare her guardian's name with.",
    ),
    (PHONE_OF_ROLL, 1, _O.PASS): (
        "दर्ज फ़ोन नंबर सूची के नंबर से अलग नहीं है।",
        "Her phone number is not another one than the roll's.",
    ),
    (PHONE_OF_ROLL, 1, _O.WARN): (
        "कार्यकर्ता ने भेंट में सूची का फ़ोन नंबर बदला है।",
        "A worker changed the roll's phone number at her door.",
    ),
    (PHONE_OF_ROLL, 1, _O.UNKNOWN): (
        "उनके फ़ोन नंबर को लेकर अलग-अलग सूचनाएँ हैं; सही नंबर तय नहीं हुआ।",
        "Reports of her phone number disagree, and nobody has chosen the right one.",
    ),
    (SCHEME, 1, _O.PASS): (
        "वे इस अभियान की योजना में दर्ज हैं।",
        "She is enrolled in a scheme of this campaign.",
    ),
    (SCHEME, 1, _O.WARN): (
        "सूची में उनके नाम के आगे इस अभियान की कोई योजना नहीं है।",
        "The roll has her in no scheme of this campaign.",
    ),
    (SCHEME, 1, _O.UNKNOWN): (
        "योजना की जाँच नहीं हो सकी: अभियान ने कोई योजना नहीं बताई, या वे सूची में नहीं हैं।",
        "No scheme to look for: the campaign declares none, or she is on no roll.",
    ),
    (TWICE, 1, _O.PASS): (
        "उनसे पहले किसी और ने, या उसी दिन, भेंट नहीं की थी।",
        "Nobody else had met her before, and nobody on the same day.",
    ),
    (TWICE, 1, _O.WARN): (
        "उनसे पहले भी भेंट हो चुकी है: उसी दिन, या किसी और कार्यकर्ता की।",
        "She had been met before: on the same day, or by another worker.",
    ),
    (TWICE, 1, _O.UNKNOWN): (
        "यह पता नहीं कि उनसे पहले कौन मिला।",
        "It is not known who met her before.",
    ),
}

CHANGES: Final[Changes] = {
    (ON_ROLL, _O.FAIL): (
        "भेंट सही बूथ से फिर दर्ज हो, या नई सूची में वे इसी बूथ पर हों।",
        "A visit under the right booth, or a roll that has her in this one.",
    ),
    (ON_ROLL, _O.UNKNOWN): (
        "कार्यकर्ता के फ़ोन से भेंट का विवरण आ जाए।",
        "The report of the visit, once the worker's phone sends it.",
    ),
    (ASSIGNED, _O.WARN): (
        "संयोजक कार्यकर्ता को इस बूथ पर नियुक्त करें, या भेंट देखकर मान लें।",
        "The convener assigns the worker to this booth, or looks at the visit and accepts it.",
    ),
    (ASSIGNED, _O.UNKNOWN): (
        "संयोजक बताएँ कि यह भेंट किसने की।",
        "The convener says who made this visit.",
    ),
    (PHONE, _O.WARN): (
        "उनसे पूछकर सही मोबाइल नंबर दर्ज करें।",
        "A right mobile number, asked of her and put on record.",
    ),
    (PHONE, _O.UNKNOWN): (
        "उनका मोबाइल नंबर पूछकर दर्ज करें।",
        "Her mobile number, put on record.",
    ),
    (NAME, _O.WARN): (
        "संयोजक सही नाम चुनें, या दिखाने का नाम उनसे पूछकर फिर सहमति लें।",
        "The convener chooses the right name, or she is asked again how she wants to be named.",
    ),
    (GUARDIAN, _O.WARN): (
        "संयोजक अभिभावक का सही नाम चुनें, या सूची वाले अभिभावक सहमति दें।",
        "The convener chooses the guardian's right name, or the guardian on the roll agrees.",
    ),
    (PHONE_OF_ROLL, _O.WARN): (
        "संयोजक नए नंबर पर बात करके उसे मान लें, या नई सूची में वही नंबर हो।",
        "The convener rings the new number and accepts it, or a new roll has it too.",
    ),
    (PHONE_OF_ROLL, _O.UNKNOWN): (
        "संयोजक उनके रिकॉर्ड में सही नंबर चुनें।",
        "The convener chooses the right number in her record.",
    ),
    (SCHEME, _O.WARN): (
        "संयोजक उनके रिकॉर्ड में सही योजना लिखें, या नई सूची में योजना दर्ज हो।",
        "The convener writes the right scheme into her record, or a new roll has it.",
    ),
    (TWICE, _O.WARN): (
        "कोई व्यक्ति दोनों भेंटें साथ देखे और तय करे कि कौन-सी रखनी है।",
        "A person looks at both visits and decides which one counts.",
    ),
}
