"""What telling women apart stands on, as files: names with their spellings, and the weight of each finding."""
