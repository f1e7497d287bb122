"""The weekly report on shots: what the supervisors wrote about them."""

import sqlite3

from app.proto_gen import shot_notes_pb2


def notes(connection: sqlite3.Connection, shot: str) -> list[str]:
    rows = connection.execute("SELECT payload FROM shot_notes WHERE shot = ? ORDER BY written", (shot,))
    lines = []
    for (payload,) in rows:
        note = shot_notes_pb2.ShotNote.FromString(payload)
        lines.append(f"{note.author}: {note.text}")
    return lines
