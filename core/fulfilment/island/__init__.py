"""A station without its database: what it holds, how it judges by that, what it tells later."""
