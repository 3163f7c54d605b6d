"""Lazada: its Open Platform (https://open.lazada.com/apps/doc/doc)."""
