"""Add what the authority link needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the authority link needs."""
    op.create_table(
        "beian_asker",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_beian_asker"),
    )
    op.create_index("ix_beian_asker_free_at", "beian_asker", ["free_at"], unique=False)
    op.create_table(
        "beian_base_code",
        sa.Column("table", sa.String(length=16), nullable=False),
        sa.Column("code", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("table", "code", name="pk_beian_base_code"),
    )
    op.create_table(
        "beian_cancelled_id",
        sa.Column("authority_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("authority_id", "what", name="pk_beian_cancelled_id"),
    )
    op.create_table(
        "beian_counter",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_beian_counter"),
    )
    op.create_table(
        "beian_gate_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=253), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_beian_gate_change"),
    )
    op.create_table(
        "beian_inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=False),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_beian_inbox"),
    )
    op.create_index("ix_beian_inbox_name", "beian_inbox", ["name"], unique=False)
    op.create_index("ix_beian_inbox_state", "beian_inbox", ["state"], unique=False)

    op.create_table(
        "beian_inbox_content",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["beian_inbox.id"], name="fk_beian_inbox_content_inbox_id"),
        sa.PrimaryKeyConstraint("inbox_id", name="pk_beian_inbox_content"),
    )

    op.create_table(
        "beian_lease",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("waits", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_beian_lease"),
    )
    op.create_table(
        "beian_learned",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=True),
        sa.Column("known_at", sa.DateTime(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("trouble", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_beian_learned"),
        sa.UniqueConstraint("domain", "source", name="uq_beian_learned_domain_source"),
    )
    op.create_index("ix_beian_learned_next_at", "beian_learned", ["next_at"], unique=False)

    op.create_table(
        "beian_looked_up",
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("filed", sa.String(length=8), nullable=False),
        sa.Column("subject_number", sa.String(length=64), nullable=False),
        sa.Column("site_number", sa.String(length=64), nullable=False),
        sa.Column("access", sa.String(length=8), nullable=False),
        sa.Column("known_at", sa.DateTime(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("domain", "source", name="pk_beian_looked_up"),
    )
    op.create_index("ix_beian_looked_up_asked_at", "beian_looked_up", ["asked_at"], unique=False)

    op.create_table(
        "beian_outbox",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", sa.String(length=32), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_at IS NOT NULL)", name="ck_beian_outbox_accepted_iff_dated"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_beian_outbox"),
    )
    op.create_index("ix_beian_outbox_state", "beian_outbox", ["state"], unique=False)

    op.create_table(
        "beian_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Integer(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Integer(), nullable=False),
        sa.Column("site", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(length=255), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["beian_filing.id"], name="fk_beian_attachment_filing_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_attachment"),
    )
    op.create_index("ix_beian_attachment_filing_id", "beian_attachment", ["filing_id"], unique=False)

    op.create_table(
        "beian_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["filing_id"], ["beian_filing.id"], name="fk_beian_report_filing_id"),
        sa.ForeignKeyConstraint(["sequence"], ["beian_outbox.sequence"], name="fk_beian_report_sequence"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_report"),
    )
    op.create_index("ix_beian_report_filing_id", "beian_report", ["filing_id"], unique=False)
    op.create_index("ix_beian_report_sequence", "beian_report", ["sequence"], unique=False)
    op.create_index("ix_beian_report_answered_at", "beian_report", ["answered_at"], unique=False)

    op.create_table(
        "beian_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("judgement", sa.String(length=8), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["filing_id"], ["beian_filing.id"], name="fk_beian_sheet_filing_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_sheet"),
    )
    op.create_index("ix_beian_sheet_filing_id", "beian_sheet", ["filing_id"], unique=False)

    op.create_table(
        "beian_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=True),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["beian_filing.id"], name="fk_beian_task_filing_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_task"),
        sa.UniqueConstraint("key", name="uq_beian_task_key"),
    )
    op.create_index("ix_beian_task_filing_id", "beian_task", ["filing_id"], unique=False)
    op.create_index("ix_beian_task_kind", "beian_task", ["kind"], unique=False)

    op.create_table(
        "beian_report_mark",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("mark", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["beian_report.id"], name="fk_beian_report_mark_report_id"),
        sa.PrimaryKeyConstraint("report_id", "kind", "mark", name="pk_beian_report_mark"),
    )
    op.create_index("ix_beian_report_mark_mark", "beian_report_mark", ["mark", "kind"], unique=False)

    op.create_table(
        "beian_panel_plugin",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_beian_panel_plugin"),
    )
    op.create_table(
        "beian_plugin_source",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_beian_plugin_source"),
    )
    op.create_table(
        "beian_plugin_trial",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("written", sa.BigInteger(), nullable=False),
        sa.Column("conditions", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", "digest", name="pk_beian_plugin_trial"),
    )
    op.create_table(
        "beian_untold",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["beian_filing_step.id"], name="fk_beian_untold_step_id"),
        sa.PrimaryKeyConstraint("step_id", name="pk_beian_untold"),
    )
    op.create_table(
        "beian_unnumbered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_beian_unnumbered"),
    )
    op.add_column("beian_filing", sa.Column("particulars", sa.LargeBinary(), nullable=True))
    op.add_column("beian_filing", sa.Column("password", sa.LargeBinary(), nullable=True))
    op.add_column("beian_filing", sa.Column("password_tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("beian_filing", sa.Column("password_check", sa.String(12), nullable=False, server_default=""))
    op.create_index("ix_beian_filing_password_check", "beian_filing", ["password_check"], unique=False)
    op.add_column("beian_filing", sa.Column("kind_said", sa.Boolean(), nullable=False, server_default=sa.false()))
    # In words of SQL: Alembic cannot add a column with its reference on SQLite without making the table anew.
    op.execute(
        "ALTER TABLE beian_filing ADD COLUMN waits_for_id INTEGER "
        "CONSTRAINT fk_beian_filing_waits_for_id REFERENCES beian_filing (id)"
    )
    op.add_column("beian_filing", sa.Column("due", sa.Date(), nullable=True))
    _add_queue()
    _add_accounts()

    op.add_column("beian_filing_step", sa.Column("fields", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("beian_filing_step", sa.Column("plugins", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index("ix_beian_filing_step_at", "beian_filing_step", ["at"], unique=False)

    op.add_column("beian_site", sa.Column("authority_id", sa.BigInteger(), nullable=True))
    op.create_index("ix_beian_site_authority_id", "beian_site", ["authority_id"], unique=True)

    op.add_column("beian_subject", sa.Column("authority_id", sa.BigInteger(), nullable=True))
    op.add_column("beian_subject", sa.Column("published", sa.LargeBinary(), nullable=True))
    op.add_column("beian_subject", sa.Column("published_at", sa.DateTime(), nullable=True))
    op.create_index("ix_beian_subject_authority_id", "beian_subject", ["authority_id"], unique=True)
    counter = sa.table("beian_counter", sa.column("name", sa.String), sa.column("value", sa.BigInteger))
    for name in ("own_id", "sequence"):
        op.execute(sa.insert(counter).values(name=name, value=0))


def _add_queue() -> None:
    """Add what staff find, sort and claim filings by."""
    op.add_column("beian_filing", sa.Column("claimed_at", sa.DateTime(), nullable=True))
    # In words of SQL, for the same reason.
    op.execute(
        "ALTER TABLE beian_filing ADD COLUMN claimed_by VARCHAR(128) NOT NULL DEFAULT '' "
        "CONSTRAINT ck_beian_filing_claimed_iff_dated CHECK ((claimed_by = '') = (claimed_at IS NULL))"
    )
    since = sa.Column("since", sa.DateTime(), nullable=False, server_default=sa.text("'1970-01-01 00:00:00'"))
    op.add_column("beian_filing", since)
    op.execute("UPDATE beian_filing SET since = updated_at")
    op.add_column("beian_filing", sa.Column("subject_name", sa.String(length=255), nullable=False, server_default=""))
    op.add_column("beian_filing", sa.Column("licence_number", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("beian_filing", sa.Column("certificate_index", sa.LargeBinary(length=32), nullable=True))
    op.add_column("beian_filing", sa.Column("on_behalf", sa.Boolean(), nullable=False, server_default=sa.false()))
    for columns in (
        ["state", "since", "id"],
        ["since", "id"],
        ["due", "id"],
        ["subject_name", "id"],
        ["licence_number"],
        ["certificate_index"],
    ):
        op.create_index(f"ix_beian_filing_{'_'.join(columns)}", "beian_filing", columns, unique=False)


def _add_accounts() -> None:
    """Add accounts of our own, claims on subjects, and the e-mails that wait."""
    op.create_table(
        "beian_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("roles", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(kind = 'staff') = (roles <> '')", name="ck_beian_account_staff_iff_roles"),
        sa.CheckConstraint("(email IS NULL) = (email_index IS NULL)", name="ck_beian_account_email_iff_index"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_account"),
        sa.UniqueConstraint("email_index", name="uq_beian_account_email_index"),
        sa.UniqueConstraint("name", name="uq_beian_account_name"),
    )
    op.create_table(
        "beian_account_session",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["beian_account.id"], name="fk_beian_account_session_account_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_beian_account_session"),
    )
    op.create_table(
        "beian_account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(account_id IS NULL) = (email IS NOT NULL)", name="ck_beian_account_link_account_or_email"),
        sa.ForeignKeyConstraint(["account_id"], ["beian_account.id"], name="fk_beian_account_link_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_account_link"),
        sa.UniqueConstraint("digest", name="uq_beian_account_link_digest"),
    )
    for table in ("beian_account_session", "beian_account_link"):
        for column in ("account_id", "ends_at"):
            op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
    op.create_table(
        "beian_subject_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("licence_number", sa.String(length=64), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=128), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="ck_beian_subject_claim_open_iff_undecided"),
        sa.ForeignKeyConstraint(["customer_id"], ["beian_customer.id"], name="fk_beian_subject_claim_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_subject_claim"),
    )
    op.create_table(
        "beian_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_beian_mail"),
    )
    for table, column in (
        ("beian_subject_claim", "customer_id"),
        ("beian_subject_claim", "state"),
        ("beian_mail", "next_try_at"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
