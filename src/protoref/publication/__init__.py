"""Signs that schemas are used elsewhere: a repository sees only itself, and a published schema has users that it does not see.

Each sign is a file that says so itself. None of them proves that anybody listens; an attestation about consumers answers.
"""

from protoref.publication.published import publication

__all__ = ["publication"]
