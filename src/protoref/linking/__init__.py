"""Linking joins the language indexes with the generated names: references out of imports, paths and mounts."""
