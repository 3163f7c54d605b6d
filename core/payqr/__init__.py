"""Payment codes that a banking app reads: EMV merchant-presented QR, VietQR and QRIS."""
