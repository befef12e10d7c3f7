using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.PublisherConfig.Migrations
{
    /// <inheritdoc />
    public partial class PinPublishersToIds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_publishers_digest",
                table: "publishers");

            migrationBuilder.AlterColumn<byte[]>(
                name: "digest",
                table: "publishers",
                type: "bytea",
                maxLength: 32,
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "bytea",
                oldMaxLength: 32);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_used_at",
                table: "publishers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "pin_mismatch_at",
                table: "publishers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "pin_until",
                table: "publishers",
                type: "timestamp with time zone",
                nullable: false,
                defaultValueSql: "now() + interval '7 days'");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "pinned_at",
                table: "publishers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "pinned_by",
                table: "publishers",
                type: "character varying(16)",
                maxLength: 16,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "pinned_ids",
                table: "publishers",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            // Publishers of before get a window from now on. Later rows bring their own values.
            migrationBuilder.Sql(
                """
                ALTER TABLE publishers ALTER COLUMN pin_until DROP DEFAULT, ALTER COLUMN pinned_ids DROP DEFAULT;
                UPDATE publishers
                SET pinned_ids = jsonb_build_object('sub', fields ->> 'sub'), pinned_by = 'given', pinned_at = now()
                WHERE provider = 'google' AND fields ? 'sub';
                """);

            migrationBuilder.CreateIndex(
                name: "ux_publishers_digest_pinned_ids",
                table: "publishers",
                columns: new[] { "digest", "pinned_ids" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ux_publishers_digest_pinned_ids",
                table: "publishers");

            migrationBuilder.DropColumn(
                name: "last_used_at",
                table: "publishers");

            migrationBuilder.DropColumn(
                name: "pin_mismatch_at",
                table: "publishers");

            migrationBuilder.DropColumn(
                name: "pin_until",
                table: "publishers");

            migrationBuilder.DropColumn(
                name: "pinned_at",
                table: "publishers");

            migrationBuilder.DropColumn(
                name: "pinned_by",
                table: "publishers");

            migrationBuilder.DropColumn(
                name: "pinned_ids",
                table: "publishers");

            migrationBuilder.AlterColumn<byte[]>(
                name: "digest",
                table: "publishers",
                type: "bytea",
                maxLength: 32,
                nullable: false,
                defaultValue: new byte[0],
                oldClrType: typeof(byte[]),
                oldType: "bytea",
                oldMaxLength: 32,
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ux_publishers_digest",
                table: "publishers",
                column: "digest",
                unique: true);
        }
    }
}
