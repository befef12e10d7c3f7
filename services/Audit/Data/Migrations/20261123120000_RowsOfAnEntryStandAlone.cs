using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.Audit.Data.Migrations
{
    /// <inheritdoc />
    public partial class RowsOfAnEntryStandAlone : Migration
    {
        private static readonly string[] Tables = ["entry_projects", "personal_values", "unreadable_records"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Tables)
            {
                migrationBuilder.DropForeignKey(name: $"fk_{table}_entries_entry_index", table: table);
            }

            // They were there for the foreign keys alone.
            migrationBuilder.DropIndex(name: "ix_entry_projects_entry_index", table: "entry_projects");
            migrationBuilder.DropIndex(name: "ix_unreadable_records_entry_index", table: "unreadable_records");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(name: "ix_unreadable_records_entry_index", table: "unreadable_records", column: "entry_index");
            migrationBuilder.CreateIndex(name: "ix_entry_projects_entry_index", table: "entry_projects", column: "entry_index");
            foreach (var table in Tables)
            {
                migrationBuilder.AddForeignKey(
                    name: $"fk_{table}_entries_entry_index",
                    table: table,
                    column: "entry_index",
                    principalTable: "entries",
                    principalColumn: "index",
                    onDelete: ReferentialAction.Restrict);
            }
        }
    }
}
