"""The people of the demonstration: invented, one for each role that the first pages serve."""

DEMO_PASSWORD = "circular-demo-2026"  # noqa: S105 (shown on the login page of a demonstration)

# e-mail, name, language, organisation slug, roles
PEOPLE = [
    ("buyer@elverum.example", "Demo Buyer (Elverum)", "en", "elverum-demo", ["buyer"]),
    ("approver@elverum.example", "Demo Approver (Elverum)", "en", "elverum-demo", ["approver"]),
    ("ostaja@kouvola.example", "Demo-ostaja (Kouvola)", "fi", "kouvola-demo", ["buyer"]),
    ("agorastis@komotini.example", "Demo-αγοραστής (Κομοτηνή)", "el", "komotini-demo", ["buyer"]),
    ("reviewer@kinno.example", "Demo Reviewer", "en", "kouvola-innovation", ["librarian"]),
    ("librarian@kinno.example", "Demo Librarian", "en", "kouvola-innovation", ["librarian"]),
]


def demo_logins() -> list[dict[str, str]]:
    """E-mail, password and role of each demo person, for the login page and the start script."""
    return [
        {"email": email, "password": DEMO_PASSWORD, "role": name}
        for email, name, _lang, _organisation, _roles in PEOPLE
    ]
