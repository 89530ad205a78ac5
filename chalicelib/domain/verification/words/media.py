"""What findings about pictures and sound say, and what would change them, in Hindi and English."""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.names import (
    DEVICES,
    EDITED,
    EXACT,
    LENGTH,
    MEMBERS,
    METADATA,
    NEAR,
    QUALITY,
    SCREEN,
)
from chalicelib.domain.verification.words.said import Changes, Sentences

_O = FindingOutcome

SENTENCES: Final[Sentences] = {
    (EXACT, 1, _O.PASS): (
        "यह फ़ाइल किसी और भेंट में नहीं मिली।",
        "No other visit has the same file.",
    ),
    (EXACT, 1, _O.WARN): (
        "यही फ़ाइल किसी दूसरी भेंट में भी आई है; दोनों को साथ देखें।",
        "The very same file came with another visit too; look at both side by side.",
    ),
    (NEAR, 1, _O.PASS): (
        "ऐसी ही तस्वीर किसी और भेंट में नहीं मिली।",
        "No other visit has a picture like this one.",
    ),
    (NEAR, 1, _O.WARN): (
        "दूसरी भेंट में यही तस्वीर लगती है: दोबारा सहेजी, काटी, उलटी या घुमाई हुई। दोनों को साथ देखें।",
        "Another visit seems to have this picture, saved again, cropped or turned; see both.",
    ),
    (NEAR, 1, _O.UNKNOWN): (
        "किसी और तस्वीर से मिलान नहीं हो सका।",
        "There was nothing that could be compared with other pictures.",
    ),
    (QUALITY, 1, _O.PASS): (
        "तस्वीर और आवाज़ में कोई कमी नहीं दिखी।",
        "Nothing seems to be wrong with picture and sound.",
    ),
    (QUALITY, 1, _O.WARN): (
        "तस्वीर या आवाज़ में कुछ ठीक नहीं लगता; मंज़ूरी से पहले ध्यान से देखें।",
        "Something may be wrong with picture or sound; look closely before you approve.",
    ),
    (QUALITY, 1, _O.UNKNOWN): (
        "तस्वीर और आवाज़ की जाँच नहीं हुई।",
        "Picture and sound were not measured.",
    ),
    (QUALITY, 2, _O.PASS): (
        "तस्वीर और आवाज़ साफ़ हैं।",
        "There is something to see and to hear.",
    ),
    (QUALITY, 2, _O.WARN): (
        "तस्वीर में साफ़ नहीं दिखता, या आवाज़ ठीक नहीं है; मंज़ूरी से पहले ध्यान से देखें और सुनें।",
        "Picture or sound seems to be poor; look and listen closely before you approve.",
    ),
    (QUALITY, 2, _O.UNKNOWN): (
        "तस्वीर और आवाज़ की माप नहीं हुई।",
        "Neither picture nor sound was measured.",
    ),
    (LENGTH, 1, _O.PASS): (
        "वीडियो इतना लंबा है कि कोई अपनी बात कह सके।",
        "The video is long enough to tell something.",
    ),
    (LENGTH, 1, _O.WARN): (
        "वीडियो बहुत छोटा है; इतने में कोई अपना अनुभव नहीं बता सकता।",
        "The video is very short; hardly anybody tells anything in that time.",
    ),
    (LENGTH, 1, _O.UNKNOWN): (
        "ऐसा कोई वीडियो नहीं है जिसकी लंबाई पता हो।",
        "There is no video whose length is known.",
    ),
    (SCREEN, 1, _O.PASS): (
        "तस्वीर सीधे कैमरे से ली गई लगती है।",
        "The picture seems to come straight from a camera.",
    ),
    (SCREEN, 1, _O.WARN): (
        "यह स्क्रीनशॉट या किसी स्क्रीन से ली गई तस्वीर लगती है; देखें कि वे सच में सामने थीं या नहीं।",
        "It looks like a screenshot or a photo of a screen; see whether she was really there.",
    ),
    (SCREEN, 1, _O.UNKNOWN): (
        "कोई तस्वीर नहीं जाँची जा सकी कि वह स्क्रीन की है या नहीं।",
        "No picture was measured that could show a screen.",
    ),
    (EDITED, 1, _O.PASS): (
        "फ़ाइल सीधे फ़ोन या कैमरे से आई है, किसी एडिटर से नहीं।",
        "The file comes from a phone or camera, not from an editor.",
    ),
    (EDITED, 1, _O.WARN): (
        "फ़ाइल किसी एडिटिंग ऐप से सहेजी गई है; देखें कि क्या बदला गया।",
        "The file was saved by an editing program; see what may have been changed.",
    ),
    (EDITED, 1, _O.UNKNOWN): (
        "कोई फ़ाइल नहीं बताती कि उसे किस ऐप ने बनाया।",
        "No file names the program that wrote it.",
    ),
    (METADATA, 1, _O.PASS): (
        "फ़ाइलें अपने बनने के बारे में बताती हैं।",
        "The files say something of their own making.",
    ),
    (METADATA, 1, _O.WARN): (
        "इस फ़ोन की फ़ाइलें आम तौर पर अपने बनने के बारे में बताती हैं, इस बार की नहीं; शायद कहीं और से आईं।",
        "This phone's files usually say how they were made; these may come from elsewhere.",
    ),
    (METADATA, 1, _O.UNKNOWN): (
        "पता नहीं कि इस फ़ोन की फ़ाइलें आम तौर पर अपने बनने के बारे में बताती हैं या नहीं।",
        "It is not known what this phone's files usually say of their making.",
    ),
    (DEVICES, 1, _O.PASS): (
        "सभी फ़ाइलें एक ही तरह के फ़ोन से बनीं।",
        "All files were made with the same kind of phone.",
    ),
    (DEVICES, 1, _O.WARN): (
        "फ़ोटो और वीडियो अलग-अलग फ़ोन से बने लगते हैं।",
        "Photo and video seem to be made with different phones.",
    ),
    (DEVICES, 1, _O.UNKNOWN): (
        "दो फ़ाइलें नहीं हैं जो अपना फ़ोन बताती हों।",
        "There are no two files that name their phone.",
    ),
    (MEMBERS, 1, _O.WARN): (
        "कई स्वीकृत अनुभवों की रील: मंडल बारी-बारी से, हर मंडल में सबसे नया पहले। मंज़ूरी से पहले पूरी देखें।",
        "A reel: mandals in turn, the newest of each first. Watch all of it before you approve.",
    ),
}

CHANGES: Final[Changes] = {
    (EXACT, _O.WARN): (
        "इसी भेंट में नई फ़ोटो या वीडियो लें; पुरानी फ़ाइल हटाई नहीं जाती।",
        "A new photo or video, taken at this visit. The old file stays on record.",
    ),
    (NEAR, _O.WARN): (
        "इसी भेंट में नई फ़ोटो या वीडियो लें; दोनों अलग हों तो समीक्षक मंज़ूर कर सकते हैं।",
        "A new photo or video, taken at this visit; or a moderator sees that the two differ.",
    ),
    (QUALITY, _O.WARN): (
        "उजाले में, फ़ोन स्थिर रखकर और पास से बोलकर फिर रिकॉर्ड करें।",
        "Record again in good light, with a steady phone and close to who speaks.",
    ),
    (LENGTH, _O.WARN): (
        "उनकी पूरी बात का लंबा वीडियो फिर से लें।",
        "A longer video in which she tells all that she wants to.",
    ),
    (SCREEN, _O.WARN): (
        "उनके सामने जाकर सीधे कैमरे से फ़ोटो लें।",
        "A photo of her taken with the camera, at her door.",
    ),
    (EDITED, _O.WARN): (
        "फ़ोन के कैमरे की मूल फ़ाइल भेजें, एडिट की हुई नहीं।",
        "The original file of the phone's camera instead of the edited one.",
    ),
    (METADATA, _O.WARN): (
        "ऐप में ही कैमरे से ली गई मूल फ़ाइल भेजें, किसी चैट से आई हुई नहीं।",
        "The original file, taken with the camera in the app, not one sent through a messenger.",
    ),
    (DEVICES, _O.WARN): (
        "फ़ोटो और वीडियो दोनों उसी फ़ोन से लें जिससे भेंट दर्ज की।",
        "Photo and video taken with the phone that recorded the visit.",
    ),
}
