"""One visit's way from the door to the post, and one person's way back by withdrawal."""

from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Semaphore

from infra.demo import phone
from infra.demo.board import Board
from infra.demo.channel import DemoChannel
from infra.demo.desk import Desk
from infra.demo.visits import Sent, Step, Visit
from infra.demo.watch import DemoFailed, StackGone, Stopped, Watch

AT_ONCE = 3
# So many more, once approved, wait beside them: most of that time nothing may happen.
APPROVED_AT_ONCE = 9
WITHDRAWN_WITHIN_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What every visit needs."""

    desk: Desk
    channel: DemoChannel
    board: Board
    watch: Watch
    doors: Semaphore = field(default_factory=lambda: Semaphore(AT_ONCE))

    def walk_all(self, visits: list[Visit]) -> None:
        """Walk every visit, AT_ONCE at a time up to its approval.

        Ctrl-C and a stack that is gone end the waits and are raised again. Before that, unfinished
        visits are withdrawn: nothing of a stopped demo may wait for a moderator or be posted later.
        """
        pool = ThreadPoolExecutor(max_workers=AT_ONCE + APPROVED_AT_ONCE)
        try:
            walked = [pool.submit(self._walk, visit) for visit in visits]
            wait(walked, return_when=FIRST_EXCEPTION)
            for one in walked:
                one.result()
        except BaseException:
            self.watch.stop()
            pool.shutdown(cancel_futures=True)
            self._withdraw_unfinished(visits)
            raise
        pool.shutdown()

    def _withdraw_unfinished(self, visits: list[Visit]) -> None:
        for visit in visits:
            if Step.SYNC in visit.spent_s and not visit.ended:
                with suppress(DemoFailed, Stopped):
                    phone.withdraw(visit)

    def _walk(self, visit: Visit) -> None:
        """Walk one visit; what goes wrong is kept with it and stops no other."""
        try:
            with self.doors:
                self.watch.pause(0)  # it may have been stopped while this one waited
                self._report_and_send(visit)
                seconds = self._approved(visit)
            self._see_it_posted(visit, seconds)
        except StackGone:
            raise
        except (DemoFailed, Stopped) as why:
            visit.trouble = str(why) or "It was stopped."
        self.board.done(visit.name, _summary(visit), is_good=not visit.trouble)

    def _report_and_send(self, visit: Visit) -> None:
        with visit.timed(Step.SYNC):
            self.board.now(visit.name, "reports the visit and the consent")
            phone.report_visit(visit)
        with visit.timed(Step.GRANT):
            self.board.now(visit.name, "asks for grants")
            phone.ask_grants(visit)
        granted = [sent for sent in visit.files if sent.grant]
        with visit.timed(Step.UPLOAD):
            for sent in granted:
                self.board.now(visit.name, f"sends {sent.file.name}")
                phone.send(visit, sent)
        with visit.timed(Step.PROCESS):
            for sent in granted:
                self._await_end(visit, sent)

    def _await_end(self, visit: Visit, sent: Sent) -> None:
        self.board.now(visit.name, f"waits for {sent.file.name}")
        others = AT_ONCE - 1 if sent.file.kind == "video" else 0
        phone.await_end(visit, sent, self.watch, others)

    def _approved(self, visit: Visit) -> float | None:
        """Have a visit approved; return for how many seconds nothing follows, None for nothing."""
        if not visit.with_end("ready"):
            self._stay_collecting(visit)
            return None
        with visit.timed(Step.VERDICT):
            self.board.now(visit.name, "is being verified")
            state = self.desk.await_verdict(visit)
        if state != "pending_review":
            raise DemoFailed(f"Verification led to {state}: {_worst(visit)}.")
        with visit.timed(Step.APPROVE):
            self.board.now(visit.name, f"{visit.verdict} ({_worst(visit)}); a moderator looks")
            return self.desk.approve(visit, lambda said: self.board.now(visit.name, said))

    def _see_it_posted(self, visit: Visit, seconds: float | None) -> None:
        if seconds is None:
            return
        with visit.timed(Step.POST):
            self.board.now(
                visit.name,
                f"is approved; nothing follows for {seconds:.0f} s, while that can be taken back",
            )
            self.watch.pause(seconds)
            self.board.now(visit.name, "is approved for good; its slot and its post are awaited")
            self.channel.await_post(visit, self.watch)
        with visit.timed(Step.EDITION):
            self.board.now(visit.name, "is posted; its captioned edition is awaited")
            self.channel.await_edition(visit, self.watch)
        with visit.timed(Step.COUNT):
            self.board.now(visit.name, "is posted on every network; its numbers are awaited")
            self.channel.await_count(visit, self.watch)
        visit.ended = "posted"

    def _stay_collecting(self, visit: Visit) -> None:
        if visit.with_end("rejected"):
            self.desk.await_collecting(visit)
        visit.ended = "collecting (nothing to publish)"

    def withdraw(self, visits: list[Visit]) -> Visit | None:
        """Take back the first posted visit's consent, see its posts go; return that visit."""
        visit = next((one for one in visits if one.ended == "posted"), None)
        if visit is None:
            return None
        try:
            self._withdraw(visit)
        except StackGone:
            raise
        except (DemoFailed, Stopped) as why:
            visit.trouble = str(why) or "It was stopped."
        text = visit.trouble or (
            "the consent was taken back: withdrawn, its posts were seen to be gone"
        )
        self.board.done(visit.name, text, is_good=not visit.trouble)
        return visit

    def _withdraw(self, visit: Visit) -> None:
        with visit.timed(Step.TAKEDOWN):
            self.board.now(visit.name, "the person takes back her consent")
            phone.withdraw(visit)
            self.channel.await_takedown(visit, self.watch)
            self.watch.until("The withdrawal", lambda: self._is_withdrawn(visit),
                             WITHDRAWN_WITHIN_S)  # fmt: skip
        visit.ended = "withdrawn, taken down"

    def _is_withdrawn(self, visit: Visit) -> bool | None:
        found = self.desk.testimonial(visit)
        return True if found and found["state"] == "withdrawn" else None


def _worst(visit: Visit) -> str:
    """Return the checks that found something, in short; none once it is verified.

    What is not known is told only where nothing else asks for a person.
    """
    if visit.verdict == "verified":
        return "nothing in doubt"
    told = {found: [one["check"] for one in visit.findings if one["outcome"] == found]
            for found in ("fail", "warn", "unknown")}  # fmt: skip
    shown = ("fail", "warn") if told["fail"] or told["warn"] else ("unknown",)
    doubts = [f"{check}: {found}" for found in shown for check in told[found]]
    return ", ".join(doubts) or "nothing in doubt"


def _summary(visit: Visit) -> str:
    if visit.trouble:
        return visit.trouble
    ends = ", ".join(f"{sent.file.name} {sent.end}" for sent in visit.files)
    verdict = f"{visit.verdict} ({_worst(visit)}) → " if visit.verdict else ""
    return f"{ends} → {verdict}{visit.ended}"
