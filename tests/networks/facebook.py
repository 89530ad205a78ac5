"""Facebook's Graph API for a Page: photos, albums, reels and videos.

From "Reels Publishing API", "Posts" of the Pages API, and the references of Page and Video.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from chalicelib.domain.channels import ChannelKind
from chalicelib.domain.posts import PostForm
from tests.networks.facebook_videos import Video, VideoNetwork, is_link
from tests.networks.graph import VERSION, bad, error, figure, gone, stamp
from tests.networks.server import NetPost, Reply, Request

PAGE: Final = "104595038485033"
_ID: Final = r"\d+(?:_\d+)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo of the Page, in a post or not; `post_id` is the story that shows it."""

    url: str
    alt_text: str
    post_id: str = ""
    is_there: bool = True


class FacebookNetwork(VideoNetwork):
    """The network and one Page. A reel's post has its video's id, other posts page_story."""

    KIND = ChannelKind.FACEBOOK
    OWN_ID = PAGE
    LIMIT = 80_001
    PUBLIC_STEPS: ClassVar[Mapping[PostForm, str]] = {
        PostForm.PHOTO: "photo",
        PostForm.ALBUM: "feed",
        PostForm.REEL: "reel_finish",
        PostForm.VIDEO: "video_publish",
    }
    STEPS: ClassVar = (
        "photo", "album_photo", "feed", "reel_start", "reel_upload", "reel_finish", "video_create",
        "video_publish", "status", "list_posts", "list_reels", "attachments", "read", "figures",
        "insights", "delete", "exchange",
    )  # fmt: skip
    ROUTES = (
        ("POST", r"oauth/access_token", "exchange"),
        ("POST", rf"{PAGE}/photos", "photos"),
        ("POST", rf"{PAGE}/feed", "feed"),
        ("POST", rf"{PAGE}/video_reels", "reels"),
        ("POST", rf"/video-upload/{VERSION}/\d+", "reel_upload"),
        ("POST", rf"{PAGE}/videos", "video_create"),
        ("POST", r"\d+", "video_publish"),
        ("GET", rf"{PAGE}/published_posts", "list_posts"),
        ("GET", rf"{PAGE}/video_reels", "list_reels"),
        ("GET", rf"{_ID}/(?:video_)?insights", "insights"),
        ("GET", _ID, "object"),
        ("DELETE", _ID, "delete"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.photos: dict[str, Photo] = {}

    def step_among(self, step: str, fields: Mapping[str, str]) -> str:
        wanted = fields.get("fields", "")
        if step == "photos":
            return "album_photo" if fields.get("published") == "false" else "photo"
        if step == "reels":
            return "reel_start" if fields.get("upload_phase") == "start" else "reel_finish"
        if step != "object":
            return step
        found = re.search(r"status|attachments|reactions|likes", wanted)
        named = {"status": "status", "attachments": "attachments"}
        return named.get(found[0], "figures") if found else "read"

    def quota_error(self) -> Reply:
        return error(400, 613, "(#613) Calls to this api have exceeded the rate limit.")

    # Photos and albums.

    def _photo(self, request: Request) -> Reply:
        if not is_link(request.fields.get("url", "")):
            return bad("url")
        photo_id, story = self._keep_photo(request), f"{PAGE}_{self.new_id()}"
        self._tell(story, request.fields.get("caption", ""), [photo_id], form=PostForm.PHOTO)
        return Reply(said={"id": photo_id, "post_id": story})

    def _album_photo(self, request: Request) -> Reply:
        if not is_link(request.fields.get("url", "")):
            return bad("url")
        return Reply(said={"id": self._keep_photo(request)})

    def _keep_photo(self, request: Request) -> str:
        photo_id = self.new_id()
        alt_text = request.fields.get("alt_text_custom", "")
        self.photos[photo_id] = Photo(url=request.fields["url"], alt_text=alt_text)
        return photo_id

    def _feed(self, request: Request) -> Reply:
        attached = json.loads(request.fields.get("attached_media", "[]"))
        photos = [one["media_fbid"] for one in attached]
        if not photos or any(self._is_taken(photo) for photo in photos):
            return bad("attached_media")
        story = f"{PAGE}_{self.new_id()}"
        self._tell(story, request.fields.get("message", ""), photos, form=PostForm.ALBUM)
        return Reply(said={"id": story})

    def _is_taken(self, photo_id: str) -> bool:
        photo = self.photos.get(photo_id)
        return photo is None or bool(photo.post_id) or not photo.is_there

    def _tell(self, post_id: str, text: str, photos: list[str], **facts: Any) -> None:
        media = tuple(self.photos[photo].url for photo in photos)
        for photo in photos:
            self.photos[photo] = replace(self.photos[photo], post_id=post_id)
        self.show(post_id, text, media, **facts)

    # Reading, and taking down.

    def _list_posts(self, request: Request) -> Reply:
        posts = [p for p in reversed(self.live) if p.facts["form"] is not PostForm.REEL]
        return self.page(request, [self._story(post) for post in posts])

    def _story(self, post: NetPost) -> Mapping[str, Any]:
        story = {"id": post.post_id, "message": post.text, "created_time": stamp(post.facts["at"])}
        if post.facts["form"] is not PostForm.VIDEO:
            link = f"https://www.facebook.com/{post.post_id.replace('_', '/posts/')}"
            return {**story, "permalink_url": link, "attachments": self._attached(post.post_id)}
        about = {"media_type": "video", "target": {"id": post.post_id}}
        link = f"/{PAGE}/videos/{post.post_id}/"
        own_id = f"{PAGE}_{post.post_id}9"
        return {**story, "id": own_id, "permalink_url": link, "attachments": {"data": [about]}}

    def _attached(self, post_id: str) -> Mapping[str, Any]:
        shown = {key: photo for key, photo in self.photos.items() if photo.post_id == post_id}
        there = [key for key, photo in shown.items() if photo.is_there]
        photos = [{"media_type": "photo", "target": {"id": key}} for key in there]
        if len(shown) <= 1:
            return {"data": photos}
        album = {"media_type": "album", "target": {"id": "777"}}
        return {"data": [{**album, "subattachments": {"data": photos}}]}

    def _list_reels(self, request: Request) -> Reply:
        reels = [(key, one) for key, one in self.videos.items() if one.form is PostForm.REEL]
        return self.page(request, [self._reel(key, one) for key, one in reversed(reels)])

    def _reel(self, video_id: str, video: Video) -> Mapping[str, Any]:
        post = self.posts.get(video_id)
        return {
            "id": video_id, "description": video.description, "published": video.is_published,
            "permalink_url": f"/reel/{video_id}/",
            "created_time": stamp(post.facts["at"] if post else self.now()),
        }  # fmt: skip

    def _attachments(self, request: Request) -> Reply:
        post_id = request.path.rpartition("/")[2]
        if not self._is_shown(post_id):
            return gone(post_id)
        return Reply(said={"id": post_id, "attachments": self._attached(post_id)})

    def _read(self, request: Request) -> Reply:
        found = request.path.rpartition("/")[2]
        if self._is_shown(found):
            return Reply(said={"id": found, "is_published": True, "published": True})
        if found in self.videos:
            return Reply(said={"id": found, "published": False})
        return gone(found)

    def _is_shown(self, post_id: str) -> bool:
        post = self.posts.get(post_id)
        return post is not None and post.is_live

    def _figures(self, request: Request) -> Reply:
        post_id = request.path.rpartition("/")[2]
        if not self._is_shown(post_id):
            return gone(post_id)
        liked = "reactions" if "reactions" in request.fields["fields"] else "likes"
        counted = {
            liked: {"data": [], "summary": {"total_count": 12}},
            "comments": {"data": [], "summary": {"total_count": 3}},
        }
        shared = {"shares": {"count": 2}} if liked == "reactions" else {}
        return Reply(said={"id": post_id, **counted, **shared})

    def _insights(self, request: Request) -> Reply:
        is_post = request.fields.get("metric") == "post_media_view"
        name = "post_media_view" if is_post else "blue_reels_play_count"
        return Reply(said={"data": [figure("post_impressions_unique", 9), figure(name, 340)]})

    def _delete(self, request: Request) -> Reply:
        found = request.path.rpartition("/")[2]
        photo = self.photos.get(found)
        if photo and photo.is_there:
            self.photos[found] = replace(photo, is_there=False)
            if self.posts.get(photo.post_id, _NO_POST).facts.get("form") is PostForm.PHOTO:
                self.remove(photo.post_id)
            return Reply(said={"success": True})
        is_video = self.videos.pop(found, None) is not None
        return Reply(said={"success": True}) if self.remove(found) or is_video else gone(found)


_NO_POST: Final = NetPost(post_id="", text="")
