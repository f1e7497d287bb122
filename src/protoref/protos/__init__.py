"""`.proto` files and descriptors -> the catalog."""
