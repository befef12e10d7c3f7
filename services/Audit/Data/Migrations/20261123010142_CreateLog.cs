using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.Audit.Data.Migrations
{
    /// <inheritdoc />
    public partial class CreateLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "entries",
                columns: table => new
                {
                    index = table.Column<long>(type: "bigint", nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: false),
                    producer = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    appended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    trace_id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    canonical = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entries", x => x.index);
                    table.CheckConstraint("ck_entries_canonical", "octet_length(canonical) <= 65535");
                    table.CheckConstraint("ck_entries_index", "index >= 0");
                });

            migrationBuilder.CreateTable(
                name: "entry_projects",
                columns: table => new
                {
                    project = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    entry_index = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entry_projects", x => new { x.project, x.entry_index });
                    table.ForeignKey(
                        name: "fk_entry_projects_entries_entry_index",
                        column: x => x.entry_index,
                        principalTable: "entries",
                        principalColumn: "index",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "personal_values",
                columns: table => new
                {
                    entry_index = table.Column<long>(type: "bigint", nullable: false),
                    field = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    salt = table.Column<byte[]>(type: "bytea", nullable: false),
                    value = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_personal_values", x => new { x.entry_index, x.field });
                    table.ForeignKey(
                        name: "fk_personal_values_entries_entry_index",
                        column: x => x.entry_index,
                        principalTable: "entries",
                        principalColumn: "index",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "unreadable_records",
                columns: table => new
                {
                    producer = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    entry_index = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unreadable_records", x => new { x.producer, x.sequence, x.record_id });
                    table.ForeignKey(
                        name: "fk_unreadable_records_entries_entry_index",
                        column: x => x.entry_index,
                        principalTable: "entries",
                        principalColumn: "index",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_entries_occurred_at",
                table: "entries",
                column: "occurred_at");

            migrationBuilder.CreateIndex(
                name: "ix_entries_producer_sequence",
                table: "entries",
                columns: new[] { "producer", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_entries_record_id",
                table: "entries",
                column: "record_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_entries_type_index",
                table: "entries",
                columns: new[] { "type", "index" });

            migrationBuilder.CreateIndex(
                name: "ix_entry_projects_entry_index",
                table: "entry_projects",
                column: "entry_index");

            migrationBuilder.CreateIndex(
                name: "ix_unreadable_records_entry_index",
                table: "unreadable_records",
                column: "entry_index");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "entry_projects");

            migrationBuilder.DropTable(
                name: "personal_values");

            migrationBuilder.DropTable(
                name: "unreadable_records");

            migrationBuilder.DropTable(
                name: "entries");
        }
    }
}
