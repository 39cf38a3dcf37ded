"""What else can say whether a domain is filed, and who holds it. Needs the extras `authority` and `rdap`."""
