using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.TokenExchange.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class RefusalsKnowTheirRecord : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What was refused before is recorded once more when it comes again: which record it has is not known.
            migrationBuilder.Sql("DELETE FROM refused_id_tokens");
            migrationBuilder.AddColumn<Guid>(
                name: "record_id",
                table: "refused_id_tokens",
                type: "uuid",
                nullable: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "record_id",
                table: "refused_id_tokens");
        }
    }
}
