using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.Audit.Data.Migrations
{
    /// <inheritdoc />
    public partial class IssueAuditorTokens : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "auditor_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    label = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    project = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_auditor_tokens", x => x.id);
                    table.CheckConstraint("ck_auditor_tokens_secret_hash", "octet_length(secret_hash) = 32");
                });

            migrationBuilder.CreateIndex(name: "ix_auditor_tokens_secret_hash", table: "auditor_tokens", column: "secret_hash", unique: true);

            migrationBuilder.CreateTable(
                name: "token_uses",
                columns: table => new
                {
                    reader = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false),
                    what = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    refused = table.Column<bool>(type: "boolean", nullable: false),
                    hour = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    entry_index = table.Column<long>(type: "bigint", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table => table.PrimaryKey("pk_token_uses", x => new { x.reader, x.what, x.refused, x.hour, x.entry_index }));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "token_uses");
            migrationBuilder.DropTable(name: "auditor_tokens");
        }
    }
}
