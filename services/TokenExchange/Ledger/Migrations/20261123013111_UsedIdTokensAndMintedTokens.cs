using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.TokenExchange.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class UsedIdTokensAndMintedTokens : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "minted_tokens",
                columns: table => new
                {
                    token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    target = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    issuer = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    publisher_id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    id_token_digest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_minted_tokens", x => x.token_id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    trace_parent = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    body = table.Column<string>(type: "character varying(65536)", maxLength: 65536, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "outbox_sequence",
                columns: table => new
                {
                    id = table.Column<short>(type: "smallint", nullable: false),
                    last = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_sequence", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "refused_id_tokens",
                columns: table => new
                {
                    refusal_key = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    kept_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refused_id_tokens", x => x.refusal_key);
                });

            migrationBuilder.CreateTable(
                name: "used_id_tokens",
                columns: table => new
                {
                    replay_key = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    id_token_key = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    kept_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_used_id_tokens", x => x.replay_key);
                });

            migrationBuilder.InsertData(
                table: "outbox_sequence",
                columns: new[] { "id", "last" },
                values: new object[] { (short)1, 0L });

            migrationBuilder.CreateIndex(
                name: "ix_minted_tokens_expires_at",
                table: "minted_tokens",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_refused_id_tokens_kept_until",
                table: "refused_id_tokens",
                column: "kept_until");

            migrationBuilder.CreateIndex(
                name: "ix_used_id_tokens_id_token_key",
                table: "used_id_tokens",
                column: "id_token_key");

            migrationBuilder.CreateIndex(
                name: "ix_used_id_tokens_kept_until",
                table: "used_id_tokens",
                column: "kept_until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "minted_tokens");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "outbox_sequence");

            migrationBuilder.DropTable(
                name: "refused_id_tokens");

            migrationBuilder.DropTable(
                name: "used_id_tokens");
        }
    }
}
