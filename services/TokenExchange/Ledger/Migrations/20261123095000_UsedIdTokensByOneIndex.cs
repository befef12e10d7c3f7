using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.TokenExchange.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class UsedIdTokensByOneIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_used_id_tokens",
                table: "used_id_tokens");

            migrationBuilder.DropIndex(
                name: "ix_used_id_tokens_id_token_key",
                table: "used_id_tokens");

            migrationBuilder.AddPrimaryKey(
                name: "pk_used_id_tokens",
                table: "used_id_tokens",
                columns: new[] { "id_token_key", "replay_key" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_used_id_tokens",
                table: "used_id_tokens");

            migrationBuilder.AddPrimaryKey(
                name: "pk_used_id_tokens",
                table: "used_id_tokens",
                column: "replay_key");

            migrationBuilder.CreateIndex(
                name: "ix_used_id_tokens_id_token_key",
                table: "used_id_tokens",
                column: "id_token_key");
        }
    }
}
