using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.Audit.Data.Migrations
{
    /// <inheritdoc />
    public partial class RotateWebhookSecrets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(name: "sealed_former_secret", table: "webhooks", type: "bytea", maxLength: 200, nullable: true);
            migrationBuilder.AddColumn<DateTimeOffset>(name: "former_secret_until", table: "webhooks", type: "timestamp with time zone", nullable: true);
            migrationBuilder.AddCheckConstraint(
                name: "ck_webhooks_former_secret", table: "webhooks", sql: "(sealed_former_secret IS NULL) = (former_secret_until IS NULL)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(name: "ck_webhooks_former_secret", table: "webhooks");
            migrationBuilder.DropColumn(name: "former_secret_until", table: "webhooks");
            migrationBuilder.DropColumn(name: "sealed_former_secret", table: "webhooks");
        }
    }
}
