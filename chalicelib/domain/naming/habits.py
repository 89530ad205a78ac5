"""How people spell: which letters stand for one sound, and which endings are one ending.

Only what changes no name into another belongs here. What sometimes does, i for e or y for j, has a
price in sounds.py instead.
"""

import re
from typing import Final

from chalicelib.domain.naming.scripts import pairs

# Breath and the place of the tongue are not written by everybody: Bharat and Barat, Shanti and
# Santi, Zakir and Jakir. A c alone is a k (Priyanca): the other sound is written ch.
SOUNDS: Final = pairs("""
    chh c  cch c  ch c  ck k  c k  q k  x ks  kh k  gh g  jh j  z j  th t  dh d
    ph f   bh b   sh s  w v   aa a  ee i  ii i  oo u  uu u  ou au
""")


def _rules(*rows: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), usual) for pattern, usual in rows)


# Before letters become sounds.
FIRST: Final = _rules(
    ("^(?:jn|gn|dn)y?(?=[aeiou])", "gy"),  # Jnanendra, Dnyaneshwar
    ("ow(?![aeiou])", "au"),  # Chowdhury
    ("^you", "yu"),  # Younus
    ("ao$", "av"),  # Rao
    ("eo$", "ev"),  # Sukhdeo
    ("que$", "q"),  # Haque
    ("(?<=[aeiou]r)e$", ""),  # Rathore
    ("sinh$", "singh"),
    ("uddeen$|oddin$", "uddin"),
    ("^abd(?:u|oo)(?=([rsnzdt])h?\\1)", "abdul"),  # Abdurrahman
)

# After that, and after double letters became one.
THEN: Final = _rules(
    ("(?<=[aeiou])h$", ""),  # Fatimah
    ("[ei]h(?![aeiou])", "ah"),  # Rehman, Mehta
    ("ae(?=[^aeiou])", "ai"),  # Junaed
    ("aya(?=[^aeiou])", "ai"),  # Narayan, Gayakwad
    ("iy(?=[aeiou])", "i"),  # Priya and Pria
    ("ai?ya?(?=a$)|aia?(?=a$)", "ay"),  # Kanhaiya, Lingaiah
    ("^ay[ei](?=s)", "ai"),  # Ayesha
    ("(?<=[a-z])y(?![aeiou])", "i"),  # Vijay, Tiwary
    ("oi$", "ai"),  # Sanjoy, Roy
    ("ei", "e"),  # Pandey
    ("(?<=[ah]m)ed$", "ad"),  # Ahmed, Mohammed
    ("(?<=[aeiou][^aeiou])ed$|(?<=av)aid$", "id"),  # Khaled, Javed
    ("(?<=[^aeiou]{2})er$", "ar"),  # Akhter, Sunder
    # The last a of Mahendra and Krishna is no ending: Mahender, Krishan.
    ("([kgcjtdpbfs])ra$", r"\1ar"),
    ("sna$", "san"),
    ("([sdt])va$", r"\1av"),
    ("kla$", "kal"),
    ("end(?=a?r)", "ind"),  # Surendra and Surinder
    ("^par(?=[kdmtbvs][aeiou])", "pra"),  # Pardeep
    ("^([btk])ir(?=[jlsv])", r"\1ri"),  # Birjesh, Tirlok
    ("(?<=[a-z]{6})a([vny])a$", r"a\1"),  # Srivastava, Satyanarayana
)
