"""Sales channels: marketplaces and web shops whose orders are packed here, one adapter a file."""
