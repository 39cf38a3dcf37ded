"""One file a province; the loader reads them from the installed package and from the folder of ops alike."""
