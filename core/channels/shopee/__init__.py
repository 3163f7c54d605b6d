"""Shopee: its Open Platform, version 2 (https://open.shopee.com/documents)."""
