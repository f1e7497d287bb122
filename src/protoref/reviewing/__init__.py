"""A change, judged: what becomes of the schemas, who is affected, and what of it is the change's doing."""
