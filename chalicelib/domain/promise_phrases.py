"""The words by which people promise what is to come, in Hindi (either script) and in English.

Words are compared in their plain form. A phrase begins at a word and may end inside one: मिलेग
stands for मिलेगा and मिलेगी; `$` ends it with its word. `(a|b)` is a choice, `?` makes what is before
it one more possibility, `~` stands for the rest of a word, `@` for an English future. What follows
from which of these is in told_promises.py.
"""

from typing import Final

# What a scheme gives.
BENEFITS: Final = """
    घर$, घरों, मकान, आवास, गैस, सिलेंडर, चूल्हा, चूल्हे, राशन, अनाज, पेंशन, पैसा, पैसे, पैसों, रुपया
    रुपए, रुपये, रुपयों, किस्त, नौकरी, नौकरियाँ, रोज़गार, बिजली, पानी$, नल$, शौचालय, इलाज, मुफ़्त
    लोन$, ऋण, कर्ज़, सब्सिडी, अनुदान, छात्रवृत्ति, वज़ीफ़ा, साइकिल, लैपटॉप, स्कूटी, भत्ता, बीमा, ज़मीन
    पट्टा, लाभ, फ़ायदा, कार्ड, सड़क
    ghar$, makan, makaan, awas, aawas, cylinder, silendar, chulha, rashan, raashan, anaj, paisa
    paise, rupaye, rupaya, rupay, kist$, kisht, naukri, naukari, rozgar, rojgar, bijli, bijlee
    pani$, paani, nal$, shauchalay, ilaj, ilaaj, muft, karz, karj, labh$, laabh, fayda, faayda
    zameen, jameen, patta$
    house, home$, homes$, ration, pension, gas$, stove, job$, jobs$, loan, electricity, water, tap$
    taps$, toilet, subsid, scholarship, land$, plot$, rupee, rs$, instal, benefit, scheme, card$
    cards$, cash, money, treatment, medicine, free$, bicycle, laptop, scooty, allowance, insurance
    road$, roads$
"""
# Somebody will have it: of this no benefit has to be named.
GETS: Final = """
    मिलेग, मिलेंग, मिल (जाएग|जायेग|जाएंग|जायेंग|सकेग|सकेंग), मिल(कर| कर| के) रहेग
    मिलने ?वाल(ा|ी|े) (है|हैं), (दिया|दी|दिए|दिये) (जाएग|जायेग|जाएंग|जायेंग), दिलाया जाएग
    (दिला|दिलवा)(एग|एंग|येंग|ऊंग), (लाभ|फ़ायदा) (होग|पाएग|पाएंग|उठाएग|उठाएंग)
    (वादा|आश्वासन|गारंटी|भरोसा) मिल(ा|ी) (है|हैं)
    mill?eg(a|i)$, mill?eng(e|i|a)$, mil (jayeg|jaeg|jayeng|jaeng), mil(kar| kar| ke) raheg
    milne ?wal(a|i|e) (hai|hain|h)$, (diya|di|diye) (jayeg|jaeg|jayeng|jaeng), (labh|fayda) hoga$
    dil(wa|va|)(a?yeng|a?eng|a?yeg|ung), @ (get|receive|benefit)$
    @ be (given|paid|provided|credited|allotted|sanctioned)
"""
# Somebody gives it or builds it, or it comes: a promise when a benefit is named near it.
GIVES: Final = """
    देंग, देग, दूंग, बना(एग|एंग|येंग), बनवा(एग|एंग|येंग), बनेग, बनेंग, बन (जाएग|जायेग)
    लगेग, लगेंग, लगवा(एंग|येंग), लगाएंग, लग जाएग, आएग, आएंग, आयेग, आयेंग, आ जाएग, पहुँचेग, पहुँचाएंग
    होगा$, होगी$, होंगे$, हो (जाएग|जायेग), बढ़ेग, बढ़ाएंग, बढ़ाएग, भेजेंग, बाँटेंग, बंटेग
    (माफ़|दुगना|दोगुना|शुरू|चालू) कर(ेंग|ेग| देंग| देग)
    deng(e|i|a)$, deg(a|i)$, doong, dung(a|i)$, ban(wa|va|)a?y?eng, baneg, ban jayeg, lageg, lageng
    lagwayeng, aa?yeg(a|i)$, aa?yenge$, aa?eg(a|i)$, hog(a|i)$, honge$, ho (jayeg|jaeg), badheg
    badhayeng, (maaf|maf|shuru|chalu) kar(eng| deng)
    @ (give|build|provide|send|pay|waive|raise|increase|double|distribute|deliver|ensure)$
    @ be (built|raised|increased|doubled|waived|free|sent|transferred|installed|distributed)
    (everyone|everybody|you|all|family|each|every one) will have$
"""
PROMISES: Final = """
    वादा, वादे, वादों, वायदा, वायदे, वचन, गारंटी, गैरंटी, आश्वासन
    (wada|vada|waada|vaada|wade|vaade) (kiy|kar|hai|raha|diy|tha), garanti, garantee
    promise, guarantee, guaranty, pledge, assure$, assured$, assures$, assurance
"""
ELECTED: Final = """
    जीतने (पर|के बाद), जीत (गए|गये) तो, जीते तो, जीत(ेंगे|ेगी) तो
    सरकार (बनने|आने|लौटने) (पर|के बाद|दो), सरकार (बनी|आई|बन गई|आयी|आ गई|बनेगी|आएगी) तो
    सरकार (बनते|आते) ही
    (jeetne|jitne) (par|pe|ke baad), jeet (gaye|gae) to, (jeete|jite) to
    sarkar (banne|aane) (par|pe|ke baad), sarkar (bani|aayi|aai|ayi) to, sarkar (bante|aate) hi
    (if|when|once) (we|he|she|they|i|our party|the party) wins?$, (if|once) elected
    (if|when|once) (our|the|their) (party|government) (win|come|is formed|forms)
    if (we|they|he|she) comes? to power, (if|once) (i|we|he|she|they) (am|are|is) elected
"""
AFTER_ELECTION: Final = """
    (चुनाव|चुनावों|इलेक्शन|मतदान|वोटिंग|वोट|मतगणना) (के )?बाद
    (chunav|chunaav|election|elections|voting|vote|matdan) ke baad
    (after|post) (the |this |these )?(election|poll|voting|vote$|results)
"""
VOTE: Final = "वोट, मतदान, vote$, votes$, voting$"
FOR_IT: Final = """
    पाओ, पाइए, पाइये, पाएं$, पायें$, लो$, लीजिए, लीजिये, ले (जाओ|जाइए|जाइये), मिलेग, मिल जाएग, बदले
    pao$, paao$, paiye, lo$, lijiye, le (jao|jaiye), mileg(a|i), milenge, badle
    get$, gets$, receive$, (in|as) (return|exchange)
"""
IN_EXCHANGE: Final = "(in exchange|in return) for (a |the |your |every |each )?vote"
# What is none of this, taken out before the rest is read: to get peace, blessings or courage; to
# meet somebody; not to get; to vote; what is her own or happens at home; rights with such a name.
NOT_MEANT: Final = """
    (शांति|चैन|सुकून|ख़ुशी|आराम|आशीर्वाद|दुआ|दुआएँ|प्रेरणा|हिम्मत|ताक़त|सीख|जानकारी) ?(भी|बहुत|)? ?मिल~
    (सम्मान|इज़्ज़त) मिल~, (मुझ|हम|आप|उन|उस|तुम|इन|सब)से मिल~, (फिर|कल|जल्द|दोबारा|कब) मिल~
    (नहीं|नही|न|ना) (मिल|होग)~, (चुका|लौटा|वापस) ?(कर )?(देंग|देग|दूंग)~
    (nahi|nahin) hog~, (chuka|lauta|wapas) (deng|dung|doong)~
    (phir|fir|kal|jald|kab|nahi|nahin|na) mil~
    (वोट|मत|साथ|आशीर्वाद|धन्यवाद|ध्यान|जवाब|बधाई|दुआ|प्यार|समर्थन) ?(भी|ही|ज़रूर|हम|)? ?(दे )?(देंग|देग|दूंग)~
    (vote|saath|sath|dhanyavad|ashirwad) ?(bhi|hi|zaroor|hum|)? ?(de )?(deng|deg|dung|doong)~
    (अपना|अपनी|अपने) (नया |पक्का |पक्की |ख़ुद का )?(घर|मकान|दुकान|सड़क)$
    apn(a|i|e) (naya |pakka |pakki )?(ghar|makan|dukan)$
    घर (में|पर|से|के|तक|आएग|आएंग|आयेग|आयेंग)~, ghar (me|mein|main|par|pe|se|ke|tak|aayeg|ayeg)~
    खर्च ?(होगा|होंगे), get (well|better|up|married|old|home|there|together|to|back|along|used|ready)$
    get (over|away|out|rid)$, (pay|give|send|bring) ?(it|them|the money|)? back
    (employment|rozgar|rojgar|credit) guarantee, guarantee (act|card|scheme|yojana)
    रोज़गार गारंटी, गारंटी (अधिनियम|योजना|कार्ड)
"""
# What she had not thought that would come, or used to wait for.
THOUGHT: Final = """
    (सोच|उम्मीद|आशा|भरोसा|यक़ीन|विश्वास|पता|लगता|सपन|डर)~( [^ ]+){0,6}? (था|थी|थे)$
    (soch|umeed|ummeed|umid|bharosa|yakeen|yaqeen|pata|lagta|sapn)~( [^ ]+){0,6}? (tha|thi|the)$
    (never|not|t|no|nobody)( [^ ]+){0,2}? (thought|think|imagin|believ|dream|expect|hoped|knew)
    did( not|n t| n t)? know, (wondered|thought|hoped|dreamt|dreamed|prayed|waited)
"""
SAID: Final = """
    (कहा|बोला|बताया) (था|गया|थे), (kaha|bola|bataya) (tha|gaya|the), said$, told$
    promised$, वादा, wada
"""
RECEIVED: Final = """
    मिला$, मिली$, मिले$, मिलीं$, मिल (गया|गई|गयी|गए|गये|चुक|रह), मिलता (है|था), मिलती है, बन (गया|गई)
    बना$, बनी$, आ (गया|गई), आया$, आई$, आए$, लग (गया|गई), हुआ$, हुई$
    mila$, mili$, mile$, mil (gaya|gai|gayi|gaye|chuk|rah), milta$, milti$, (ban|aa|lag) (gaya|gayi)
    aaya$, aayi$, got$, received$, came$, was built
"""
# What was promised was kept.
KEPT: Final = """
    पूरा$, पूरी$, पूरे$, निभाया, निभाई, निभाए, सच हुआ, poora$, pura$, puri$, nibhaya
    kept$, keeps$, fulfil, honoured$, honored$, came true, delivered$, as promised
"""
# Any future. MGNREGA's short name only sounds like one.
FUTURE: Final = """
    [^ ]*(?<!नर)(ेग|ेंग|एग|एंग|येग|येंग|ूंग|ऊंग|ओग)(ा|ी|े)$, होगा$, होगी$, होंगे$, दोगे$, लोगे$, करोगे$
    [a-z]+(?<!nr)(?<!nar)(eg[ai]|eng[aei]|ung[ai]|oong[ai])$, hoga$, hogi$, honge$
    will$, shall$, ll$, going to$, gonna$
"""
