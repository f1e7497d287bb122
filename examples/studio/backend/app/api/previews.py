"""Small pictures for the shot list."""

from app.db.models import PreviewImage


class PreviewDesk:
    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def image(self, shot: str, frame: int) -> PreviewImage:
        return PreviewImage(shot=shot, frame=frame, url=f"{self.base_url}/{shot}/{frame:04}.png")
