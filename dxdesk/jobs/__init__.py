"""What a person asks for, one function each, for the command line and the window alike."""
