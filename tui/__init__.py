"""The terminal: full screen and command line; holds no rule of the business."""
