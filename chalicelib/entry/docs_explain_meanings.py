"""What each field of a testimonial's story says, where its own schema has no words for it."""

from collections.abc import Mapping
from typing import Final

EXPLAIN_MEANINGS: Final[Mapping[str, str]] = {
    "ChainView.entries": "How many entries the chain has.",
    "ChainView.intact": "Whether none was altered, dropped or moved.",
    "DifferenceView.after": "How it ended this time; null where it was not run.",
    "DifferenceView.before": "How it had ended before; null where it was not run.",
    "DifferenceView.title": "What the check is called, by language.",
    "DrawView.is_drawn": "Whether people look at it at this level.",
    "DrawView.level": "The level that draws.",
    "SamplingView.name": "What is drawn: its id, and when our clock opened it.",
    "DrawView.lot": "What it drew, 0 to below 1; below the rate is drawn.",
    "DrawView.rate": "The share of what is verified that is drawn at this level, 0 to 1.",
    "ExplanationView.as_of": "When the story was told.",
    "ExplanationView.audit": "Whether its audit trail is whole.",
    "ExplanationView.media_items": "All files of the visit, whatever became of them.",
    "ExplanationView.members": "Of a reel: the testimonials that it shows; none of any other.",
    "ExplanationView.person": "Whom it is about; null of a reel.",
    "ExplanationView.rule": "The rule by which findings make a verdict, by language.",
    "ExplanationView.sampling": "How it was drawn; null of a reel, and before the first verdict.",
    "ExplanationView.steps": "Everything that happened, the oldest first.",
    "ExplanationView.verdicts": "Every verdict, the newest first.",
    "FindingView.changes": "What would change it, by language; null where nothing would or need.",
    "FindingView.leads_to": (
        "What follows from it under the policy of its verdict: `refuse`, `review` or `note`; null: "
        "nothing."
    ),
    "FindingView.links": "The records that its evidence names.",
    "FindingView.title": "What the check is called, by language.",
    "LinkView.href": "Where it is read; null for what has no address of its own.",
    "LinkView.id": "Its id.",
    "LinkView.kind": "What it is.",
    "LinkView.rel": "What it is to the one that names it, `matching_media` for one.",
    "MaskedPerson.masked_names": "Of each word the first letter, by language.",
    "SamplingView.applies": "Whether there was a draw: only what is verified is drawn.",
    "SamplingView.draws": "What each level drew, the highest rate first.",
    "SamplingView.how": "How to draw again, by language.",
    "SamplingView.seed": "What the draws are made with; no secret.",
    "StoryStepView.by": "A user's id, `system` or `beneficiary`.",
    "StoryStepView.kind": "What the step is about.",
    "StoryStepView.links": "The records that it is about.",
    "TestimonialView.judged_at": "When its verdict was reached.",
    "TestimonialView.levels": "The levels at which people look at it although it is verified.",
    "TestimonialView.policy_number": "The policy that its verdict was reached under.",
    "VerdictView.differs": "The checks that ended otherwise than in the verdict before.",
    "VerdictView.media": "The files that it was reached about.",
    "VerdictView.number": "The version of the evidence that it was reached from.",
    "VerdictView.policy_number": "The policy that it was reached under.",
    "VerdictView.reached_at": "When it was reached.",
}
