"""Create every table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "beian_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=128), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_beian_audit"),
    )
    op.create_index("ix_beian_audit_at", "beian_audit", ["at"], unique=False)
    op.create_index("ix_beian_audit_target", "beian_audit", ["target"], unique=False)
    op.create_table(
        "beian_blacklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("certificate_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(domain = '') <> (certificate_index IS NULL)", name="ck_beian_blacklist_domain_or_subject"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_blacklist"),
    )
    op.create_index("ix_beian_blacklist_certificate_index", "beian_blacklist", ["certificate_index"], unique=False)
    op.create_index("ix_beian_blacklist_domain", "beian_blacklist", ["domain"], unique=False)
    op.create_table(
        "beian_calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_beian_calendar_year"),
    )
    op.create_table(
        "beian_customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_beian_customer"),
        sa.UniqueConstraint("user", name="uq_beian_customer_user"),
    )
    op.create_table(
        "beian_good_plugin",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_beian_good_plugin"),
    )
    op.create_table(
        "beian_import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_beian_import_run"),
        sa.UniqueConstraint("digest", name="uq_beian_import_run_digest"),
    )
    op.create_table(
        "beian_mirror",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coverage", sa.String(length=8), nullable=False),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_beian_mirror"),
    )
    op.create_table(
        "beian_principal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("certificate_kind", sa.String(length=32), nullable=False),
        sa.Column("certificate_number", sa.LargeBinary(), nullable=True),
        sa.Column("certificate_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_beian_principal"),
    )
    op.create_index("ix_beian_principal_certificate_index", "beian_principal", ["certificate_index"], unique=False)
    op.create_index("ix_beian_principal_email_index", "beian_principal", ["email_index"], unique=False)
    op.create_index("ix_beian_principal_phone_index", "beian_principal", ["phone_index"], unique=False)
    op.create_table(
        "beian_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scopes", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_beian_token"),
        sa.UniqueConstraint("digest", name="uq_beian_token_digest"),
    )
    op.create_table(
        "beian_verdict",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("customer", sa.String(length=128), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_beian_verdict"),
    )
    op.create_table(
        "beian_idempotency_key",
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["beian_token.id"], name="fk_beian_idempotency_key_token_id"),
        sa.PrimaryKeyConstraint("token_id", "key", name="pk_beian_idempotency_key"),
    )
    op.create_index("ix_beian_idempotency_key_at", "beian_idempotency_key", ["at"], unique=False)
    op.create_table(
        "beian_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("licence_number", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("nature", sa.String(length=64), nullable=False),
        sa.Column("certificate_kind", sa.String(length=32), nullable=False),
        sa.Column("certificate_number", sa.LargeBinary(), nullable=True),
        sa.Column("certificate_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("province", sa.String(length=2), nullable=True),
        sa.Column("shell", sa.Boolean(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["principal_id"], ["beian_principal.id"], name="fk_beian_subject_principal_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_subject"),
        sa.UniqueConstraint("licence_number", name="uq_beian_subject_licence_number"),
    )
    op.create_index("ix_beian_subject_certificate_index", "beian_subject", ["certificate_index"], unique=False)
    op.create_index("ix_beian_subject_name", "beian_subject", ["name"], unique=False)
    op.create_table(
        "beian_customer_subject",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["beian_customer.id"], name="fk_beian_customer_subject_customer_id"),
        sa.ForeignKeyConstraint(["subject_id"], ["beian_subject.id"], name="fk_beian_customer_subject_subject_id"),
        sa.PrimaryKeyConstraint("customer_id", "subject_id", name="pk_beian_customer_subject"),
    )
    op.create_index("ix_beian_customer_subject_subject_id", "beian_customer_subject", ["subject_id"], unique=False)
    op.create_table(
        "beian_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("licence_number", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=True),
        sa.Column("shell", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["principal_id"], ["beian_principal.id"], name="fk_beian_site_principal_id"),
        sa.ForeignKeyConstraint(["subject_id"], ["beian_subject.id"], name="fk_beian_site_subject_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_site"),
        sa.UniqueConstraint("licence_number", name="uq_beian_site_licence_number"),
    )
    op.create_index("ix_beian_site_subject_id", "beian_site", ["subject_id"], unique=False)
    op.create_table(
        "beian_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=128), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["beian_site.id"], name="fk_beian_access_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_access"),
    )
    op.create_index("uq_beian_access_site_provider", "beian_access", ["site_id", "provider"], unique=True)
    op.create_table(
        "beian_domain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=253), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("access", sa.String(length=8), nullable=False),
        sa.Column("other_access", sa.Boolean(), nullable=False),
        sa.Column("shares_site", sa.Boolean(), nullable=False),
        sa.Column("blacklisted", sa.Boolean(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("subject_number", sa.String(length=64), nullable=False),
        sa.Column("site_number", sa.String(length=64), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=True),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.Column("running_filing_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["beian_site.id"], name="fk_beian_domain_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_domain"),
        sa.UniqueConstraint("name", name="uq_beian_domain_name"),
    )
    op.create_index("ix_beian_domain_site_id", "beian_domain", ["site_id"], unique=False)
    op.create_table(
        "beian_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("province", sa.String(length=2), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("takes_over", sa.Boolean(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_on IS NOT NULL)", name="ck_beian_filing_approved_iff_dated"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["beian_customer.id"], name="fk_beian_filing_customer_id"),
        sa.ForeignKeyConstraint(["site_id"], ["beian_site.id"], name="fk_beian_filing_site_id"),
        sa.ForeignKeyConstraint(["subject_id"], ["beian_subject.id"], name="fk_beian_filing_subject_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_filing"),
    )
    op.create_index("ix_beian_filing_customer_id", "beian_filing", ["customer_id"], unique=False)
    op.create_index("ix_beian_filing_subject_id", "beian_filing", ["subject_id"], unique=False)
    op.create_table(
        "beian_filing_domain",
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=253), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["beian_filing.id"], name="fk_beian_filing_domain_filing_id"),
        sa.PrimaryKeyConstraint("filing_id", "name", name="pk_beian_filing_domain"),
    )
    op.create_index("ix_beian_filing_domain_name", "beian_filing_domain", ["name"], unique=False)
    op.create_table(
        "beian_filing_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=24), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=False),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["beian_filing.id"], name="fk_beian_filing_step_filing_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_filing_step"),
    )
    op.create_index("ix_beian_filing_step_filing_id", "beian_filing_step", ["filing_id"], unique=False)
    op.create_table(
        "beian_obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["filing_id"], ["beian_filing.id"], name="fk_beian_obligation_filing_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beian_obligation"),
    )
    op.create_index("ix_beian_obligation_due", "beian_obligation", ["due"], unique=False)
    op.create_index("ix_beian_obligation_filing_id", "beian_obligation", ["filing_id"], unique=False)
    op.execute("INSERT INTO beian_mirror (id, coverage) VALUES (1, 'partial')")
    for table in ("beian_filing_step", "beian_audit"):
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    """Let the database itself keep history append-only."""
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
