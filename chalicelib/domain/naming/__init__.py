"""Names across scripts: सुनीता देवी, ਸੁਨੀਤਾ, সুনীতা, سنیتا, Sunita and Smt. Suneeta are one name.

The steps, in order: tables of scripts (`scripts`, `indic`, `urdu`) → a word in Latin letters as it
is spoken, with silent vowels deleted (`reading`) → one letter for one sound (`folding`, by the
tables `habits` and `known`) → consonants (`skeletons`) → what a full name consists of (`parts`, by
`vocabulary`) → how far two words are apart (`sounds`), which answers to which (`pairing`), and what
follows (`matching`). Ask `matching` whether two names are one; `alike` finds candidates, looser and
faster. Nothing here tells राजा from रज़ा or कमल from कमाल once they are in Latin letters, nor which
short vowel an Urdu name begins with (عمر is Umar, and could be Amar). `make eval-names` says how
well it does, and infra/evaluation/names/README.md on what.
"""
