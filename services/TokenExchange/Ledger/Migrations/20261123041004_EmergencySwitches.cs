using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.TokenExchange.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class EmergencySwitches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "emergency_switches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    issuer = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    key_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    thumbprint = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: true),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    set_by = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    set_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_emergency_switches", x => x.id);
                    table.CheckConstraint("ck_emergency_switches_kind", "CASE kind\n    WHEN 'stop-minting' THEN num_nonnulls(issuer, key_id, thumbprint) = 0\n    WHEN 'distrust-issuer' THEN issuer IS NOT NULL AND num_nonnulls(key_id, thumbprint) = 0\n    WHEN 'distrust-key' THEN issuer IS NOT NULL AND num_nonnulls(key_id, thumbprint) = 1\n    ELSE false\nEND");
                });

            migrationBuilder.CreateIndex(
                name: "ix_emergency_switches_kind_issuer_key_id_thumbprint",
                table: "emergency_switches",
                columns: new[] { "kind", "issuer", "key_id", "thumbprint" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "emergency_switches");
        }
    }
}
