"""TikTok Shop: its Partner API of 202309 and later (https://partner.tiktokshop.com/docv2)."""
