"""The catalog packed into arrays: the same answers as `matching.rank`, for one worker at once or for very many."""
