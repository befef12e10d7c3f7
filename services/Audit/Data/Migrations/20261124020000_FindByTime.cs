using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.Audit.Data.Migrations
{
    /// <inheritdoc />
    public partial class FindByTime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "time_blocks",
                columns: table => new
                {
                    index = table.Column<long>(type: "bigint", nullable: false),
                    earliest = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    latest = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table => table.PrimaryKey("pk_time_blocks", x => x.index));

            migrationBuilder.Sql(
                """
                INSERT INTO time_blocks (index, earliest, latest)
                SELECT index / 256, min(occurred_at), max(occurred_at) FROM entries GROUP BY 1 HAVING count(*) = 256;
                """);

            // A page by time reads the blocks; nothing else looked there.
            migrationBuilder.DropIndex(name: "ix_entries_occurred_at", table: "entries");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(name: "ix_entries_occurred_at", table: "entries", column: "occurred_at");
            migrationBuilder.DropTable(name: "time_blocks");
        }
    }
}
