"""Reels and videos of the Page, from the start of their upload to their being public."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.posts import PostForm
from tests.networks.graph import VERSION, GraphNetwork, bad, error, gone
from tests.networks.server import Fault, NetPost, Reply, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video or a reel of the Page. `url` comes with the upload, in a reel."""

    form: PostForm
    url: str = ""
    description: str = ""
    title: str = ""
    is_published: bool = False


class VideoNetwork(GraphNetwork):
    """What a Page does with videos. `upload_host` is where else than here uploads are sent."""

    def __init__(self) -> None:
        super().__init__()
        self.videos: dict[str, Video] = {}
        self.upload_host = ""

    def show(self, post_id: str, text: str, media: tuple[str, ...], **facts: Any) -> None:
        """Make a post public under an id of the network's choice."""
        facts["at"] = self.now()
        self.posts[post_id] = NetPost(post_id=post_id, text=text, media=media, facts=facts)

    def _reel_start(self, _: Request) -> Reply:
        video_id = self.new_id()
        self.videos[video_id] = Video(form=PostForm.REEL)
        address = f"{self.upload_host or self.base_url}/video-upload/{VERSION}/{video_id}"
        return Reply(said={"video_id": video_id, "upload_url": address})

    def _reel_upload(self, request: Request) -> Reply:
        video_id = request.path.rpartition("/")[2]
        url = request.headers.get("file_url", "")
        if video_id not in self.videos or not is_link(url):
            return Reply(status=400, said={"debug_info": {"type": "OffsetInvalidError"}})
        self.videos[video_id] = replace(self.videos[video_id], url=url)
        return Reply(said={"success": True})

    def _reel_finish(self, request: Request) -> Reply:
        asked = request.fields
        video = self.videos.get(asked.get("video_id", ""))
        if video is None or not video.url or asked.get("video_state") != "PUBLISHED":
            return bad("video_id")
        if video.is_published:
            return error(400, 100, "The video was published before", 1_363_130)
        said = replace(
            video, description=asked.get("description", ""), title=asked.get("title", "")
        )
        self._publish_video(asked["video_id"], said)
        return Reply(said={"success": True})

    def _video_create(self, request: Request) -> Reply:
        asked = request.fields
        if not is_link(asked.get("file_url", "")) or asked.get("published") != "false":
            return bad("file_url")
        video_id = self.new_id()
        self.videos[video_id] = Video(
            form=PostForm.VIDEO, url=asked["file_url"], description=asked.get("description", ""),
            title=asked.get("title", ""),
        )  # fmt: skip
        return Reply(said={"id": video_id})

    def _video_publish(self, request: Request) -> Reply:
        video_id = request.path.rpartition("/")[2]
        video = self.videos.get(video_id)
        if video is None:
            return gone(video_id)
        if request.fields.get("published") != "true" or video.form is not PostForm.VIDEO:
            return bad("published")
        if not video.is_published:
            self._publish_video(video_id, video)
        return Reply(said={"success": True})

    def _publish_video(self, video_id: str, video: Video) -> None:
        self.videos[video_id] = replace(video, is_published=True)
        self.show(video_id, video.description, (video.url,), form=video.form)

    def _status(self, request: Request) -> Reply:
        video_id = request.path.rpartition("/")[2]
        video = self.videos.get(video_id)
        if video is None:
            return gone(video_id)
        status = self._phases(video) if video.form is PostForm.REEL else self._worked_up()
        return Reply(said={"id": video_id, "published": video.is_published, "status": status})

    def _phases(self, video: Video) -> Mapping[str, Any]:
        if self.is_broken("reel_upload"):
            wrong = {"status": "error", "errors": [{"code": 1, "message": "Resolution too low."}]}
            return {"video_status": "error", "uploading_phase": wrong}
        if not video.url or self.is_slow("reel_upload"):
            begun = {"status": "in_progress" if video.url else "not_started"}
            return {"video_status": "processing", "uploading_phase": begun}
        there = {"status": "complete", "bytes_transferred": 50_002}
        if not video.is_published:
            none = {"status": "not_started"}
            return {
                "video_status": "upload_complete", "uploading_phase": there,
                "processing_phase": none, "publishing_phase": none,
            }  # fmt: skip
        how = "in_progress" if self.faults.get("reel_finish") is Fault.SLOW else "complete"
        asked = {"status": how, "publish_status": "published"}
        return {
            "video_status": "ready" if how == "complete" else "processing",
            "uploading_phase": there, "processing_phase": {"status": how},
            "publishing_phase": asked,
        }  # fmt: skip

    def _worked_up(self) -> Mapping[str, Any]:
        if self.is_broken("video_create"):
            wrong = {"status": "error", "error": {"message": "The video cannot be decoded."}}
            return {"video_status": "error", "processing_phase": wrong}
        is_slow = self.is_slow("video_create")
        return {"video_status": "processing" if is_slow else "ready"}


def is_link(url: str) -> bool:
    """Return whether the network can fetch what stands there."""
    return url.startswith(("http://", "https://"))
