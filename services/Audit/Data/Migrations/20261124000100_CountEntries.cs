using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.Audit.Data.Migrations
{
    /// <inheritdoc />
    public partial class CountEntries : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "tallies",
                columns: table => new
                {
                    scope = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    hour = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    type = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    provider = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    reason = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    entries = table.Column<long>(type: "bigint", nullable: false),
                    exchanges = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table => table.PrimaryKey("pk_tallies", x => new { x.scope, x.hour, x.type, x.provider, x.reason }));

            migrationBuilder.CreateTable(
                name: "tally_places",
                columns: table => new
                {
                    scope = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tally_places", x => x.scope);
                    table.CheckConstraint("ck_tally_places_position", "position >= -1");
                });

            // The whole log, from its beginning: what is in it already is counted by the service, while it works.
            migrationBuilder.Sql("INSERT INTO tally_places (scope, position) VALUES ('', -1)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "tally_places");
            migrationBuilder.DropTable(name: "tallies");
        }
    }
}
