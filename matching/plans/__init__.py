"""Services for several needs of one woman that must fit together in her week."""
