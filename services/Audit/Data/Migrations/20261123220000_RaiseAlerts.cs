using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.Audit.Data.Migrations
{
    /// <inheritdoc />
    public partial class RaiseAlerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "alert_memory",
                columns: table => new
                {
                    rule = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<byte[]>(type: "bytea", nullable: false),
                    state = table.Column<string>(type: "jsonb", nullable: false),
                    forget_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table => table.PrimaryKey("pk_alert_memory", x => new { x.rule, x.subject }));

            migrationBuilder.CreateIndex(name: "ix_alert_memory_forget_after", table: "alert_memory", column: "forget_after");

            migrationBuilder.CreateTable(
                name: "alert_position",
                columns: table => new
                {
                    id = table.Column<short>(type: "smallint", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false),
                    quiet_until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alert_position", x => x.id);
                    table.CheckConstraint("ck_alert_position_id", "id = 1");
                });

            // What is in the log already is the past: the rules learn from it, and raise nothing about it.
            migrationBuilder.Sql("INSERT INTO alert_position (id, position, quiet_until) SELECT 1, -1, coalesce(max(index), -1) FROM entries");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "alert_position");
            migrationBuilder.DropTable(name: "alert_memory");
        }
    }
}
