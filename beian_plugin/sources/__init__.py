"""What else can say whether a domain is filed. Needs the extra `authority`, whose HTTP client it uses."""
