"""The story of a testimonial from capture to now: `telling` joins what the other files tell.

Each file tells of one part: the door, the consent, the files, the desk. `words` has what is said,
`codes` the words for codes, `parts` what a step is, `audit` what the trail's entries say.
"""
