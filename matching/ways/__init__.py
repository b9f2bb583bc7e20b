"""Ways to a goal that no service reaches directly: up to three steps, each opening the next."""
